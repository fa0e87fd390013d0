import Domain
import Matching
import Testing

@Suite("Books and gateway") struct GatewayTests {
    @Test("one payment, one charge: matched by their id, and nothing told") func exact() {
        var month = Month()
        month.pay(1, 5000, "CH1", on: 5)
        month.charge(9, 5000, "CH1", on: 5)
        let output = month.output()
        #expect(output.dated == [])
        #expect(output.joined == ["1 payment:1 = gateway:9"])
    }

    /// Left: payments as `id amount currency status`; right: charges likewise; all under one id.
    @Test(
        "what one id has on both sides, beyond one to one",
        arguments: [
            ("1 50 EUR ok", "", ["MISSING_IN_GATEWAY payment:1 0.50 2026-10-05 open"]),
            ("", "9 50 EUR ok", ["MISSING_IN_LEDGER gateway:9 -0.50 2026-10-05 open"]),
            (
                "1 50 EUR ok", "9 70 EUR ok",
                ["AMOUNT_DIFFERENCE payment:1 -0.20 2026-10-05 / gateway:9"]
            ),
            (
                "1 50 EUR ok", "9 50 USD ok",
                ["CURRENCY_DIFFERENCE payment:1 0.50 2026-10-05 / gateway:9"]
            ),
            (
                "1 50 EUR ok", "9 50 EUR no",
                ["STATUS_MISMATCH payment:1 0.50 2026-10-05 / gateway:9"]
            ),
            (
                "1 50 EUR no", "9 50 EUR ok",
                ["STATUS_MISMATCH payment:1 -0.50 2026-10-05 / gateway:9"]
            ),
            ("1 50 EUR no", "9 50 EUR no", []),
            ("1 50 EUR no", "", []),
            ("", "9 50 EUR no", []),
            (
                "2 50 EUR ok,1 50 EUR ok", "9 50 EUR ok",
                ["DUPLICATE_OURS payment:2 0.50 2026-10-05 / gateway:9"]
            ),
            (
                "1 50 EUR ok", "9 50 EUR ok,8 50 EUR ok",
                ["DUPLICATE_THEIRS gateway:9 -0.50 2026-10-05 / payment:1"]
            ),
            (
                "1 50 EUR ok,2 70 EUR ok", "8 70 EUR ok,9 90 EUR ok",
                ["AMOUNT_DIFFERENCE payment:1 -0.40 2026-10-05 / gateway:9"]
            ),
            ("1 50 EUR no,2 50 EUR ok", "8 50 EUR no,9 50 EUR ok", []),
            (
                "1 50 EUR ok,2 60 EUR ok,3 70 EUR ok", "9 60 EUR ok",
                [
                    "DUPLICATE_OURS payment:1 0.50 2026-10-05 / gateway:9",
                    "DUPLICATE_OURS payment:3 0.70 2026-10-05 / gateway:9",
                ]
            ),
        ]) func knots(_ left: String, _ right: String, _ told: [String]) throws
    {
        var month = Month()
        func each(_ text: String, _ body: (Int64, Int64, Currency, Bool) -> Void) throws {
            for row in text.split(separator: ",") {
                let words = row.split(separator: " ").map(String.init)
                body(
                    try #require(Int64(words[0])), try #require(Int64(words[1])),
                    try Currency(code: words[2]), words[3] == "ok")
            }
        }
        try each(left) { month.pay($0, $1, "CH1", on: 5, $2, captured: $3) }
        try each(right) { month.charge($0, $1, "CH1", on: 5, .charge, $2, captured: $3) }
        #expect(month.output().dated == told)
        month.transactions.reverse()
        month.payments.reverse()
        #expect(month.output().dated == told, "in any order")
    }

    @Test("refunds: by their id, on one side only") func refunds() {
        var month = Month()
        month.refund(1, 300, "RE1", on: 8)
        month.refund(2, 300, "RE2", on: 8)
        month.charge(7, -300, "RE1", on: 5, .refund)
        month.charge(8, -400, "RE3", on: 5, .refund)
        #expect(
            month.output().dated == [
                "REFUND_NOT_IN_LEDGER gateway:8 4.00 2026-10-05 open",
                "REFUND_NOT_SETTLED refund:2 -3.00 2026-10-08 open",
            ])
        #expect(month.output().joined == ["1 refund:1 = gateway:7"])
    }

    @Test("disputes: by amount with the fee, within five days, if unique") func disputes() {
        var month = Month()
        month.dispute(1, 1000, fee: 50, on: 5, won: 20)
        month.dispute(2, 1000, fee: 50, on: 30)
        month.charge(7, -1000, "DP7", on: 10, .dispute, fee: 50)
        month.charge(8, -1000, "DP8", on: 20, .dispute, fee: 50)
        month.charge(9, 1000, "DW9", on: 21, .adjustment)
        let output = month.output()
        #expect(
            output.dated == [
                "MISSING_IN_GATEWAY dispute:2 -10.50 2026-10-30 open",
                "CHARGEBACK gateway:8 10.50 2026-10-20 open",
            ])
        #expect(
            output.joined == ["3 dispute:1 = gateway:7", "3 dispute:1 = gateway:9"])
    }

    @Test("fees: half up of percent, fixed, tax, at most the charge, by the terms of the day")
    func fees() {
        var month = Month()
        month.terms.fees = [
            GatewayFee(
                gateway: "acme", validFrom: Month.day(-100), validUntil: Month.day(10),
                percentMillionths: 1_500_000, fixedTenThousandths: 2500,
                taxPercentMillionths: 19_000_000),
            GatewayFee(
                gateway: "acme", validFrom: Month.day(10), validUntil: nil,
                percentMillionths: 3_000_000, fixedTenThousandths: 0, taxPercentMillionths: 0),
        ]
        // 1.5 % of 33.00 is 0.495, half up 0.50; with 0.25 it is 0.75, its tax 0.1425.
        for (id, gross, day, fee, tax) in [
            (Int64(1), Int64(3300), 9, Int64(75), Int64(14)), (2, 3300, 10, 99, 0),
            (3, 20, 9, 20, 4), (4, 3300, 9, 74, 14), (5, 3300, 9, 75, 15),
        ] {
            month.pay(id, gross, "C\(id)", on: day)
            month.charge(id, gross, "C\(id)", on: day, fee: fee, tax: tax)
        }
        month.pay(6, 3300, "C6", on: 5, .usd)
        month.charge(6, 3300, "C6", on: 5, .charge, .usd, fee: 1)
        #expect(
            month.output().dated == [
                "FEE_DIFFERENCE gateway:4 -0.01 2026-10-09",
                "FEE_DIFFERENCE gateway:5 0.01 2026-10-09",
            ])
    }

    @Test("a cut-off stays open, and is closed by the period that has the other side")
    func cutOff() {
        var month = Month()
        month.pay(1, 500, "CH1", on: 31)
        month.charge(9, 700, "CH2", on: 1)
        month.elsewhere(.gatewayTransaction, 8, 500, "CH1", on: 32)
        month.elsewhere(.payment, 2, 700, "CH2", on: 33)
        #expect(
            month.output().dated == [
                "CUT_OFF gateway:9 -7.00 2026-10-01 open / payment:2",
                "CUT_OFF payment:1 5.00 2026-10-31 open / gateway:8",
            ])
        // The other side lies in a period that was never reconciled, or the row is one too many.
        month.elsewhere = []
        month.elsewhere(.gatewayTransaction, 8, 500, "CH1", on: 0)
        month.elsewhere(.payment, 2, 700, "CH2", on: 0)
        month.elsewhere(.gatewayTransaction, 7, 700, "CH2", on: -1)
        let output = month.output()
        #expect(
            output.dated == ["DUPLICATE_THEIRS gateway:9 -7.00 2026-10-01 / payment:2"])
        #expect(output.joined == ["1 payment:1 = gateway:8"])
    }

    @Test("payouts are what their transactions come to, earlier ones too") func composition() {
        var month = Month()
        month.payOut(1, 900, "TR1", on: 6)
        month.payOut(2, 500, "TR2", on: 6, failed: true)
        month.charge(5, 800, "A", on: 5, fee: 10, payout: 1)
        month.charge(6, 500, "B", on: 5, payout: 2)
        month.charge(7, 77, "C", on: 5, captured: false, payout: 1)
        month.earlierNets = [(1, 120)]
        month.pay(1, 800, "A", on: 5)
        month.pay(2, 500, "B", on: 5)
        month.line(3, 900, "TR1", on: 7)
        #expect(
            month.output().dated == [
                "PAYOUT_COMPOSITION payout:1 0.10 2026-10-06",
                "PAYOUT_FAILED payout:2 5.00 2026-10-06",
            ])
        let book = month.output().books[GatewayAccountKey("acme", .eur)]
        #expect(book?.charges.amount == 1300)
        #expect(book?.change == Int128(1300 - 10 - 900))
    }

    @Test("a win that found nothing comes along as a win, and its opening does not")
    func carriedWin() {
        var month = Month()
        month.dispute(1, 300, fee: 15, on: -30, won: -2, winCarried: true)
        month.charge(11, 300, "A", on: 2, .adjustment)
        let output = month.found()
        #expect(output.joined == ["3 dispute:1 = gateway:11"])
        let brought = BillingBucket(.gateway, isLeft: true, .matchedExact, .eur)
        #expect(output.results.brought == [brought: BillingSum(count: 1, amount: 300)])
        month.disputes = []
        month.dispute(1, 300, fee: 15, on: -30, won: -2, carried: true)
        #expect(month.joined() == [])
    }
}
