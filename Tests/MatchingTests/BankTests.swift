import Domain
import Matching
import Testing

@Suite("Books and bank") struct BankTests {
    @Test("payouts, deposits, transfers and refunds by their ids") func ids() {
        var books = Books()
        books.payOut(1, 0, "TR1")
        books.payOut(2, 700, "TR2", on: 30)
        books.slip(3, 0, "SLIP3")
        books.pay(4, 900, by: .bankTransfer)
        books.refunds.append(
            (LedgerReturn(id: 5, day: Books.day(6), amount: Money(minor: 300, .eur)), nil))
        books.line(11, 0, "TR1")
        books.line(12, 0, "SLIP3")
        books.line(13, 900, "PAY000000004")
        books.line(14, -300, "REF000000005")
        let output = books.reconcile()
        #expect(
            Books.joined(output).filter { $0.hasPrefix("1") } == [
                "1 deposit:3 = bank:12", "1 payment:4 = bank:13", "1 payout:1 = bank:11",
                "1 refund:5 = bank:14",
            ])
        #expect(
            Books.told(output) == [
                "PAYOUT_COMPOSITION payout:2 -7.00 2026-10-30",
                "IN_TRANSIT payout:2 7.00 2026-10-30 open",
            ])
    }

    @Test("after the agreed seven days, what is not at the bank is missing") func late() {
        var books = Books()
        books.pay(1, 100, on: 24, by: .bankTransfer)
        books.pay(2, 200, on: 25, by: .bankTransfer)
        books.refunds.append(
            (LedgerReturn(id: 3, day: Books.day(1), amount: Money(minor: 300, .eur)), nil))
        #expect(
            books.told() == [
                "IN_TRANSIT payment:2 2.00 2026-10-25 open",
                "MISSING_IN_BANK payment:1 1.00 2026-10-24 open",
                "REFUND_NOT_SETTLED refund:3 -3.00 2026-10-01 open",
            ])
    }

    @Test(
        "an id inside the narration, whatever lies between its letters, with exactly its amount",
        arguments: [
            ("SEPA PAY000000123 THANKS", 500, "2 payment:123 = bank:9"),
            ("sepa pay 000-000-123, thanks", 500, "2 payment:123 = bank:9"),
            ("PAY000000123", 500, "2 payment:123 = bank:9"),
            ("PAY0000001234", 500, ""), ("XPAY000000123", 500, ""),
            ("PAY 000000123 4", 500, "2 payment:123 = bank:9"),
            ("PAY000000123", 400, ""), ("PAY00000012", 500, ""),
        ]) func narration(_ text: String, _ amount: Int64, _ joined: String)
    {
        var books = Books()
        books.pay(123, 500, on: 1, by: .bankTransfer)
        books.line(9, amount, on: 20, text: text)
        let output = books.reconcile()
        #expect(Books.joined(output).joined() == joined)
        let isDifference = amount == 400
        #expect(
            Books.told(output).contains { $0.hasPrefix("AMOUNT_DIFFERENCE payment:123 1.00") }
                == isDifference)
    }

    @Test("two ids in one text, or one id twice") func narrations() {
        var books = Books()
        books.pay(123, 500, on: 1, by: .bankTransfer)
        books.pay(124, 500, on: 1, by: .bankTransfer)
        books.line(9, 500, on: 20, text: "PAY000000123 OR PAY000000124")
        #expect(
            books.told() == [
                "AMBIGUOUS bank:9 -5.00 2026-10-20 open / payment:123,payment:124",
                "AMBIGUOUS payment:123 5.00 2026-10-01 open",
                "AMBIGUOUS payment:124 5.00 2026-10-01 open",
            ])
        books.lines = []
        books.line(9, 500, on: 20, text: "PAY000000123")
        books.line(8, 500, on: 20, text: "AGAIN PAY000000123")
        #expect(
            books.told() == [
                "MISSING_IN_BANK payment:124 5.00 2026-10-01 open",
                "DUPLICATE_THEIRS bank:9 -5.00 2026-10-20 / payment:123",
            ])
    }

    @Test("amount and day where nothing else tells, within five days, unique on both sides")
    func amounts() {
        var books = Books()
        books.pay(1, 500, on: 10, by: .bankTransfer)
        books.line(9, 500, on: 15)
        #expect(Books.joined(books.reconcile()) == ["3 payment:1 = bank:9"])
        books.lines = []
        books.line(9, 500, on: 16)
        #expect(Books.joined(books.reconcile()) == [])
        books.lines = []
        books.line(9, 500, on: 5)
        books.pay(2, 500, on: 3, by: .bankTransfer)
        #expect(
            books.told() == [
                "AMBIGUOUS bank:9 -5.00 2026-10-05 open / payment:2,payment:1",
                "AMBIGUOUS payment:1 5.00 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:2 5.00 2026-10-03 open / bank:9",
            ])
    }

    @Test("one sum for several of a payer whom the narration names") func sums() {
        var books = Books()
        books.terms.payers = [.init(id: 7, name: "Lorelei AG"), .init(id: 8, name: "Hill & Co")]
        for (id, amount, payer) in [
            (Int64(1), Int64(100), Int64(7)), (2, 250, 7), (3, 400, 7), (4, 150, 8),
        ] {
            books.pay(id, amount, on: 10, by: .bankTransfer, payer: payer)
        }
        books.line(9, 350, on: 12, text: "SETTLEMENT LORELEI-AG 10/26")
        let output = books.reconcile()
        #expect(Books.joined(output) == ["5 payment:1,2 = bank:9"])
        // 400 alone is no sum; 150 is another payer's.
        #expect(output.results.exceptions.count == 2)
        books.pay(5, 350, on: 30, by: .bankTransfer, payer: 7)
        books.pay(6, 50, on: 10, by: .bankTransfer, payer: 7)
        books.pay(10, 300, on: 10, by: .bankTransfer, payer: 7)
        #expect(
            books.told().filter { $0.hasPrefix("AMBIGUOUS") } == [
                "AMBIGUOUS bank:9 -3.50 2026-10-12 open / payment:1,payment:2,payment:6,payment:10",
                "AMBIGUOUS payment:1 1.00 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:2 2.50 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:6 0.50 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:10 3.00 2026-10-10 open / bank:9",
            ])
    }

    @Test("rules say what is out of scope, after ids and before amounts") func scope() {
        var books = Books()
        books.terms.rules = [
            BankRule(id: 1, pattern: "RENT*", direction: .out, reason: "rooms")
        ]
        books.refunds.append(
            (LedgerReturn(id: 5, day: Books.day(7), amount: Money(minor: 300, .eur)), nil))
        books.line(8, -300, text: "RENT ROOMS")
        books.line(9, 300, text: "RENT ROOMS BACK")
        let output = books.reconcile()
        #expect(
            Books.told(output) == [
                "MISSING_IN_LEDGER bank:9 -3.00 2026-10-07 open",
                "REFUND_NOT_SETTLED refund:5 -3.00 2026-10-07 open",
            ])
        let bucket = BillingBucket(.bank, isLeft: false, .outOfScope, .eur)
        #expect(output.results.buckets[bucket] == BillingSum(count: 1, amount: -300))
    }

    @Test("an id of a period before the first run is looked up") func earlier() {
        var books = Books()
        books.line(9, 500, "TR0", imported: true)
        books.line(10, 500, "TR0")
        books.earlierLedger = [
            (BillingItem(.payout, 4), Money(minor: 500, .eur), Books.day(-3), "TR0")
        ]
        let output = books.reconcile()
        #expect(Books.joined(output) == ["1 payout:4 = bank:10"])
        #expect(
            Books.told(output) == ["DUPLICATE_THEIRS imported:9 -5.00 2026-10-07 / payout:4"])
    }

    @Test("decisions: accepted with a type, rejected, noted, and those that find nothing")
    func decisions() {
        func decision(
            _ id: Int64, _ kind: MatchDecision.Kind, _ left: MatchItems, _ right: MatchItems? = nil,
            _ difference: MatchDifference? = nil
        ) -> MatchDecision {
            MatchDecision(
                id: id, kind: kind, left: left, right: right, reason: "r\(id)",
                difference: difference, decidedBy: "ada", decidedOn: Books.day(20))
        }
        var books = Books()
        books.pay(1, 500, on: 10, by: .bankTransfer)
        books.pay(2, 600, on: 10, by: .bankTransfer)
        books.pay(3, 700, on: 10, by: .bankTransfer)
        books.pay(4, 800, "CH4")
        books.charge(40, 790, "CH4")
        books.line(91, 1090, on: 11)
        books.line(92, 700, on: 11)
        books.terms.decisions = [
            decision(1, .accept, MatchItems(.payment, [1, 2]), MatchItems(.bankEntry, [91]), .fee),
            decision(2, .reject, MatchItems(.payment, [3]), MatchItems(.bankEntry, [92])),
            decision(3, .note, MatchItems(.payment, [3])),
            decision(4, .accept, MatchItems(.payment, [77]), MatchItems(.bankEntry, [91])),
            decision(
                5, .accept, MatchItems(.payment, [4]), MatchItems(.gatewayTransaction, [40]),
                .shortPay),
        ]
        let output = books.reconcile()
        #expect(
            Books.joined(output) == [
                "0 payment:4 = gateway:40 short_pay 0.10", "0 payment:1,2 = bank:91 fee 0.10",
            ])
        #expect(output.unfollowed == [4])
        #expect(
            Books.told(output) == [
                "MISSING_IN_LEDGER bank:92 -7.00 2026-10-11 open",
                "MISSING_IN_BANK payment:3 7.00 2026-10-10 open",
            ])
        #expect(output.results.exceptions.last?.evidence.hasSuffix("note: r3") == true)
    }

    @Test("cash: on a slip, in the drawer, late, under another tender") func cash() {
        var books = Books()
        books.pay(1, 100, on: 2, by: .cash)
        books.pay(2, 200, on: 2, by: .cheque)
        books.pay(3, 300, on: 3, by: .cash)
        books.pay(4, 400, on: 30, by: .cash)
        books.pay(5, 500, "CH5", on: 3)
        books.pay(6, 600, on: 3, by: .cash)
        books.charge(60, 600, "CX", on: 3)
        books.slip(1, 100 + 190 + 500, "SLIP1", on: 4)
        books.items = [(1, 1, 100), (1, 2, 190), (1, 5, 500)]
        books.line(9, 790, "SLIP1", on: 5)
        #expect(
            books.told() == [
                "WRONG_TENDER payment:5 5.00 2026-10-03 / deposit:1",
                "IN_TRANSIT payment:4 4.00 2026-10-30 open",
                "MISSING_IN_BANK payment:3 3.00 2026-10-03 open",
                "AMOUNT_DIFFERENCE payment:2 0.10 2026-10-02 / deposit:1",
                "WRONG_TENDER payment:6 6.00 2026-10-03 / gateway:60",
            ])
    }
}
