import BankFiles
import Domain
import Testing

@Suite("Statement tally") struct TallyTests {
    private static func money(_ text: String) -> Fixed {
        Fixed(text) ?? Fixed(unscaled: 0, scale: 0)
    }

    private static func balance(
        _ kind: BankBalance.Kind, _ amount: String, _ currency: String? = "EUR"
    ) -> BankEvent {
        .balance(
            BankBalance(
                kind: kind, code: "x", amount: money(amount), currency: currency, line: 3))
    }

    private static func line(
        _ amount: String, _ currency: String? = "EUR", status: BankLine.Status = .booked
    ) -> BankEvent {
        .line(BankLine(amount: money(amount), currency: currency, status: status, line: 5))
    }

    private static func tally(_ events: [BankEvent], _ format: BankFormat = .mt940) throws
        -> FileTally
    {
        var tally = FileTally(format)
        for event in events { try tally.take(event) }
        return tally
    }

    private static func statement(
        _ id: String, _ opening: String, _ amounts: [String], _ closing: String
    ) -> [BankEvent] {
        [
            .statement(BankStatementHead(id: id, account: "1", currency: "EUR", line: 1)),
            balance(.opening, opening),
        ] + amounts.map { line($0) }
            + [balance(.closing, closing), .end]
    }

    @Test("ties to the last digit") func ties() throws {
        let right = try Self.tally(Self.statement("a", "-1.00", ["0.50", "-0.25", "3"], "2.25"))
        #expect(right.findings.isEmpty)
        #expect(right.statements[0].ties == true)
        #expect(right.statements[0].credits.count == 2)
        #expect(right.statements[0].credits.sum == Fixed("3.50"))
        #expect(right.statements[0].debits.sum == Fixed("0.25"))
        let wrong = try Self.tally(Self.statement("a", "-1.00", ["0.50"], "-0.51"))
        #expect(wrong.findings.map(\.code) == [.balanceUntied])
        #expect(wrong.statements[0].difference == Fixed("-0.01"))
        #expect(wrong.findings[0].line == 3)
    }

    @Test("counts pending entries and adds them to nothing") func pending() throws {
        let tally = try Self.tally([
            .statement(BankStatementHead(line: 1)), Self.balance(.opening, "1"),
            Self.line("5", status: .pending), Self.line("1"), Self.balance(.closing, "2"), .end,
        ])
        #expect(tally.statements[0].ties == true)
        #expect(tally.statements[0].unbooked == 1)
        #expect(tally.statements[0].currency == "EUR")
    }

    @Test("never adds two currencies") func currencies() throws {
        let tally = try Self.tally([
            .statement(BankStatementHead(line: 1)), Self.balance(.opening, "1"),
            Self.line("1", "USD"), Self.balance(.closing, "2"), .end,
        ])
        #expect(tally.statements[0].ties == nil)
        #expect(tally.statements[0].foreign == 1)
        #expect(tally.statements[0].credits.count == 0)
        #expect(tally.findings.map(\.code) == [.currencyDifference])
    }

    @Test("sees a gap, a statement that stands twice, and none between two accounts") func chain()
        throws
    {
        let (first, next) = (
            Self.statement("a", "0", ["1"], "1"), Self.statement("b", "1", ["1"], "2")
        )
        #expect(try Self.tally(first + next).findings.isEmpty)
        let gap = try Self.tally(first + Self.statement("c", "2", ["1"], "3"))
        #expect(gap.findings.map(\.code) == [.statementGap])
        #expect(gap.findings[0].statement == 2)
        let lower = try Self.tally(first + Self.statement("d", "0.99", ["1"], "1.99"))
        #expect(lower.findings.map(\.code) == [.statementGap])
        let twice = try Self.tally(first + next + first)
        #expect(twice.findings.map(\.code) == [.statementDoubled])
        #expect(twice.findings[0].sentence == "it is statement 1 again")
    }

    @Test("takes the first opening balance, also behind one that only stands in for it")
    func openings() throws {
        let tally = try Self.tally([
            .statement(BankStatementHead(line: 1)), Self.balance(.intermediateOpening, "9"),
            Self.balance(.opening, "1"), Self.balance(.opening, "7"), Self.line("1"),
            Self.balance(.closing, "2"), Self.balance(.intermediateClosing, "5"), .end,
        ])
        #expect(tally.statements[0].opening?.amount == Fixed("1"))
        #expect(tally.statements[0].ties == true)
    }

    @Test("has the last page's balances, and takes pages for what they are") func pages() throws {
        let tally = try Self.tally([
            .statement(BankStatementHead(line: 1)), Self.balance(.intermediateOpening, "1"),
            Self.line("1"), Self.balance(.intermediateClosing, "2"), .end,
        ])
        #expect(tally.statements[0].ties == true)
        #expect(tally.findings.isEmpty)
    }

    @Test("asks for a closing balance where the format has one") func closing() throws {
        let events: [BankEvent] = [.statement(BankStatementHead(line: 1)), Self.line("1"), .end]
        #expect(try Self.tally(events).findings.map(\.code) == [.closingMissing])
        #expect(try Self.tally(events, .ofx).findings.isEmpty)
    }

    @Test("says that an amount has more digits than its currency") func digits() throws {
        let tally = try Self.tally(
            Self.statement("a", "0", ["1.001", "1.0010", "2.500"], "4.502"))
        #expect(tally.findings.map(\.code) == [.amountTooPrecise])
        #expect(
            tally.findings[0].sentence == "1.001 EUR has more digits than the currency, and 2 more")
    }

    @Test(
        "refuses amounts that no account has", arguments: ["1000000000000000000", "0.00000000001"])
    func beyond(amount: String) {
        #expect(throws: BankFault.self) { try Self.tally([Self.line(amount)]) }
    }

    @Test(
        "tells formats by how files begin",
        arguments: [
            ("OFXHEADER:100\nDATA:OFXSGML", BankFormat.ofx),
            ("<?xml version=\"1.0\"?><?OFX ?>", .ofx),
            ("<OFX><SIGNONMSGSRSV1>", .ofx), ("01,122099999,123456789,", .bai2),
            ("\r\n:20:STARTUMS\r\n:25:1", .mt940), ("{1:F01BANK}{2:O940}{4:\n:20:x", .mt940),
            ("\u{1}:20:x\n:25:y", .mt940),
            ("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">", .camt),
        ])
    func formats(start: String, format: BankFormat) {
        #expect(BankReader.format(of: Array(start.utf8)) == format)
    }

    @Test("knows what it does not know", arguments: ["", "Date,Amount", "<html>", "PK\u{3}\u{4}"])
    func unknown(start: String) {
        #expect(BankReader.format(of: Array(start.utf8)) == nil)
    }
}
