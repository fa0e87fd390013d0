/// The bytes of a file, piece by piece, so that memory does not grow with it.
package struct ByteFeed {
    private let more: () throws(BankFault) -> [UInt8]

    /// A feed from a closure that gives the next piece, and an empty one at the end.
    package init(_ more: @escaping () throws(BankFault) -> [UInt8]) { self.more = more }

    /// A feed of bytes in memory, in pieces of a size.
    package init(_ bytes: [UInt8], piece: Int = 1 << 16) {
        var at = 0
        more = { () throws(BankFault) -> [UInt8] in
            let end = min(at + piece, bytes.count)
            defer { at = end }
            return Array(bytes[at..<end])
        }
    }

    /// The next piece; empty at the end of the file, and then always.
    ///
    /// - Throws: `BankFault` when the file cannot be read.
    package func next() throws(BankFault) -> [UInt8] { try more() }
}
