/// The lines of a file, however they end: by LF, CRLF or CR.
package struct LineFeed {
    /// A line may have at most so many bytes: banks write 80, and nobody a megabyte.
    package static let bytesMax = 1 << 20

    private let feed: ByteFeed
    private var piece: [UInt8] = []
    private var at = 0
    private var isAtEnd = false
    private var skipsLF = false
    /// The number of the line that was read last, from 1.
    package private(set) var number = 0

    package init(_ feed: ByteFeed) { self.feed = feed }

    /// The next line without its end, or `nil` behind the last.
    ///
    /// - Throws: `BankFault` for a line that is too long.
    package mutating func next() throws(BankFault) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if at == piece.count {
                if !isAtEnd { piece = try feed.next() }
                at = 0
                isAtEnd = piece.isEmpty
                if isAtEnd {
                    guard !line.isEmpty else { return nil }
                    number += 1
                    return line
                }
            }
            if skipsLF {
                skipsLF = false
                if piece[at] == 10 {
                    at += 1
                    continue
                }
            }
            let end = piece[at...].firstIndex { $0 == 10 || $0 == 13 } ?? piece.count
            line += piece[at..<end]
            guard line.count <= Self.bytesMax else {
                throw BankFault("a line of over a mebibyte", line: number + 1)
            }
            at = end
            guard end < piece.count else { continue }
            skipsLF = piece[end] == 13
            at = end + 1
            number += 1
            return line
        }
    }
}
