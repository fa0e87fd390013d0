import Domain

/// The text of an element without elements in it, and where it stands.
struct CamtLeaf {
    /// Without blanks around it: XML Schema drops them from numbers, dates and codes.
    var text: String
    var currency: String?
    var tag: String
    var place: FilePlace

    func fault(_ what: String) -> BankFault {
        BankFault(what, at: place, tag: tag)
    }

    /// A sum of money: digits with at most one point, at most 18 of them and five behind the point,
    /// as the schema has it.
    ///
    /// The sign stands in `CdtDbtInd`, so a minus is refused here.
    func amount() throws(BankFault) -> Fixed {
        guard !text.hasPrefix("-"), let amount = Fixed(text) else {
            throw fault("is no amount such as 1234.56: \(AppError.quoted(text))")
        }
        guard amount.scale <= 5, amount.unscaled < Fixed.bigPower(18) else {
            throw fault("has over 18 digits or over 5 decimals: \(AppError.quoted(text))")
        }
        return amount
    }

    /// A count of entries.
    func count() throws(BankFault) -> Fixed {
        guard let count = Int(digits: text.utf8) else {
            throw fault("is no count: \(AppError.quoted(text))")
        }
        return Fixed(unscaled: Int128(count), scale: 0)
    }

    /// A sum of amounts: up to 18 digits, as the schema has it.
    func sum() throws(BankFault) -> Fixed {
        guard let sum = Fixed(text), sum.unscaled.magnitude < Fixed.bigPower(18).magnitude,
            sum.scale <= 18
        else { throw fault("is no sum of up to 18 digits: \(AppError.quoted(text))") }
        return sum
    }

    /// The code of a currency.
    static func currency(_ code: String, _ leaf: CamtLeaf) throws(BankFault) -> String {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw leaf.fault("is no currency: \(AppError.quoted(code))")
        }
        return code
    }

    /// Whether money came in.
    func isCredit() throws(BankFault) -> Bool {
        switch text {
        case "CRDT": true
        case "DBIT": false
        default: throw fault("is neither CRDT nor DBIT: \(AppError.quoted(text))")
        }
    }

    func flag() throws(BankFault) -> Bool {
        switch text {
        case "true", "1": true
        case "false", "0": false
        default: throw fault("is neither true nor false: \(AppError.quoted(text))")
        }
    }

    func status() throws(BankFault) -> BankLine.Status {
        switch text {
        case "BOOK": .booked
        // FUTR of versions 7 and later: on the books, to be booked on its day.
        case "PDNG", "FUTR": .pending
        case "INFO": .information
        default: throw fault("is no status BOOK, PDNG, FUTR or INFO: \(AppError.quoted(text))")
        }
    }

    /// The day of a `Dt` or a `DtTm`, as written: the bank's, whatever its offset from UTC.
    func day() throws(BankFault) -> Day {
        let bytes = Array(text.utf8)
        let isTime = tag.hasSuffix("DtTm")
        guard let day = Day(String(decoding: bytes.prefix(10), as: UTF8.self)) else {
            throw fault("is no day of the calendar: \(AppError.quoted(text))")
        }
        var rest = bytes.dropFirst(10)
        let isWhole = (!isTime || Self.skipTime(&rest)) && Self.isZone(rest)
        guard isWhole else {
            throw fault("is no \(isTime ? "time" : "day"): \(AppError.quoted(text))")
        }
        return day
    }

    /// Goes behind `T23:59:59.999`; a second 60 or an hour 24 is none.
    private static func skipTime(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        for (letter, bound) in [("T", 24), (":", 60), (":", 60)] as [(Unicode.Scalar, Int)] {
            guard bytes.first == UInt8(ascii: letter),
                let value = Int(digits: bytes.dropFirst().prefix(2)),
                bytes.count >= 3, value < bound
            else { return false }
            bytes = bytes.dropFirst(3)
        }
        guard bytes.first == UInt8(ascii: ".") else { return true }
        let digits = bytes.dropFirst().prefix { (48...57).contains($0) }
        bytes = bytes.dropFirst(1 + digits.count)
        return !digits.isEmpty
    }

    /// Nothing, `Z`, or an offset up to 14 hours.
    private static func isZone(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let sign = bytes.first, bytes != [UInt8(ascii: "Z")] else { return true }
        let parts = bytes.dropFirst().split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard [43, 45].contains(sign), parts.count == 2, parts.allSatisfy({ $0.count == 2 }),
            let hours = Int(digits: parts[0]), let minutes = Int(digits: parts[1])
        else { return false }
        return minutes < 60 && hours * 60 + minutes <= 14 * 60
    }
}
