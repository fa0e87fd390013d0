/// The records of comma-separated values (RFC 4180), one after the other.
///
/// A field in quotes may hold separators, doubled quotes and ends of line. A quote within an
/// unquoted field, or text behind a closing quote, is refused: no reader agrees with another there.
struct CSVRecords {
    /// One field and where it begins.
    struct Field: Equatable {
        var bytes: [UInt8] = []
        /// From 1.
        var line: Int
        /// The byte of its line, from 1.
        var column: Int

        var text: String { BankText.string(bytes) }
    }

    private static let recordBytesMax = 1 << 20

    private let feed: ByteFeed
    private let separator: UInt8
    private var piece: [UInt8] = []
    private var at = 0
    private var isAtEnd = false
    private var (line, column) = (1, 1)

    init(_ feed: ByteFeed, separator: UInt8) throws(BankFault) {
        self.feed = feed
        self.separator = separator
        for byte: UInt8 in [0xEF, 0xBB, 0xBF] {
            guard try peek() == byte else { break }
            at += 1
        }
    }

    private mutating func peek() throws(BankFault) -> UInt8? {
        while at == piece.count {
            guard !isAtEnd else { return nil }
            piece = try feed.next()
            at = 0
            isAtEnd = piece.isEmpty
        }
        return piece[at]
    }

    private mutating func take() {
        at += 1
        column += 1
    }

    /// Takes CR, LF or both.
    private mutating func takeEnd() throws(BankFault) {
        let isCR = try peek() == 13
        take()
        if isCR, try peek() == 10 { take() }
        (line, column) = (line + 1, 1)
    }

    /// The next record, or `nil` behind the last; empty lines are passed by.
    ///
    /// - Throws: `BankFault` for quotes that are not closed or stand wrong.
    mutating func next() throws(BankFault) -> [Field]? {
        while let byte = try peek(), byte == 10 || byte == 13 { try takeEnd() }
        guard try peek() != nil else { return nil }
        var (record, size) = ([Field](), 0)
        while true {
            let field = try self.field()
            size += field.bytes.count + 1
            guard size <= Self.recordBytesMax else {
                throw BankFault("a record of over a mebibyte", line: field.line)
            }
            record.append(field)
            guard let byte = try peek() else { return record }
            guard byte == separator else {
                try takeEnd()
                return record
            }
            take()
        }
    }

    private mutating func field() throws(BankFault) -> Field {
        var field = Field(line: line, column: column)
        guard try peek() == 34 else {
            while let byte = try peek(), byte != separator, byte != 10, byte != 13 {
                guard byte != 34 else {
                    throw BankFault(
                        "a quote within a field that does not begin with one", line: line,
                        column: column)
                }
                field.bytes.append(byte)
                take()
                try bound(field)
            }
            return field
        }
        take()
        while let byte = try peek() {
            if byte == 34 {
                take()
                guard try peek() == 34 else {
                    if let byte = try peek(), byte != separator, byte != 10, byte != 13 {
                        throw BankFault("text behind a closing quote", line: line, column: column)
                    }
                    return field
                }
            }
            if byte == 10 || byte == 13 {
                field.bytes.append(10)
                try takeEnd()
            } else {
                field.bytes.append(byte)
                take()
            }
            try bound(field)
        }
        throw BankFault("a quote that is never closed", line: field.line, column: field.column)
    }

    private func bound(_ field: Field) throws(BankFault) {
        guard field.bytes.count <= Self.recordBytesMax else {
            throw BankFault(
                "a field of over a mebibyte", line: field.line, column: field.column)
        }
    }
}
