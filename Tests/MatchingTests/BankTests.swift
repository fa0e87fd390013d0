import Domain
import Matching
import Testing

@Suite("Books and bank") struct BankTests {
    @Test("payouts, deposits, transfers and refunds by their ids") func ids() {
        var month = Month()
        month.payOut(1, 0, "TR1", on: 6)
        month.payOut(2, 700, "TR2", on: 30)
        month.slip(3, 0, "SLIP3", on: 6)
        month.transfer(4, 900, on: 5)
        month.transferBack(5, 300, on: 6)
        month.line(11, 0, "TR1", on: 7)
        month.line(12, 0, "SLIP3", on: 7)
        month.line(13, 900, "PAY000000004", on: 7)
        month.line(14, -300, "REF000000005", on: 7)
        let output = month.output()
        #expect(
            output.joined.filter { $0.hasPrefix("1") } == [
                "1 deposit:3 = bank:12", "1 payment:4 = bank:13", "1 payout:1 = bank:11",
                "1 refund:5 = bank:14",
            ])
        #expect(
            output.dated == [
                "PAYOUT_COMPOSITION payout:2 -7.00 2026-10-30",
                "IN_TRANSIT payout:2 7.00 2026-10-30 open",
            ])
    }

    @Test("after the agreed seven days, what is not at the bank is missing") func late() {
        var month = Month()
        month.transfer(1, 100, on: 24)
        month.transfer(2, 200, on: 25)
        month.transferBack(3, 300, on: 1)
        #expect(
            month.output().dated == [
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
            ("Zahlung PAY\u{A0}000\u{2013}000\u{2011}123", 500, "2 payment:123 = bank:9"),
            ("ÜPAY000000123", 500, ""),
            ("PAY0000001234", 500, ""), ("XPAY000000123", 500, ""),
            ("PAY 000000123 4", 500, "2 payment:123 = bank:9"),
            ("PAY000000123", 400, ""), ("PAY00000012", 500, ""),
        ]) func narration(_ text: String, _ amount: Int64, _ joined: String)
    {
        var month = Month()
        month.transfer(123, 500, on: 1)
        month.line(9, amount, "", text, on: 20)
        let output = month.output()
        #expect(output.joined.joined() == joined)
        let isDifference = amount == 400
        #expect(
            output.dated.contains { $0.hasPrefix("AMOUNT_DIFFERENCE payment:123 1.00") }
                == isDifference)
    }

    @Test("two ids in one text, or one id twice") func narrations() {
        var month = Month()
        month.transfer(123, 500, on: 1)
        month.transfer(124, 500, on: 1)
        month.line(9, 500, "", "PAY000000123 OR PAY000000124", on: 20)
        #expect(
            month.output().dated == [
                "AMBIGUOUS bank:9 -5.00 2026-10-20 open / payment:123,payment:124",
                "AMBIGUOUS payment:123 5.00 2026-10-01 open",
                "AMBIGUOUS payment:124 5.00 2026-10-01 open",
            ])
        month.lines = []
        month.line(9, 500, "", "PAY000000123", on: 20)
        month.line(8, 500, "", "AGAIN PAY000000123", on: 20)
        #expect(
            month.output().dated == [
                "MISSING_IN_BANK payment:124 5.00 2026-10-01 open",
                "DUPLICATE_THEIRS bank:9 -5.00 2026-10-20 / payment:123",
            ])
    }

    @Test("amount and day where nothing else tells, within five days, unique on both sides")
    func amounts() {
        var month = Month()
        month.transfer(1, 500, on: 10)
        month.line(9, 500, on: 15)
        #expect(month.output().joined == ["3 payment:1 = bank:9"])
        month.lines = []
        month.line(9, 500, on: 16)
        #expect(month.output().joined == [])
        month.lines = []
        month.line(9, 500, on: 5)
        month.transfer(2, 500, on: 3)
        #expect(
            month.output().dated == [
                "AMBIGUOUS bank:9 -5.00 2026-10-05 open / payment:2,payment:1",
                "AMBIGUOUS payment:1 5.00 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:2 5.00 2026-10-03 open / bank:9",
            ])
    }

    @Test("one sum for several of a payer whom the narration names") func sums() {
        var month = Month()
        month.terms.payers = [.init(id: 7, name: "Lorelei AG"), .init(id: 8, name: "Hill & Co")]
        for (id, amount, payer) in [
            (Int64(1), Int64(100), Int64(7)), (2, 250, 7), (3, 400, 7), (4, 150, 8),
        ] {
            month.transfer(id, amount, on: 10, payer: payer)
        }
        month.line(9, 350, "", "SETTLEMENT LORELEI-AG 10/26", on: 12)
        let output = month.output()
        #expect(output.joined == ["5 payment:1,2 = bank:9"])
        // 400 alone is no sum; 150 is another payer's.
        #expect(output.results.exceptions.count == 2)
        month.transfer(5, 350, on: 30, payer: 7)
        month.transfer(6, 50, on: 10, payer: 7)
        month.transfer(10, 300, on: 10, payer: 7)
        #expect(
            month.output().dated.filter { $0.hasPrefix("AMBIGUOUS") } == [
                "AMBIGUOUS bank:9 -3.50 2026-10-12 open / payment:1,payment:2,payment:6,payment:10",
                "AMBIGUOUS payment:1 1.00 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:2 2.50 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:6 0.50 2026-10-10 open / bank:9",
                "AMBIGUOUS payment:10 3.00 2026-10-10 open / bank:9",
            ])
    }

    @Test("rules say what is out of scope, after ids and before amounts") func scope() {
        var month = Month()
        month.terms.rules = [
            BankRule(id: 1, pattern: "RENT*", direction: .out, reason: "rooms")
        ]
        month.transferBack(5, 300, on: 7)
        month.line(8, -300, "", "RENT ROOMS", on: 7)
        month.line(9, 300, "", "RENT ROOMS BACK", on: 7)
        let output = month.output()
        #expect(
            output.dated == [
                "MISSING_IN_LEDGER bank:9 -3.00 2026-10-07 open",
                "REFUND_NOT_SETTLED refund:5 -3.00 2026-10-07 open",
            ])
        let bucket = BillingBucket(.bank, isLeft: false, .outOfScope, .eur)
        #expect(output.results.buckets[bucket] == BillingSum(count: 1, amount: -300))
    }

    @Test("an id of a period before the first run is looked up") func earlier() {
        var month = Month()
        month.line(9, 500, "TR0", on: 7, imported: true)
        month.line(10, 500, "TR0", on: 7)
        month.earlier(.payout, 4, 500, "TR0", on: -3)
        let output = month.output()
        #expect(output.joined == ["1 payout:4 = bank:10"])
        #expect(
            output.dated == ["DUPLICATE_THEIRS imported:9 -5.00 2026-10-07 / payout:4"])
    }

    @Test("decisions: accepted with a type, rejected, noted, and those that find nothing")
    func decisions() {
        func decision(
            _ id: Int64, _ kind: MatchDecision.Kind, _ left: MatchItems, _ right: MatchItems? = nil,
            _ difference: MatchDifference? = nil
        ) -> MatchDecision {
            MatchDecision(
                id: id, kind: kind, left: left, right: right, reason: "r\(id)",
                difference: difference, decidedBy: "ada", decidedOn: Month.day(20))
        }
        var month = Month()
        month.transfer(1, 500, on: 10)
        month.transfer(2, 600, on: 10)
        month.transfer(3, 700, on: 10)
        month.pay(4, 800, "CH4", on: 5)
        month.charge(40, 790, "CH4", on: 5)
        month.line(91, 1090, on: 11)
        month.line(92, 700, on: 11)
        month.terms.decisions = [
            decision(1, .accept, MatchItems(.payment, [1, 2]), MatchItems(.bankEntry, [91]), .fee),
            decision(2, .reject, MatchItems(.payment, [3]), MatchItems(.bankEntry, [92])),
            decision(3, .note, MatchItems(.payment, [3])),
            decision(4, .accept, MatchItems(.payment, [77]), MatchItems(.bankEntry, [91])),
            decision(
                5, .accept, MatchItems(.payment, [4]), MatchItems(.gatewayTransaction, [40]),
                .shortPay),
        ]
        let output = month.output()
        #expect(
            output.joined == [
                "0 payment:4 = gateway:40 short_pay 10", "0 payment:1,2 = bank:91 fee 10",
            ])
        #expect(output.unfollowed == [4])
        #expect(
            output.dated == [
                "MISSING_IN_LEDGER bank:92 -7.00 2026-10-11 open",
                "MISSING_IN_BANK payment:3 7.00 2026-10-10 open",
            ])
        #expect(output.results.exceptions.last?.evidence.hasSuffix("note: r3") == true)
    }

    @Test("cash: on a slip, in the drawer, late, under another tender") func cash() {
        var month = Month()
        month.pay(1, 100, "", .cash, on: 2)
        month.pay(2, 200, "", .cheque, on: 2)
        month.pay(3, 300, "", .cash, on: 3)
        month.pay(4, 400, "", .cash, on: 30)
        month.pay(5, 500, "CH5", on: 3)
        month.pay(6, 600, "", .cash, on: 3)
        month.charge(60, 600, "CX", on: 3)
        month.slip(1, 100 + 190 + 500, "SLIP1", on: 4)
        month.items = [(1, 1, 100), (1, 2, 190), (1, 5, 500)]
        month.line(9, 790, "SLIP1", on: 5)
        #expect(
            month.output().dated == [
                "WRONG_TENDER payment:5 5.00 2026-10-03 / deposit:1",
                "IN_TRANSIT payment:4 4.00 2026-10-30 open",
                "MISSING_IN_BANK payment:3 3.00 2026-10-03 open",
                "AMOUNT_DIFFERENCE payment:2 0.10 2026-10-02 / deposit:1",
                "WRONG_TENDER payment:6 6.00 2026-10-03 / gateway:60",
            ])
    }
}
