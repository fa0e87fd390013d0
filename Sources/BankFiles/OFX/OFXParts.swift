import Domain

/// A movement of the account that is being gathered.
struct OFXTransaction {
    private let begin: Int
    private var amount: Fixed?
    private var posted: Day?
    private var value: Day?
    private var id: String?
    private var check: String?
    private var reference: String?
    private var name: String?
    private var memo: String?
    private var currency: String?

    init(line: Int) { begin = line }

    mutating func take(
        _ text: String, of element: String, _ tokens: OFXTokens
    ) throws(BankFault) {
        switch element {
        case "TRNAMT": amount = try OFXValue.amount(text, element, tokens)
        case "DTPOSTED": posted = try OFXValue.day(text, element, tokens)
        case "DTAVAIL": value = try OFXValue.day(text, element, tokens)
        case "FITID": id = text
        case "CHECKNUM": check = text
        case "REFNUM": reference = text
        case "NAME": name = name ?? text
        case "MEMO": memo = memo ?? text
        case "CURSYM": currency = text
        default: break
        }
    }

    /// Source: OFX 2.2, 11.4.4.1: amounts are signed from the account owner's side.
    func line(_ statement: String?, _ tokens: OFXTokens) throws(BankFault) -> BankLine {
        guard let amount else { throw tokens.fault("a transaction without TRNAMT", tag: "STMTTRN") }
        guard let posted else {
            throw tokens.fault("a transaction without DTPOSTED", tag: "STMTTRN")
        }
        let words = [name, memo == name ? nil : memo].compactMap { $0 }
        return BankLine(
            amount: amount, currency: currency ?? statement, bookingDay: posted, valueDay: value,
            reference: check ?? reference, bankReference: id,
            narration: words.joined(separator: " "), line: begin)
    }
}

/// A balance that is being gathered.
struct OFXBalance {
    private let name: String
    private let begin: Int
    private var amount: Fixed?
    private var day: Day?

    init(name: String, line: Int) { (self.name, begin) = (name, line) }

    mutating func take(
        _ text: String, of element: String, _ tokens: OFXTokens
    ) throws(BankFault) {
        switch element {
        case "BALAMT": amount = try OFXValue.amount(text, element, tokens)
        case "DTASOF": day = try OFXValue.day(text, element, tokens)
        default: break
        }
    }

    func balance(_ currency: String?, _ tokens: OFXTokens) throws(BankFault) -> BankBalance {
        guard let amount else { throw tokens.fault("a balance without BALAMT", tag: name) }
        return BankBalance(
            kind: name == "LEDGERBAL" ? .closing : .other, code: name, amount: amount,
            currency: currency, day: day, line: begin)
    }
}

/// Values as OFX writes them.
enum OFXValue {
    /// A sign, digits, and one point or comma before the decimals.
    ///
    /// Source: OFX 2.2, 3.2.9.1, which allows both and no marks between groups. A comma before
    /// exactly three digits could be one all the same, and is refused.
    static func amount(
        _ text: String, _ tag: String, _ tokens: OFXTokens
    ) throws(BankFault) -> Fixed {
        var plain = text
        if let comma = text.firstIndex(of: ","), text.distance(from: comma, to: text.endIndex) != 4
        {
            plain.replaceSubrange(comma...comma, with: ".")
        }
        let sign = plain.prefix { "+-".contains($0) }
        if plain.dropFirst(sign.count).first == "." {
            plain = "\(sign)0\(plain.dropFirst(sign.count))"
        }
        guard let amount = Fixed(plain) else {
            throw tokens.fault("\(AppError.quoted(text)) is no amount", tag: tag)
        }
        return amount
    }

    /// `20261031`, with or without `HHMM` or `HHMMSS`, decimals and `[-5:EST]`, of which the day counts
    /// as it is written.
    ///
    /// Source: OFX 2.2, 3.2.8.1.
    static func day(
        _ text: String, _ tag: String, _ tokens: OFXTokens
    ) throws(BankFault) -> Day {
        let digits = Array(text.utf8.prefix { (48...57).contains($0) })
        guard [8, 12, 14].contains(digits.count), isEnd(text.utf8.dropFirst(digits.count)),
            let year = Int(digits: digits[0..<4]), let month = Int(digits: digits[4..<6]),
            let number = Int(digits: digits[6..<8]),
            let day = Day(year: year, month: month, day: number),
            isTime(digits[8...])
        else {
            throw tokens.fault("\(AppError.quoted(text)) is no day of the calendar", tag: tag)
        }
        return day
    }

    private static func isTime(_ digits: ArraySlice<UInt8>) -> Bool {
        let parts = Array(digits)
        guard parts.count >= 4 else { return parts.isEmpty }
        let hour = Int(digits: parts[0..<2]) ?? 99
        let minute = Int(digits: parts[2..<4]) ?? 99
        let second = parts.count == 6 ? Int(digits: parts[4..<6]) ?? 99 : 0
        return hour < 24 && minute < 60 && second < 60
    }

    private static func isEnd(_ rest: Substring.UTF8View) -> Bool {
        var rest = rest[...]
        if rest.first == 46 || rest.first == 58 {
            rest = rest.dropFirst()
            let digits = rest.prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count)
        }
        return rest.isEmpty || (rest.first == 91 && rest.last == 93)
    }
}
