/// The bytes of a file one by one, with the place of each.
struct ByteCursor {
    private let feed: ByteFeed
    private var piece: [UInt8] = []
    private var at = 0
    private var isAtEnd = false
    /// Of the byte that comes next, from 1.
    private(set) var line = 1
    /// The byte of its line that comes next, from 1.
    private(set) var column = 1

    init(_ feed: ByteFeed) { self.feed = feed }

    /// The byte that comes next, `nil` at the end.
    mutating func peek() throws(BankFault) -> UInt8? {
        while at == piece.count {
            guard !isAtEnd else { return nil }
            piece = try feed.next()
            at = 0
            isAtEnd = piece.isEmpty
        }
        return piece[at]
    }

    /// Goes on by the byte that was peeked at; LF begins a line.
    mutating func take() {
        let isEnd = piece[at] == 10
        at += 1
        (line, column) = isEnd ? (line + 1, 1) : (line, column + 1)
    }

    /// Goes on by a byte that stands for no column: of a byte-order mark.
    mutating func pass() { at += 1 }

    /// Begins a line where the file has CR alone.
    mutating func beginLine() { (line, column) = (line + 1, 1) }
}
