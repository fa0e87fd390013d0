import Domain

/// The content of a field, read from its left to its right.
struct MT940Cursor {
    /// With its colons.
    let tag: String
    let bytes: [UInt8]
    /// Where it begins, from 1.
    let line: Int
    /// Bytes of the line before the content.
    private let column: Int
    /// How many bytes stand in the first line, when a second was joined to it.
    private var joint: Int?
    private var secondLine = 0
    private var secondColumn = 0
    private(set) var at = 0

    init(tag: String, bytes: [UInt8], line: Int, column: Int) {
        (self.tag, self.bytes, self.line, self.column) = (tag, bytes, line, column)
    }

    /// The same field with the line that belongs to it, unread.
    func joined(_ text: [UInt8], line second: Int, column: Int) -> MT940Cursor {
        var both = MT940Cursor(tag: tag, bytes: bytes + text, line: line, column: self.column)
        (both.joint, both.secondLine, both.secondColumn) = (bytes.count, second, column)
        return both
    }

    var rest: ArraySlice<UInt8> { bytes[at...] }

    /// A fault at a byte of the content, by default at the next one.
    func fault(_ what: String, at place: Int? = nil) -> BankFault {
        let place = place ?? at
        guard let joint, place >= joint else {
            return BankFault(what, line: line, column: column + place + 1, tag: tag)
        }
        return BankFault(
            what, line: secondLine, column: secondColumn + place - joint + 1, tag: tag)
    }

    /// Takes the next byte when it is one of those.
    mutating func take(_ wanted: (UInt8) -> Bool) -> UInt8? {
        guard at < bytes.count, wanted(bytes[at]) else { return nil }
        at += 1
        return bytes[at - 1]
    }

    mutating func skipBlanks() {
        while at < bytes.count, bytes[at] == 32 { at += 1 }
    }

    /// Takes so many digits, or none of them.
    mutating func digits(_ count: Int) -> [Int]? {
        let run = rest.prefix(count)
        guard run.count == count, run.allSatisfy({ (48...57).contains($0) }) else { return nil }
        at += count
        return run.map { Int($0) - 48 }
    }

    /// Takes a date YYMMDD: 80 to 99 are years of 1900, the others of 2000.
    ///
    /// Source: SWIFT User Handbook, field 61, subfield 1.
    mutating func day() throws(BankFault) -> Day {
        let start = at
        guard let digits = digits(6) else { throw fault("no date YYMMDD") }
        guard let day = Day(yearOfCentury: digits) else {
            let text = digits.map(String.init).joined()
            throw fault("no such day: \(AppError.quoted(text))", at: start)
        }
        return day
    }

    /// Takes a month and a day, in the year that brings them nearest to another day.
    mutating func day(near other: Day) throws(BankFault) -> Day? {
        let start = at
        guard let digits = digits(4) else { return nil }
        let (month, day, year) = (
            digits[0] * 10 + digits[1], digits[2] * 10 + digits[3], other.parts.year
        )
        let possible = [year, year - 1, year + 1].compactMap {
            Day(year: $0, month: month, day: day)
        }
        let nearest = possible.min { abs($0.number - other.number) < abs($1.number - other.number) }
        guard let nearest else {
            let text = digits.map(String.init).joined()
            throw fault("no such day: \(AppError.quoted(text))", at: start)
        }
        return nearest
    }

    /// Takes three capital letters.
    mutating func currency() -> String? {
        let letters = rest.prefix(3)
        guard letters.count == 3, letters.allSatisfy({ (65...90).contains($0) }) else {
            return nil
        }
        at += 3
        return String(decoding: letters, as: UTF8.self)
    }

    /// Digits before the comma that a number may have, without zeros in front; SWIFT allows 14.
    private static let wholeMax = 15
    private static let fractionMax = 8

    /// Takes an amount: digits, a comma, maybe digits.
    ///
    /// - Parameter isWhole: whether one bank's whole numbers without their comma are taken too,
    ///   where something must follow that shows they are not cut off.
    /// - Returns: the amount without a sign.
    /// - Throws: `BankFault` at the first byte that is not an amount's.
    mutating func amount(orWhole isWhole: Bool = false) throws(BankFault) -> Fixed {
        let start = at
        let run = rest.prefix { (40...57).contains($0) || $0 == 39 }
        guard !run.isEmpty else { throw fault("no amount") }
        let parts = run.split(separator: 44, omittingEmptySubsequences: false)
        let wrong = run.indices.first {
            !(48...57).contains(run[$0])
                && (run[$0] != 44 || $0 == start || run[..<$0].contains(44))
        }
        if let wrong {
            throw fault(
                "amount \(Self.quoted(run)): only digits and one comma within are read", at: wrong)
        }
        guard parts.count == 2 || isWhole else {
            throw fault("amount \(Self.quoted(run)) has no comma", at: run.endIndex)
        }
        let fraction = parts.count == 2 ? parts[1].count : 0
        guard parts[0].drop(while: { $0 == 48 }).count <= Self.wholeMax,
            fraction <= Self.fractionMax
        else { throw fault("amount \(Self.quoted(run)) has too many digits", at: start) }
        at = run.endIndex
        let unscaled = parts.joined().reduce(Int128(0)) { $0 * 10 + Int128($1 - 48) }
        return Fixed(unscaled: unscaled, scale: fraction)
    }

    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        AppError.quoted(BankText.string(bytes))
    }

    /// An amount above zero when it is a credit, else below.
    static func signed(_ amount: Fixed, isCredit: Bool) -> Fixed {
        isCredit ? amount : amount.negated
    }
}

extension Day {
    /// Digits of YYMMDD: 80 to 99 are years of 1900, the others of 2000.
    init?(yearOfCentury digits: [Int]) {
        guard digits.count == 6 else { return nil }
        let year = digits[0] * 10 + digits[1]
        self.init(
            year: year + (year < 80 ? 2000 : 1900), month: digits[2] * 10 + digits[3],
            day: digits[4] * 10 + digits[5])
    }
}
