/// The records of comma-separated values (RFC 4180), one after the other.
///
/// A field in quotes may hold separators, doubled quotes and ends of line. A quote within an
/// unquoted field, or text behind a closing quote, is refused: no reader agrees with another there.
struct CSVRecords {
    /// One field and where it begins.
    struct Field: Equatable {
        var bytes: [UInt8] = []
        var place: FilePlace

        var text: String { BankText.string(bytes) }
    }

    private static let recordBytesMax = 1 << 20

    private var cursor: ByteCursor
    private let separator: UInt8

    init(_ feed: ByteFeed, separator: UInt8) throws(BankFault) {
        cursor = ByteCursor(feed)
        self.separator = separator
        try cursor.skipMark()
    }

    private static func isEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

    /// The next record, or `nil` behind the last; empty lines are passed by.
    ///
    /// - Throws: `BankFault` for quotes that are not closed or stand wrong.
    mutating func next() throws(BankFault) -> [Field]? {
        while let byte = try cursor.peek(), Self.isEnd(byte) { try cursor.take() }
        guard try cursor.peek() != nil else { return nil }
        var (record, size) = ([Field](), 0)
        while true {
            let field = try self.field()
            size += field.bytes.count + 1
            guard size <= Self.recordBytesMax else {
                throw BankFault("a record of over a mebibyte", at: field.place)
            }
            record.append(field)
            guard let byte = try cursor.peek() else { return record }
            guard byte == separator else {
                try cursor.take()
                return record
            }
            try cursor.take()
        }
    }

    private mutating func field() throws(BankFault) -> Field {
        var field = Field(place: cursor.next)
        guard try cursor.peek() == 34 else {
            while let byte = try cursor.peek(), byte != separator, !Self.isEnd(byte) {
                guard byte != 34 else {
                    throw BankFault(
                        "a quote within a field that does not begin with one", at: cursor.next)
                }
                field.bytes.append(byte)
                try cursor.take()
                try bound(field)
            }
            return field
        }
        try cursor.take()
        while let byte = try cursor.peek() {
            if byte == 34 {
                try cursor.take()
                guard try cursor.peek() == 34 else {
                    if let byte = try cursor.peek(), byte != separator, !Self.isEnd(byte) {
                        throw BankFault("text behind a closing quote", at: cursor.next)
                    }
                    return field
                }
            }
            if Self.isEnd(byte) {
                field.bytes.append(10)
                try cursor.take()
            } else {
                field.bytes.append(byte)
                try cursor.take()
            }
            try bound(field)
        }
        throw BankFault("a quote that is never closed", at: field.place)
    }

    private func bound(_ field: Field) throws(BankFault) {
        guard field.bytes.count <= Self.recordBytesMax else {
            throw BankFault(
                "a field of over a mebibyte", at: field.place)
        }
    }
}
