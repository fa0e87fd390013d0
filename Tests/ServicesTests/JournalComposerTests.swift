import Domain
import Services
import TestSupport
import Testing

@Suite("Journal entries") struct JournalComposerTests {
    static let rules: [JournalEvent: PostingRule] = [
        .invoice: PostingRule(debit: "R", credit: "Revenue"),
        .creditNote: PostingRule(debit: "Revenue", credit: "R"),
        .tax: PostingRule(debit: "R", credit: "Tax"),
        .rounding: PostingRule(debit: "R", credit: "Rounding"),
        .paymentCash: PostingRule(debit: "Cash", credit: "On account"),
        .advance: PostingRule(debit: "On account", credit: "Advances"),
        .allocation: PostingRule(debit: "On account", credit: "R"),
        .exchange: PostingRule(debit: "On account", credit: "Exchange"),
    ]

    static func fact(
        _ source: JournalSource, _ id: Int64, _ event: JournalEvent, _ minor: Int64,
        _ currency: Currency = .eur, code: String? = nil
    ) -> JournalFact {
        JournalFact(
            JournalKey(source, id), on: .init(number: 20_000), note: "note \(id)", event,
            Money(minor: minor, currency), taxCode: code)
    }

    /// The entries that facts make: `INV-000001 R 110, Revenue -100 STD`.
    static func entries(_ facts: [JournalFact]) throws -> [String] {
        var composer = JournalComposer(rules)
        var entries: [JournalEntry] = []
        for fact in facts { entries += [try composer.take(fact)].compactMap(\.self) }
        entries += [composer.finish()].compactMap(\.self)
        return entries.map { entry in
            "\(entry.key.text(version: 1, isReversal: false)) "
                + entry.lines.map { line in
                    let currency = line.amount.currency == .eur ? "" : " \(line.amount.currency)"
                    return "\(line.account) \(line.amount.minor)\(currency)"
                        + (line.taxCode.map { " \($0)" } ?? "")
                }.joined(separator: ", ")
        }
    }

    @Test("bring what an event does to one account onto one line, and balance")
    func invoice() throws {
        let made = try Self.entries([
            Self.fact(.invoice, 1, .invoice, 10_000, code: "STD"),
            Self.fact(.invoice, 1, .tax, 1_000, code: "STD"),
            Self.fact(.invoice, 1, .invoice, 500, code: "EXE"),
            Self.fact(.invoice, 1, .rounding, -1),
            Self.fact(.creditNote, 2, .creditNote, 500, code: "EXE"),
        ])
        #expect(
            made == [
                "INV-000001 R 11499, Revenue -10000 STD, Tax -1000 STD, Revenue -500 EXE, "
                    + "Rounding 1", "CRN-000002 Revenue 500 EXE, R -500",
            ])
    }

    @Test("of an advance pass payments on account by, and so does its use")
    func advance() throws {
        let made = try Self.entries([
            Self.fact(.payment, 3, .paymentCash, 700), Self.fact(.payment, 3, .advance, 700),
            Self.fact(.allocation, 4, .allocation, 700), Self.fact(.allocation, 4, .advance, -700),
        ])
        #expect(
            made == ["PAY-000003 Cash 700, Advances -700", "ALL-000004 R -700, Advances 700"])
    }

    @Test("balance in each currency where two meet, and never add them")
    func currencies() throws {
        let made = try Self.entries([
            Self.fact(.allocation, 5, .allocation, 900, .usd),
            Self.fact(.allocation, 5, .exchange, 900),
            Self.fact(.allocation, 5, .exchange, -900, .usd),
        ])
        #expect(
            made == [
                "ALL-000005 R -900 USD, On account 900, Exchange -900, Exchange 900 USD"
            ])
    }

    @Test("that come to nothing are none") func nothing() throws {
        let made = try Self.entries([
            Self.fact(.invoice, 1, .invoice, 0), Self.fact(.invoice, 2, .invoice, 5),
            Self.fact(.invoice, 2, .invoice, -5),
        ])
        #expect(made == [])
    }

    @Test("are refused as a whole where the map lacks a rule, with kind, count and sums")
    func lacking() throws {
        var composer = JournalComposer(Self.rules)
        _ = try composer.take(Self.fact(.payout, 1, .payout, 500))
        _ = try composer.take(Self.fact(.payout, 2, .payout, 250, .jpy))
        _ = try composer.take(Self.fact(.writeOff, 3, .writeOff, 1))
        let clinic = Clinic(
            id: ClinicID(rawValue: 1), slug: "harbor", name: "H", legalEntity: "H Ltd",
            currency: .eur, timeZone: "UTC", fiscalStartMonth: 1,
            pricesIncludeTax: false)
        #expect(
            throws: AppError(
                .accountMapInvalid,
                "clinic harbor has no rule for payout (2 of 5.00 EUR, 250 JPY), "
                    + "write_off (1 of 0.01 EUR)")
        ) { try composer.assertComplete(of: clinic) }
    }

    @Test("leave out all of an entry of which a row cannot be read") func refused() throws {
        var composer = JournalComposer(Self.rules)
        #expect(try composer.take(Self.fact(.invoice, 1, .invoice, 100)) == nil)
        #expect(composer.refuse(JournalKey(.invoice, 2))?.key.id == 1)
        #expect(try composer.take(Self.fact(.invoice, 2, .tax, 7)) == nil)
        #expect(try composer.take(Self.fact(.invoice, 3, .invoice, 100)) == nil)
        #expect(composer.finish()?.key.id == 3)
        #expect(composer.trial.moved("R", .eur) == 200)
    }

    @Test(
        "have ids that stay",
        arguments: table(
            """
            source  id           version  reversal  text
            INV     123          1        no        INV-000123
            INV     1234567      1        no        INV-1234567
            INV     123          2        no        INV-000123-2
            INV     123          1        yes       INV-000123-R
            INV     123          2        yes       INV-000123-2-R
            TXA     3020727      1        no        TXA-20261001-3
            """))
    func ids(_ row: [String]) throws {
        let key = JournalKey(
            try #require(JournalSource(rawValue: row[0])), try #require(Int64(row[1])))
        let version = try #require(Int(row[2]))
        #expect(key.text(version: version, isReversal: row[3] == "yes") == row[4])
    }

    @Test("are read back from what is kept of them") func content() throws {
        let entry = JournalEntry(
            key: JournalKey(.invoice, 7), day: .init(number: 20_000), note: "HD-7 ü",
            lines: [
                JournalLine(
                    account: "1200 R", amount: Money(minor: 5, .jpy), taxCode: nil),
                JournalLine(
                    account: "4000 Ä", amount: Money(minor: -5, .jpy), taxCode: "STD"),
            ])
        #expect(
            try JournalEntry(entry.key, on: entry.day, content: entry.content) == entry)
    }
}
