import Domain
import Matching
import Testing

@Suite("Knots of one id") struct KnotTests {
    /// Payments 1… and charges 11… with the id `X`.
    private static func knot(
        _ lefts: [Int64], _ rights: [Int64], failedLeft: Int64? = nil, failedRight: Int64? = nil
    ) -> Month {
        var month = Month()
        for (place, amount) in lefts.enumerated() { month.pay(Int64(place + 1), amount, "X") }
        for (place, amount) in rights.enumerated() { month.charge(Int64(place + 11), amount, "X") }
        if let failedLeft { month.pay(9, failedLeft, "X", captured: false) }
        if let failedRight { month.charge(19, failedRight, "X", captured: false) }
        return month
    }

    @Test("one to one are matched, in whatever order they came") func equal() {
        let month = Self.knot([5], [5])
        #expect(month.joined() == ["1 payment:1 = gateway:11"])
        #expect(month.told() == [])
    }

    @Test("rows beyond the first of one side are duplicates") func duplicates() {
        #expect(
            Self.knot([5, 5, 5], [5]).told() == [
                "ledger-gateway DUPLICATE_OURS payment:2 5 / gateway:11",
                "ledger-gateway DUPLICATE_OURS payment:3 5 / gateway:11",
            ])
        #expect(
            Self.knot([5], [5, 5, 7]).told() == [
                "ledger-gateway DUPLICATE_THEIRS gateway:12 -5 / payment:1",
                "ledger-gateway DUPLICATE_THEIRS gateway:13 -7 / payment:1",
            ])
    }

    @Test("what is equal goes first, the rest differs in the order of ids") func different() {
        let month = Self.knot([5, 7, 9], [9, 6, 8])
        #expect(month.joined() == ["1 payment:3 = gateway:11"])
        #expect(
            month.told() == [
                "ledger-gateway AMOUNT_DIFFERENCE payment:1 -1 / gateway:12",
                "ledger-gateway AMOUNT_DIFFERENCE payment:2 -1 / gateway:13",
            ])
        #expect(
            Self.knot([7, 9], [6]).told() == [
                "ledger-gateway AMOUNT_DIFFERENCE payment:1 1 / gateway:11",
                "ledger-gateway DUPLICATE_OURS payment:2 9 / gateway:11",
            ])
    }

    @Test("several of one id that come to the other side's one are matched as a sum") func sums() {
        for month in [Self.knot([5, 7], [12]), Self.knot([12], [5, 7])] {
            let output = month.found()
            #expect(output.told == [])
            #expect(output.results.matches.map(\.code) == [.matchedAggregate])
            #expect(output.results.matches.map(\.isPairwise) == [false])
        }
        #expect(Self.knot([5, 7], [12]).joined() == ["4 payment:1,2 = gateway:11"])
        #expect(Self.knot([12], [5, 7]).joined() == ["4 payment:1 = gateway:11,12"])
        // Two to two is a guess, and so is a sum of which somebody forbade a part.
        #expect(Self.knot([5, 7], [4, 8]).joined() == [])
        #expect(Self.knot([5, 7], [2, 4, 6]).joined() == [])
        #expect(Self.knot([10, 5, 7], [10, 12]).joined() == ["1 payment:1 = gateway:11"])
        var month = Self.knot([5, 7], [12])
        month.decide(1, .reject, "payment:1", "gateway:11")
        #expect(
            month.told() == [
                "ledger-gateway AMOUNT_DIFFERENCE payment:2 -5 / gateway:11",
                "ledger-gateway DUPLICATE_OURS payment:1 5 / gateway:11",
            ])
        month = Self.knot([5], [12])
        month.pay(2, 7, "X", .card, .usd)
        #expect(month.joined() == [])
        month = Month()
        month.payOut(1, 5, "X")
        month.slip(2, 7, "X", of: [])
        month.line(9, 12, "X")
        #expect(month.joined().filter { $0.hasPrefix("4") } == [])
    }

    @Test("another currency is a difference of its own") func currencies() {
        var month = Self.knot([5], [])
        month.charge(11, 5, "X", .charge, .usd)
        #expect(
            month.told() == ["ledger-gateway CURRENCY_DIFFERENCE payment:1 5 / gateway:11"])
        month = Self.knot([5], [5])
        month.pay(2, 5, "X", .card, .usd)
        #expect(month.told() == ["ledger-gateway DUPLICATE_OURS payment:2 5 / gateway:11"])
    }

    @Test("failed rows stand against captured ones only where nothing else does") func failed() {
        #expect(Self.knot([5], [5], failedLeft: 5, failedRight: 5).told() == [])
        #expect(
            Self.knot([5], [], failedRight: 5).told() == [
                "ledger-gateway STATUS_MISMATCH payment:1 5 / gateway:19"
            ])
        #expect(
            Self.knot([], [5, 6], failedLeft: 5).told() == [
                "ledger-gateway STATUS_MISMATCH payment:9 -5 / gateway:11",
                "ledger-gateway STATUS_MISMATCH payment:9 -6 / gateway:12",
            ])
        #expect(Self.knot([], [], failedLeft: 5, failedRight: 5).told() == [])
        #expect(
            Self.knot([5, 6], []).told() == [
                "ledger-gateway MISSING_IN_GATEWAY payment:1 5 open",
                "ledger-gateway MISSING_IN_GATEWAY payment:2 6 open",
            ])
        #expect(Self.knot([], [], failedLeft: 5).told() == [])
    }

    @Test("−x after +x takes it back, and is no second x") func reversals() {
        var month = Month()
        month.payOut(1, 500, "TR")
        month.charge(3, 500, "C", .charge, payout: 1)
        month.pay(2, 500, "C")
        month.line(10, 500, "TR")
        month.line(11, -500, "TR", on: 14)
        #expect(month.joined().contains("1 payout:1 = bank:10"))
        #expect(month.told() == ["ledger-bank MISSING_IN_LEDGER bank:11 500 open / bank:10"])
        month.line(12, 500, "TR", on: 16)
        #expect(
            month.told() == [
                "ledger-bank MISSING_IN_LEDGER bank:11 500 open / bank:10",
                "ledger-bank DUPLICATE_THEIRS bank:12 -500 / payout:1",
            ])
    }

    @Test("two payouts of one trace: each its line, or both one line, or one line too few")
    func traces() {
        var month = Month()
        month.payOut(1, 500, "TR")
        month.payOut(2, 300, "TR")
        month.line(10, 300, "TR")
        month.line(11, 500, "TR")
        #expect(month.joined() == ["1 payout:1 = bank:11", "1 payout:2 = bank:10"])
        month.lines = []
        month.line(10, 800, "TR")
        #expect(month.joined() == ["4 payout:1,2 = bank:10"])
        month.lines = []
        month.line(10, 300, "TR")
        #expect(month.told().contains("ledger-bank DUPLICATE_OURS payout:1 500 / bank:10"))
        month.lines = []
        #expect(month.told().count { $0.contains("MISSING_IN_BANK") } == 2)
    }

    @Test("without a trace, amount and day find a payout, a slip, a payment, a refund") func bare()
    {
        var month = Month()
        month.payOut(1, 500, "", on: 12)
        month.payOut(2, 300, "", on: 12)
        month.slip(3, 700, "", of: [(4, 700)])
        month.line(10, 500, "9911")
        month.line(11, 300, on: 18)
        month.line(12, 700)
        month.pay(5, 80, "", .card)
        month.pay(6, 90, "", .upi)
        month.charge(7, 80, "C7", on: 15)
        month.charge(8, 90, "C8", on: 16)
        month.refund(9, 40, "", on: 10)
        month.charge(13, -40, "R", on: 11, .refund)
        #expect(
            month.joined() == [
                "3 payment:5 = gateway:7", "3 refund:9 = gateway:13", "3 deposit:3 = bank:12",
                "3 payout:1 = bank:10",
            ])
        #expect(
            month.told().filter { !$0.contains("COMPOSITION") } == [
                "ledger-gateway MISSING_IN_LEDGER gateway:8 -90 open",
                "ledger-gateway MISSING_IN_GATEWAY payment:6 90 open",
                "ledger-bank MISSING_IN_LEDGER bank:11 -300 open",
                "ledger-bank MISSING_IN_BANK payout:2 300 open",
            ])
        // Two ids that differ are two things, whatever their amounts; and two candidates are one
        // too many.
        month = Month()
        month.pay(1, 80, "A")
        month.charge(2, 80, "B")
        #expect(month.joined() == [])
        month.pay(3, 80)
        month.charge(4, 80, "D")
        #expect(
            month.told() == [
                "ledger-gateway MISSING_IN_GATEWAY payment:1 80 open",
                "ledger-gateway AMBIGUOUS gateway:2 -80 open / payment:3",
                "ledger-gateway AMBIGUOUS gateway:4 -80 open / payment:3",
                "ledger-gateway AMBIGUOUS payment:3 80 open / gateway:2,gateway:4",
            ])
    }

    @Test("refunds without a reference share no id") func emptyReferences() {
        var month = Month()
        month.refund(1, 40, "")
        month.refund(2, 40, "")
        month.charge(3, -40, "", on: 30, .refund)
        #expect(
            month.told() == [
                "ledger-gateway REFUND_NOT_IN_LEDGER gateway:3 40 open",
                "ledger-gateway REFUND_NOT_SETTLED refund:1 -40 open",
                "ledger-gateway REFUND_NOT_SETTLED refund:2 -40 open",
            ])
    }
}
