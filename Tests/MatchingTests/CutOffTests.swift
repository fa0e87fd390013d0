import Domain
import Matching
import Testing

@Suite("Other periods") struct CutOffTests {
    @Test("a row whose other side comes later is cut off, and closed when it is carried on")
    func both() {
        var month = Month()
        month.pay(1, 500, "X", on: 31)
        month.elsewhere(.gatewayTransaction, 11, 500, "X", on: 32)
        month.charge(12, 300, "Y", on: 31)
        month.elsewhere(.payment, 2, 300, "Y", on: 32)
        month.refund(3, 40, "Z", on: 31)
        month.elsewhere(.gatewayTransaction, 13, -40, "Z", on: 33)
        #expect(
            month.told() == [
                "ledger-gateway CUT_OFF gateway:12 -300 open / payment:2",
                "ledger-gateway CUT_OFF payment:1 500 open / gateway:11",
                "ledger-gateway CUT_OFF refund:3 -40 open / gateway:13",
            ])
        month = Month()
        month.pay(1, 500, "X", on: 0)
        month.charge(11, 500, "X", on: 1)
        month.charge(12, 300, "Y", on: 0)
        month.pay(2, 300, "Y", on: 1)
        month.refund(3, 40, "Z", on: 0)
        month.charge(13, -40, "Z", on: 2, .refund)
        #expect(month.joined() == ["1 payment:1,2 = gateway:11,12", "1 refund:3 = gateway:13"])
        #expect(month.told() == [])
        #expect(month.found().results.brought.values.map(\.count).sorted() == [1, 2])
    }

    @Test("a row whose other side came earlier takes it, and brings it along") func earlier() {
        var month = Month()
        month.pay(1, 500, "X", on: 1)
        month.elsewhere(.gatewayTransaction, 11, 500, "X", on: 0)
        month.charge(12, 300, "Y", on: 1)
        month.elsewhere(.payment, 2, 300, "Y", on: 0)
        #expect(month.joined() == ["1 payment:1 = gateway:11", "1 payment:2 = gateway:12"])
        #expect(month.told() == [])
    }

    @Test("one of two takes the other period's row, the other is one too many") func one() {
        var month = Month()
        month.pay(2, 500, "X", on: 1)
        month.pay(1, 500, "X", on: 1)
        month.elsewhere(.gatewayTransaction, 11, 500, "X", on: 0)
        #expect(month.joined() == ["1 payment:1 = gateway:11"])
        #expect(month.told() == ["ledger-gateway DUPLICATE_OURS payment:2 500 / gateway:11"])
        month.elsewhere(.gatewayTransaction, 12, 500, "X", on: 0)
        #expect(month.joined() == ["1 payment:1 = gateway:11", "1 payment:2 = gateway:12"])
        month.elsewhere = []
        month.elsewhere(.gatewayTransaction, 11, 500, "X", on: 32)
        #expect(
            month.told() == [
                "ledger-gateway CUT_OFF payment:1 500 open / gateway:11",
                "ledger-gateway DUPLICATE_OURS payment:2 500 / gateway:11",
            ])
    }

    @Test("a second row of an earlier period's pair is a duplicate, on either side") func double() {
        var month = Month()
        month.pay(3, 500, "X", on: 2)
        month.elsewhere(.payment, 1, 500, "X", on: -2)
        month.elsewhere(.gatewayTransaction, 11, 500, "X", on: -2)
        month.charge(14, 700, "Y", on: 2)
        month.elsewhere(.payment, 2, 700, "Y", on: -2)
        month.elsewhere(.gatewayTransaction, 12, 700, "Y", on: -2)
        #expect(
            month.told() == [
                "ledger-gateway DUPLICATE_OURS payment:3 500 / gateway:11",
                "ledger-gateway DUPLICATE_THEIRS gateway:14 -700 / payment:2",
            ])
        // One that failed took nothing.
        month = Month()
        month.pay(3, 500, "X", on: 2)
        month.elsewhere(.payment, 1, 500, "X", on: -2, captured: false)
        month.elsewhere(.gatewayTransaction, 11, 500, "X", on: -2)
        #expect(month.joined() == ["1 payment:3 = gateway:11"])
    }

    @Test("another amount, a failed one, and another id are nothing to take") func nothing() {
        var month = Month()
        month.pay(1, 500, "X")
        month.elsewhere(.gatewayTransaction, 11, 400, "X", on: 0)
        month.elsewhere(.gatewayTransaction, 12, 500, "X", on: 0, captured: false)
        month.elsewhere(.gatewayTransaction, 13, 500, "Y", on: 0)
        #expect(month.told() == ["ledger-gateway MISSING_IN_GATEWAY payment:1 500 open"])
        var engine = month.engine()
        #expect(engine.day(of: Month.noon(3)) == Month.day(3))
    }

    @Test("lonely references alone are asked for, each once and in order") func wanted() {
        var engine = Reconciliation(Month.period, BillingTerms(in: .eur)) { _ in Month.day(10) }
        for (id, key) in [(Int64(1), "B"), (2, "A"), (3, "B"), (4, "C"), (5, "")] {
            Array(key.utf8).withUnsafeBytes {
                engine.payment(
                    LedgerPayment(
                        id: id, method: .card, isCaptured: true, receivedOn: Month.day(10),
                        amount: Money(minor: 5, .eur), payer: 0), reference: $0)
            }
        }
        for (id, key) in [(Int64(11), "C"), (12, "D")] {
            Array(key.utf8).withUnsafeBytes {
                engine.transaction(
                    GatewayTransaction(
                        id: id, kind: .charge, isCaptured: true, createdAt: Month.noon(10),
                        currency: .eur, gross: 5, fee: 0, feeTax: 0, net: 5, payout: 0,
                        gateway: 0), reference: $0)
            }
        }
        #expect(engine.pairGateway() == ["A", "B", "D"])
    }

    @Test("a bank line that names an earlier row takes it once") func bank() {
        var month = Month()
        month.line(9, 500, "TR", imported: true)
        month.line(8, 500, "TR")
        month.line(7, 400, "TR")
        month.earlier(.payout, 4, 500, "TR")
        #expect(month.joined() == ["1 payout:4 = bank:8"])
        #expect(
            month.told() == [
                "ledger-bank DUPLICATE_THEIRS bank:7 -400 / payout:4",
                "ledger-bank DUPLICATE_THEIRS imported:9 -500 / payout:4",
            ])
        month.earlier(.payout, 3, 500, "TR")
        #expect(month.joined() == ["1 payout:3 = bank:8", "1 payout:4 = imported:9"])
        month.earlier(.payout, 2, 450, "TR")
        #expect(month.told() == ["ledger-bank AMOUNT_DIFFERENCE payout:2 50 / bank:7"])
    }

    @Test("what a bank line of an earlier period had is not there for another one") func spent() {
        var month = Month()
        month.line(8, 500, "TR")
        month.earlier(.payout, 4, 500, "TR")
        month.earlier(.bankEntry, 2, 500, "TR")
        #expect(month.joined() == [])
        #expect(month.told() == ["ledger-bank DUPLICATE_THEIRS bank:8 -500 / payout:4"])
        // The line itself, open since before, has nothing but itself.
        month.earlier = []
        month.earlier(.payout, 4, 500, "TR")
        month.earlier(.bankEntry, 8, 500, "TR")
        #expect(month.joined() == ["1 payout:4 = bank:8"])
    }

    @Test("what is carried is brought, on both sides of each link") func carried() {
        var month = Month()
        month.transfer(1, 500, on: 0)
        month.transferBack(2, 60, on: 0)
        month.slip(3, 70, "S", on: 0)
        month.payOut(4, 80, "T", on: 0)
        month.line(9, 500, "PAY000000001", on: 0)
        month.line(8, -60, "REF000000002", on: 2)
        month.line(7, 70, "S", on: 2)
        month.line(6, 80, "T", on: 2)
        month.dispute(5, 90, fee: 10, on: 0, carried: true)
        month.charge(11, -90, "D", on: 0, .dispute, fee: 10)
        #expect(month.told() == [])
        let brought = month.found().results.brought
        let left = brought[BillingBucket(.bank, isLeft: true, .matchedExact, .eur)]
        let right = brought[BillingBucket(.bank, isLeft: false, .matchedExact, .eur)]
        #expect(left == BillingSum(count: 4, amount: 500 - 60 + 70 + 80))
        #expect(right == BillingSum(count: 1, amount: 500))
        let gateway = brought[BillingBucket(.gateway, isLeft: true, .matchedExact, .eur)]
        #expect(gateway == BillingSum(count: 1, amount: -100))
        // The roll-forward, fees and composition are of the period alone.
        #expect(month.found().books.isEmpty)
        #expect(month.found().results.buckets.keys.allSatisfy { $0.link != .payout })
    }

    @Test("disputes by amount with fee and day: booked, not booked, won, not known") func disputes()
    {
        var month = Month()
        month.dispute(1, 500, fee: 15, on: 10, won: 20)
        month.charge(11, -500, "D1", on: 15, .dispute, fee: 15)
        month.charge(12, 500, "D1", on: 22, .adjustment)
        #expect(month.joined() == ["3 dispute:1 = gateway:11", "3 dispute:1 = gateway:12"])
        month.charge(13, -300, "D2", on: 10, .dispute, fee: 15)
        month.charge(14, 200, "D3", on: 10, .adjustment)
        month.charge(15, -300, "D4", on: 10, .dispute, fee: 20, captured: false)
        month.dispute(2, 70, fee: 5)
        month.dispute(3, 90, fee: 5, on: -20, won: 10)
        month.dispute(4, 90, fee: 5, on: -20, won: 32)
        #expect(
            month.told() == [
                "ledger-gateway MISSING_IN_LEDGER gateway:14 -200 open",
                "ledger-gateway MISSING_IN_GATEWAY dispute:2 -75 open",
                "ledger-gateway MISSING_IN_GATEWAY dispute:3 90 open",
                "ledger-gateway CHARGEBACK gateway:13 315 open",
            ])
        month = Month()
        month.dispute(1, 500, fee: 15, on: 10)
        month.charge(11, -500, "D1", on: 16, .dispute, fee: 15)
        #expect(month.joined() == [])
        month.charge(12, -500, "D1", on: 5, .dispute, fee: 15)
        #expect(month.joined() == ["3 dispute:1 = gateway:12"])
        month.charge(13, -500, "D1", on: 6, .dispute, fee: 15)
        #expect(month.told().count { $0.contains("AMBIGUOUS") } == 3)
    }
}
