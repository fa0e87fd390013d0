import Domain

/// Values as ISO 20022 writes them.
enum CamtValue {
    /// Digits and at most one point; the sign stands in an element of its own.
    static func amount(_ text: String, _ elements: XMLElements) throws(BankFault) -> Fixed {
        guard text.utf8.first != 43, text.utf8.first != 45, let amount = Fixed(text) else {
            throw elements.fault("\(AppError.quoted(text)) is no amount")
        }
        return amount
    }

    static func isDebit(_ text: String, _ elements: XMLElements) throws(BankFault) -> Bool {
        switch text {
        case "DBIT": return true
        case "CRDT": return false
        default: throw elements.fault("\(AppError.quoted(text)) is neither CRDT nor DBIT")
        }
    }

    static func truth(_ text: String, _ elements: XMLElements) throws(BankFault) -> Bool {
        switch text {
        case "true", "1": return true
        case "false", "0": return false
        default: throw elements.fault("\(AppError.quoted(text)) is neither true nor false")
        }
    }

    static func status(
        _ text: String, _ elements: XMLElements
    ) throws(BankFault) -> BankLine.Status {
        switch text {
        case "BOOK": return .booked
        case "PDNG", "FUTR": return .pending
        case "INFO": return .information
        default: throw elements.fault("\(AppError.quoted(text)) is no status of an entry")
        }
    }

    /// `2026-10-31`, or `2026-10-31T13:15:00.000+01:00`, of which the day counts as it is written.
    static func day(_ text: String, _ elements: XMLElements) throws(BankFault) -> Day {
        let bytes = Array(text.utf8)
        guard bytes.count >= 10, let day = Day(String(decoding: bytes[..<10], as: UTF8.self)),
            isTime(bytes[10...])
        else { throw elements.fault("\(AppError.quoted(text)) is no day of the calendar") }
        return day
    }

    /// Nothing, a zone, or a time with or without one.
    private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == 84 else { return isZone(bytes) }
        let time = Array(bytes.dropFirst())
        guard time.count >= 8, time[2] == 58, time[5] == 58,
            let hour = Int(digits: time[0..<2]), let minute = Int(digits: time[3..<5]),
            let second = Int(digits: time[6..<8]), hour < 24, minute < 60, second < 60
        else { return false }
        var rest = time[8...]
        if rest.first == 46 {
            let digits = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return false }
            rest = rest.dropFirst(digits.count + 1)
        }
        return isZone(rest)
    }

    private static func isZone(_ bytes: ArraySlice<UInt8>) -> Bool {
        let zone = Array(bytes)
        if zone.isEmpty || zone == [90] { return true }
        guard zone.count == 6, zone[0] == 43 || zone[0] == 45, zone[3] == 58,
            let hours = Int(digits: zone[1..<3]), let minutes = Int(digits: zone[4..<6])
        else { return false }
        return hours <= 14 && minutes < 60
    }
}
