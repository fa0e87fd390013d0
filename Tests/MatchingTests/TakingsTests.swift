import Domain
import Matching
import TestSupport
import Testing

@Suite("Takings of a card machine") struct TakingsTests {
    private static func pay(
        _ month: inout Month, _ id: Int64, _ amount: Int64, at terminal: String = "T1",
        on day: Int = 10, _ method: PaymentMethod = .card, captured: Bool = true
    ) {
        month.payments.append(
            (
                LedgerPayment(
                    id: id, method: method, isCaptured: captured, receivedOn: Month.day(day),
                    amount: Money(minor: amount, .eur), payer: 0, terminal: terminal), ""
            ))
    }

    @Test("come as one line a day, that names the terminal") func day() {
        var month = Month()
        Self.pay(&month, 1, 500)
        Self.pay(&month, 2, 300)
        Self.pay(&month, 3, 200, on: 11)
        Self.pay(&month, 4, 90, captured: false)
        month.line(9, 800, "", "CARD TAKINGS T1 10.10.", on: 12)
        month.line(8, 200, "T1", "CARD", on: 12)
        #expect(month.joined() == ["4 payment:1,2 = bank:9", "4 payment:3 = bank:8"])
        #expect(month.told() == [])
        #expect(
            month.found().results.matches.map(\.evidence) == [
                "2 payments at T1 on 2026-10-10", "1 payments at T1 on 2026-10-11",
            ])
    }

    @Test("of two machines, two methods or two days are not one sum") func apart() {
        var month = Month()
        Self.pay(&month, 1, 500)
        Self.pay(&month, 2, 300, at: "T2")
        Self.pay(&month, 3, 200, on: 11)
        Self.pay(&month, 4, 100, .upi)
        month.line(5, 800, "", "T1 T2")
        month.line(6, 700, "", "T1")
        month.line(7, 600, "", "T1")
        #expect(month.joined() == [])
        month.lines = []
        month.line(5, 500, "", "T1")
        month.line(6, 300, "", "T2")
        month.line(7, 100, "", "T1")
        month.line(8, 200, "", "T1")
        #expect(month.joined().count == 4)
    }

    @Test(
        "are found under the terminal's own word and within the window only",
        arguments: table(
            """
            day  text           found
            10   T1             yes
            15   T1             yes
            16   T1             no
            9    T1             no
            11   BATCH T1/4711  yes
            11   BATCH T12      no
            11   BATCHT1        no
            11   CARDS          no
            """)) func words(_ row: [String]) throws
    {
        var month = Month()
        Self.pay(&month, 1, 500)
        Self.pay(&month, 2, 300)
        month.line(9, 800, "", row[1], on: try #require(Int(row[0])))
        #expect(!month.joined().isEmpty == (row[2] == "yes"))
    }

    @Test("are never taken one by one, and with two days alike neither is") func ambiguous() {
        var month = Month()
        Self.pay(&month, 1, 500)
        Self.pay(&month, 2, 300)
        month.line(9, 500)
        #expect(month.joined() == [])
        #expect(
            month.told() == [
                "ledger-bank MISSING_IN_LEDGER bank:9 -500 open",
                "ledger-bank MISSING_IN_BANK payment:1 500 open",
                "ledger-bank MISSING_IN_BANK payment:2 300 open",
            ])
        Self.pay(&month, 3, 800, on: 11)
        month.lines = []
        month.line(9, 800, "", "T1", on: 12)
        #expect(
            month.told() == [
                "ledger-bank AMBIGUOUS bank:9 -800 open / payment:1,payment:3",
                "ledger-bank AMBIGUOUS payment:1 500 open / bank:9",
                "ledger-bank AMBIGUOUS payment:2 300 open / bank:9",
                "ledger-bank AMBIGUOUS payment:3 800 open / bank:9",
            ])
        month.decide(1, .reject, "payment:2", "bank:9")
        #expect(month.joined() == ["4 payment:3 = bank:9"])
    }

    @Test("go before rules and amounts, after ids; by hand before all") func order() {
        var month = Month()
        Self.pay(&month, 1, 500)
        month.transfer(2, 500)
        month.terms.rules = [BankRule(id: 1, pattern: "T1*", direction: .in, reason: "cards")]
        month.line(9, 500, "", "T1")
        #expect(month.joined() == ["4 payment:1 = bank:9"])
        month.lines = []
        month.line(9, 500, "", "T1 PAY000000002")
        #expect(month.joined() == ["2 payment:2 = bank:9"])
        month.lines = []
        month.line(9, 490, "", "T1")
        month.terms.rules = []
        month.decide(1, .accept, "payment:1", "bank:9", .fee)
        #expect(month.joined() == ["0 payment:1 = bank:9 fee 10"])
    }

    @Test("of earlier days come along; cash and transfers have no terminal's link") func links() {
        var month = Month()
        Self.pay(&month, 1, 500, on: 0)
        Self.pay(&month, 2, 70, .cash)
        month.line(9, 500, "", "T1", on: 2)
        let output = month.found()
        #expect(output.joined == ["4 payment:1 = bank:9"])
        let brought = BillingBucket(.bank, isLeft: true, .matchedExact, .eur)
        #expect(output.results.brought == [brought: BillingSum(count: 1, amount: 500)])
        #expect(output.told == ["cash-deposit MISSING_IN_BANK payment:2 70 open"])
    }
}
