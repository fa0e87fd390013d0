import Domain
import Testing

@testable import Matching

@Suite("Gateway accounts") struct FeeTests {
    private static func terms(
        _ percent: Int64, _ fixed: Int64, _ tax: Int64 = 0, from: Int = -100, until: Int? = nil,
        gateway: String = "acme"
    ) -> GatewayFee {
        GatewayFee(
            gateway: gateway, validFrom: Month.day(from), validUntil: until.map { Month.day($0) },
            percentMillionths: percent, fixedTenThousandths: fixed, taxPercentMillionths: tax)
    }

    @Test(
        "agreed: half up once for the percent, once for the tax, never more than the gross",
        arguments: [
            (2_900_000, 3000, 0, 10_000, 2, 320, 0), (2_900_000, 3000, 0, 50, 2, 31, 0),
            (1_000_000, 0, 0, 49, 2, 0, 0), (1_000_000, 0, 0, 50, 2, 1, 0),
            (2_000_000, 0, 18_000_000, 10_000, 2, 200, 36), (0, 3000, 0, 20, 2, 20, 0),
            (2_900_000, 3000, 0, 10_000, 0, 290, 0), (0, 5000, 0, 10_000, 0, 1, 0),
            (0, 4999, 0, 10_000, 0, 0, 0), (2_900_000, 3000, 0, 10_000, 3, 590, 0),
            (0, 15, 0, 10_000, 3, 2, 0), (0, 3000, 50_000_000, 10_000, 2, 30, 15),
            (0, 1500, 10_000_000, 10_000, 2, 15, 2), (2_000_000, 0, 0, 0, 2, 0, 0),
            (50_000_000, 0, 0, 9_000_000_000_000_001, 2, 4_500_000_000_000_001, 0),
        ] as [(Int64, Int64, Int64, Int64, Int, Int64, Int64)])
    func agreed(
        percent: Int64, fixed: Int64, tax: Int64, gross: Int64, digits: Int, fee: Int64,
        wanted: Int64
    ) {
        let agreed = Self.terms(percent, fixed, tax).agreed(for: gross, digits: digits)
        #expect(agreed.fee == fee)
        #expect(agreed.tax == wanted)
    }

    @Test("a charge with another fee or fee tax is told, by the terms of its day") func checked() {
        var month = Month()
        month.terms.fees = [
            Self.terms(2_000_000, 0, 10_000_000, from: 12), Self.terms(1_000_000, 0, until: 10),
            Self.terms(9_000_000, 0, gateway: "other"),
        ]
        month.charge(1, 1000, "A", on: 9, fee: 10)
        month.charge(2, 1000, "B", on: 9, fee: 12)
        month.charge(3, 1000, "C", on: 10, fee: 77)
        month.charge(4, 1000, "D", on: 12, fee: 20, tax: 2)
        month.charge(5, 1000, "E", on: 12, fee: 22)
        month.charge(6, 1000, "F", on: 12, fee: 20, tax: 1)
        month.charge(7, -1000, "G", on: 12, .refund, fee: 3)
        month.charge(8, 1000, "H", on: 12, .charge, .usd, fee: 3)
        month.charge(9, 1000, "I", on: 12, fee: 3, captured: false)
        month.charge(10, 1000, "J", on: 0, fee: 3)
        month.charge(11, 1000, "K", on: 12, fee: 3, gateway: -1)
        for (row, key) in month.transactions where row.kind == .charge && row.isCaptured {
            let day = Int(month.zone(row.createdAt).number - Month.day(0).number)
            month.pay(row.id, 1000, key, on: day, row.currency)
        }
        #expect(
            month.told().filter { $0.contains("FEE") } == [
                "transaction-payout FEE_DIFFERENCE gateway:2 2",
                "transaction-payout FEE_DIFFERENCE gateway:5 0",
                "transaction-payout FEE_DIFFERENCE gateway:6 -1",
            ])
    }

    @Test("of two terms in force the later one counts; without terms nothing is checked")
    func latest() {
        var month = Month()
        month.terms.fees = [
            Self.terms(2_000_000, 0, from: 5), Self.terms(1_000_000, 0, from: 1),
        ]
        month.charge(1, 1000, "A", fee: 20)
        #expect(month.told().allSatisfy { !$0.contains("FEE") })
        month.terms.fees = [Self.terms(1_000_000, 0, from: 11)]
        #expect(month.told().allSatisfy { !$0.contains("FEE") })
    }

    @Test("a payout is what its rows come to, of this period and before, in its own currency")
    func composition() {
        var month = Month()
        month.payOut(1, 970 - 200 + 50, "T")
        month.charge(11, 1000, "A", fee: 25, tax: 5, payout: 1)
        month.charge(12, -200, "R", .refund, payout: 1)
        month.charge(13, 500, "B", captured: false, payout: 1)
        month.charge(14, 500, "C", on: 0, payout: 1)
        month.charge(15, 500, "D", payout: 9)
        month.earlierNets = [(1, 50), (9, 10)]
        #expect(month.told().allSatisfy { !$0.contains("COMPOSITION") })
        let sums = month.found().results.buckets.filter { $0.key.link == .payout }
        #expect(sums.count == 2)
        #expect(sums.keys.allSatisfy { $0.code == .matchedAggregate })
        #expect(sums.values.allSatisfy { $0 == BillingSum(count: 1, amount: 820) })
        month.charge(16, 7, "E", .charge, .usd, payout: 1)
        #expect(month.told().allSatisfy { !$0.contains("COMPOSITION") })
        month.charge(17, 0, "F", .fee, fee: 3, payout: 1)
        #expect(month.told().contains("transaction-payout PAYOUT_COMPOSITION payout:1 -3"))
    }

    @Test("a payout that failed is not looked for, and one that came twice counts once")
    func failed() {
        var month = Month()
        month.payOut(1, 500, "T", failed: true)
        month.line(9, 500, "T")
        #expect(
            month.told() == [
                "transaction-payout PAYOUT_COMPOSITION payout:1 -500",
                "ledger-bank MISSING_IN_LEDGER bank:9 -500 open",
                "ledger-bank PAYOUT_FAILED payout:1 500",
            ])
        var engine = month.engine()
        engine.payout(month.payouts[0].row, trace: "T")
        #expect(engine.finish().results.buckets == month.found().results.buckets)
    }

    @Test("the account rolls forward by kind, gateway and currency") func books() {
        var month = Month()
        month.charge(1, 1000, "A", fee: 25, tax: 5)
        month.charge(2, 7000, "B", .charge, .usd)
        month.charge(3, -200, "C", .refund)
        month.charge(4, -300, "D", .dispute, fee: 15)
        month.charge(5, 40, "E", .adjustment)
        month.charge(6, 0, "F", .fee, fee: 9)
        month.charge(7, -8, "G", .fee)
        month.charge(8, 5000, "H", captured: false)
        month.charge(9, 99, "I", gateway: -1)
        month.charge(10, 11, "J")
        month.payOut(1, 600, "T")
        month.payOut(2, 100, "U", failed: true)
        let books = month.found().books
        var book = GatewayBook()
        book.charges = BillingSum(count: 2, amount: 1011)
        book.refunds = BillingSum(count: 1, amount: -200)
        book.disputes = BillingSum(count: 1, amount: -300)
        book.adjustments = BillingSum(count: 2, amount: 32)
        book.fees = BillingSum(count: 3, amount: 49)
        book.feeTaxes = BillingSum(count: 1, amount: 5)
        book.payouts = BillingSum(count: 2, amount: 700)
        book.returned = BillingSum(count: 1, amount: 100)
        #expect(books[GatewayAccountKey("acme", .eur)] == book)
        #expect(book.change == 1011 - 200 - 300 + 32 - 49 - 5 - 600)
        #expect(books[GatewayAccountKey("acme", .usd)]?.change == 7000)
        #expect(books.count == 2)
        let keys = [
            GatewayAccountKey("b", .eur), GatewayAccountKey("a", .usd),
            GatewayAccountKey("a", .eur),
        ]
        #expect(keys.sorted() == keys.reversed())
    }
}
