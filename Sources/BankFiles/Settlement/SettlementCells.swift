import Domain

/// The values of one record.
struct SettlementCells {
    let table: TitledTable
    let record: [CSVRecords.Field]

    func text(_ title: String) throws(BankFault) -> String {
        let field = try table.field(title, of: record)
        guard !field.text.isEmpty else { throw table.fault("value", title, field) }
        return field.text
    }

    /// Gateways write codes in lower case or upper.
    func currency(_ title: String) throws(BankFault) -> Currency {
        let field = try table.field(title, of: record)
        guard let currency = try? Currency(code: field.text.uppercased()) else {
            throw table.fault("currency of ISO 4217", title, field)
        }
        return currency
    }

    /// Major units with a point: `-12.50`; empty is none.
    func major(_ title: String, _ currency: Currency) throws(BankFault) -> Money {
        let field = try table.field(title, of: record)
        guard !field.text.isEmpty else { return Money(minor: 0, currency) }
        guard let minor = Fixed(field.text)?.minor(digits: currency.exponent),
            minor.magnitude < UInt64(Fixed.power(18))
        else { throw table.fault("amount of \(currency.code)", title, field) }
        return Money(minor: minor, currency)
    }

    /// Minor units without sign; empty is none.
    func minor(_ title: String) throws(BankFault) -> Int64 {
        let field = try table.field(title, of: record)
        guard !field.text.isEmpty else { return 0 }
        guard field.text.utf8.allSatisfy({ (48...57).contains($0) }),
            let minor = Int64(field.text), minor < Fixed.power(18)
        else { throw table.fault("amount in minor units", title, field) }
        return minor
    }

    /// Seconds since 1970, or `2026-10-05 14:03:11` in UTC.
    func instant(_ title: String) throws(BankFault) -> Instant {
        let field = try table.field(title, of: record)
        let bytes = Array(field.text.utf8)
        if bytes.count <= 11, !bytes.isEmpty, bytes.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(field.text)
        {
            return Instant(microseconds: seconds * 1_000_000)
        }
        guard bytes.count == 19, let instant = Self.times.instant(field.text) else {
            throw table.fault("time, as 2026-10-05 14:03:11 in UTC", title, field)
        }
        return instant
    }

    /// None where the file has no such column, or nothing in it.
    func optionalInstant(_ title: String?) throws(BankFault) -> Instant? {
        guard let title, try table.optional(title, of: record) != nil else { return nil }
        return try instant(title)
    }

    private static let times = MappedTimes(
        values: MappedValues(form: CSVForm()),
        form: TimeForm(clock: .seconds, wall: .offset(seconds: 0)))
}
