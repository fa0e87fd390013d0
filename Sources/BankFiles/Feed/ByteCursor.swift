/// The bytes of a file one by one, with the place of each; LF, CRLF and CR end a line.
struct ByteCursor {
    private let feed: ByteFeed
    private var piece: [UInt8] = []
    private var at = 0
    private var isAtEnd = false
    private var last: UInt8 = 0
    private var (line, column) = (1, 0)

    init(_ feed: ByteFeed) { self.feed = feed }

    /// Of the byte that was taken last; of the first before one was.
    var place: FilePlace { FilePlace(line: line, column: max(column, 1)) }

    /// Of the byte that comes next, unless it ends a CRLF.
    var next: FilePlace {
        last == 10 || last == 13
            ? FilePlace(line: line + 1, column: 1) : FilePlace(line: line, column: column + 1)
    }

    /// The byte that comes next, `nil` at the end of the file.
    mutating func peek() throws(BankFault) -> UInt8? {
        while at == piece.count {
            guard !isAtEnd else { return nil }
            piece = try feed.next()
            at = 0
            isAtEnd = piece.isEmpty
        }
        return piece[at]
    }

    /// Takes the byte that comes next.
    @discardableResult
    mutating func take() throws(BankFault) -> UInt8? {
        guard let byte = try peek() else { return nil }
        at += 1
        if last == 10 || last == 13 && byte != 10 { (line, column) = (line + 1, 0) }
        column += 1
        last = byte
        return byte
    }

    /// Passes a byte-order mark by, which stands in no column.
    mutating func skipMark() throws(BankFault) {
        for byte: UInt8 in [0xEF, 0xBB, 0xBF] {
            guard try peek() == byte else { return }
            at += 1
        }
    }
}
