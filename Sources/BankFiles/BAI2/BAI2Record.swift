import Domain

/// A record with its continuations, read field by field.
struct BAI2Record {
    /// Bytes that a record may have with all that continues it.
    static let bytesMax = 1 << 16

    let code: String
    private var pieces: [BAI2Piece]
    /// How many records it counts for.
    private(set) var count = 1
    private var size: Int
    private var piece = 0
    private var at = 0
    /// Whether the last field that was taken was its piece's last.
    private(set) var isAtBreak = false

    init(_ first: BAI2Piece) throws(BankFault) {
        (code, pieces, size) = (first.code, [], 0)
        try add(first)
        count = 1
    }

    /// From 1.
    var line: Int { pieces[0].line }

    /// Adds what continues it.
    mutating func add(_ next: BAI2Piece) throws(BankFault) {
        if !next.counts, let last = pieces.last, last.hasSlash {
            throw BankFault(
                "text behind the end of a record", line: next.line, column: next.column + 1,
                tag: code)
        }
        size += next.content.count + 1
        guard size <= Self.bytesMax else {
            throw BankFault("the record of line \(line) exceeds 64 KiB", line: next.line, tag: code)
        }
        pieces.append(next)
        if next.counts { count += 1 }
    }

    /// A fault at the next byte, or one at another column.
    func fault(_ what: String, back: Int = 0) -> BankFault {
        let place = pieces[min(piece, pieces.count - 1)]
        let column = piece < pieces.count ? at : place.content.count
        return BankFault(
            what, line: place.line, column: place.column + max(0, column - back) + 1, tag: code)
    }

    /// Whether no field is left.
    var isAtEnd: Bool { piece == pieces.count }

    /// Takes the next field without blanks around it.
    ///
    /// - Returns: an empty one behind the last.
    /// - Throws: `BankFault` for a record that is cut off.
    mutating func field() throws(BankFault) -> ArraySlice<UInt8> {
        guard piece < pieces.count else { return [] }
        let content = pieces[piece].content
        var end = content[at...].firstIndex(of: UInt8(ascii: ",")) ?? content.count
        isAtBreak = end == content.count
        var start = at
        if isAtBreak {
            guard pieces[piece].hasSlash else {
                at = content.count
                throw fault("the record is cut off: no slash ends it")
            }
            (piece, at) = (piece + 1, 0)
        } else {
            at = end + 1
        }
        while start < end, content[start] <= 32 { start += 1 }
        while start < end, content[end - 1] <= 32 { end -= 1 }
        return content[start..<end]
    }

    /// Takes the next field as text.
    mutating func text() throws(BankFault) -> String? {
        let text = BankText.collapsed(BankText.string(try field()))
        return text.isEmpty ? nil : text
    }

    /// Takes all that is left as one text.
    mutating func rest() -> String {
        var parts: [String] = []
        while piece < pieces.count {
            parts.append(BankText.string(pieces[piece].content[at...]))
            (piece, at) = (piece + 1, 0)
        }
        return BankText.collapsed(parts.joined(separator: " "))
    }

    /// Ends a record of which nothing more is read: each of its pieces needs its slash.
    mutating func finish() throws(BankFault) {
        while piece < pieces.count { _ = try field() }
    }

    private static func quoted(_ field: ArraySlice<UInt8>) -> String {
        AppError.quoted(BankText.string(field))
    }

    /// Digits that an amount may have, without zeros in front.
    private static let digitsMax = 18

    /// Takes an amount in minor units: maybe a sign, then digits; `nil` when it is empty.
    mutating func amount() throws(BankFault) -> Int128? {
        let before = self
        let field = try field()
        guard !field.isEmpty else { return nil }
        let sign = field.first
        let digits = sign == 43 || sign == 45 ? field.dropFirst() : field
        guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else {
            throw before.fault("amount \(Self.quoted(field)) is not a whole number of minor units")
        }
        guard digits.drop(while: { $0 == 48 }).count <= Self.digitsMax else {
            throw before.fault("amount \(Self.quoted(field)) has too many digits")
        }
        let value = digits.reduce(Int128(0)) { $0 * 10 + Int128($1 - 48) }
        return sign == 45 ? -value : value
    }

    /// Takes a number of records, accounts, groups or payments.
    mutating func number(_ what: String) throws(BankFault) -> Int128 {
        let before = self
        guard let number = try amount(), number >= 0 else {
            throw before.fault("no number of \(what)")
        }
        return number
    }

    /// Takes a date YYMMDD; `nil` when it is empty.
    mutating func day() throws(BankFault) -> Day? {
        let before = self
        let field = try field()
        guard !field.isEmpty else { return nil }
        let digits = field.compactMap { (48...57).contains($0) ? Int($0) - 48 : nil }
        guard digits.count == field.count, let day = Day(yearOfCentury: digits) else {
            throw before.fault("no such day YYMMDD: \(Self.quoted(field))")
        }
        return day
    }

    /// Takes a type of amount: three digits; `nil` when it is empty.
    mutating func type() throws(BankFault) -> Int? {
        let before = self
        let field = try field()
        guard !field.isEmpty else { return nil }
        guard field.count == 3, let type = Int(digits: field) else {
            throw before.fault("\(Self.quoted(field)) is no type of three digits")
        }
        return type
    }

    /// Takes the funds type with what belongs to it.
    ///
    /// - Parameter day: of the group.
    /// - Returns: the value date, where it is said.
    /// - Throws: `BankFault` for a type that does not exist.
    mutating func funds(of day: Day?) throws(BankFault) -> Day? {
        let before = self
        let field = try field()
        switch String(decoding: field, as: UTF8.self) {
        case "", "Z", "1", "2": return nil
        case "0": return day
        case "V":
            let value = try self.day()
            _ = try self.field()
            return value
        case "S":
            for _ in 0..<3 { _ = try amount() }
            return nil
        case "D":
            for _ in 0..<(try number("distributions")) {
                guard !isAtEnd else { throw fault("a distribution is missing") }
                _ = try amount()
                _ = try amount()
            }
            return nil
        default:
            throw before.fault("there is no funds type \(Self.quoted(field))")
        }
    }
}
