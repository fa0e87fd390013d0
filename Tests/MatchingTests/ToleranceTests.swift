import Domain
import Matching
import Testing

@Suite("Tolerances") struct ToleranceTests {
    private static func month(
        _ limits: [MatchDifference: [Currency: Int64]] = [:], exchange: Int64 = 0
    ) -> Month {
        var month = Month()
        month.terms.policy.tolerances = limits
        month.terms.policy.exchangeMillionths = exchange
        return month
    }

    @Test("rounding goes either way, up to its limit, of its currency, by id alone")
    func rounding() {
        var month = Self.month([.rounding: [.eur: 5, .usd: 9]])
        for (id, other) in [(1, 505), (2, 495), (3, 506), (4, 494)] {
            month.pay(Int64(id), 500, "X\(id)")
            month.charge(Int64(id + 10), Int64(other), "X\(id)")
        }
        #expect(
            month.joined() == [
                "6 payment:1 = gateway:11 rounding -5", "6 payment:2 = gateway:12 rounding 5",
            ])
        #expect(
            month.told() == [
                "ledger-gateway AMOUNT_DIFFERENCE payment:3 -6 / gateway:13",
                "ledger-gateway AMOUNT_DIFFERENCE payment:4 6 / gateway:14",
            ])
        #expect(
            month.found().results.matches.map(\.evidence) == [
                "the ledger has 5.00 EUR, the other side 5.05 EUR",
                "the ledger has 5.00 EUR, the other side 4.95 EUR",
            ])
        let bucket = BillingBucket(.gateway, isLeft: false, .matchedTolerance, .eur)
        #expect(month.found().results.buckets[bucket] == BillingSum(count: 2, amount: 1000))
        month = Self.month([.rounding: [.usd: 9]])
        month.pay(1, 500, "X")
        month.charge(11, 501, "X")
        #expect(month.joined() == [])
        // No id: near is not the same.
        month = Self.month([.rounding: [.eur: 5]])
        month.transfer(1, 500)
        month.line(9, 499)
        #expect(month.joined() == [])
        month.lines = []
        month.line(9, 499, "", "PAY000000001")
        #expect(month.joined() == ["6 payment:1 = bank:9 rounding 1"])
        month = Self.month([.rounding: [.eur: 5]])
        month.pay(1, 500, "", .cash)
        month.slip(2, 499, "S", of: [(1, 499)])
        month.line(9, 499, "S")
        #expect(month.joined().contains("6 payment:1 = deposit:2 rounding 1"))
        #expect(month.told() == [])
    }

    @Test("a fee is what the bank has less, of money in and money out; a gateway has terms instead")
    func fee() {
        var month = Self.month([.fee: [.eur: 20], .rounding: [.eur: 1]])
        month.transfer(1, 500)
        month.transfer(2, 500)
        month.transfer(3, 500)
        month.transfer(4, 500)
        month.transferBack(5, 500)
        month.pay(6, 500, "X")
        month.charge(16, 490, "X")
        month.line(11, 480, "PAY000000001")
        month.line(12, 479, "PAY000000002")
        month.line(13, 510, "PAY000000003")
        month.line(14, 499, "PAY000000004")
        month.line(15, -520, "REF000000005")
        #expect(
            month.joined() == [
                "6 payment:1 = bank:11 fee 20", "6 payment:4 = bank:14 rounding 1",
                "6 refund:5 = bank:15 fee 20",
            ])
        #expect(
            month.told() == [
                "ledger-gateway AMOUNT_DIFFERENCE payment:6 10 / gateway:16",
                "ledger-bank AMOUNT_DIFFERENCE payment:2 21 / bank:12",
                "ledger-bank AMOUNT_DIFFERENCE payment:3 -10 / bank:13",
            ])
    }

    @Test("another currency at the bank, by the rate of the payment's day, within its percent")
    func exchange() {
        // 1.00 EUR was 1.085 USD on the 9th, and 2.00 USD on the 11th, when the bank booked.
        var month = Self.month(exchange: 20_000)
        month.terms.rates = ExchangeRates([
            .init(.eur, .usd, on: Month.day(9), billionths: 1_085_000_000),
            .init(.eur, .usd, on: Month.day(11), billionths: 2_000_000_000),
        ])
        month.transfer(1, 100_00)
        month.line(11, 106_33, "PAY000000001", "", .usd)
        month.transfer(2, 100_00)
        month.line(12, 110_67, "", "PAY000000002", .usd)
        month.transfer(3, 100_00)
        month.line(13, 106_32, "PAY000000003", "", .usd)
        #expect(
            month.joined() == [
                "6 payment:1 = bank:11 exchange 217", "6 payment:2 = bank:12 exchange -217",
            ])
        #expect(
            month.told() == ["ledger-bank CURRENCY_DIFFERENCE payment:3 10000 / bank:13"])
        #expect(
            month.found().results.matches.map(\.evidence).first
                == "100.00 EUR is 108.50 USD at the rate of 2026-10-09")
        #expect(
            month.found().results.matches.map(\.difference.currency) == [.usd, .usd])
        month.terms.policy.exchangeMillionths = 0
        #expect(month.joined() == [])
        month.terms.policy.exchangeMillionths = 20_000
        month.terms.rates = ExchangeRates()
        #expect(month.told().count == 3)
        // A gateway charges what was asked for.
        month = Self.month(exchange: 100_000)
        month.terms.rates = ExchangeRates([
            .init(.eur, .usd, on: Month.day(9), billionths: 1_000_000_000)
        ])
        month.pay(1, 500, "X")
        month.charge(11, 500, "X", .charge, .usd)
        #expect(month.joined() == [])
    }

    @Test("by hand an exchange may lie as far apart as it likes, but needs a rate and its type")
    func byHand() {
        var month = Month()
        month.transfer(1, 100_00)
        month.transfer(2, 50_00)
        month.line(11, 120_00, "PAY000000001", "", .usd)
        month.decide(1, .accept, "payment:1,2", "bank:11", .exchange)
        #expect(month.found().unfollowed == [1])
        month.terms.rates = ExchangeRates([
            .init(.eur, .usd, on: Month.day(9), billionths: 1_000_000_000)
        ])
        #expect(month.joined() == ["0 payment:1,2 = bank:11 exchange 3000"])
        #expect(month.told() == [])
        month.terms.decisions = []
        month.decide(1, .accept, "payment:1,2", "bank:11", .fee)
        #expect(month.found().unfollowed == [1])
        // Even at the stored rate, it is an exchange.
        month.terms.decisions = []
        month.lines = []
        month.line(11, 150_00, "PAY000000001", "", .usd)
        month.decide(1, .accept, "payment:1,2", "bank:11", .exchange)
        #expect(month.joined() == ["0 payment:1,2 = bank:11 exchange 0"])
    }

    @Test("an invoice that is short by a little is settled, and never one that is over")
    func shortPay() {
        let month = Self.month([.shortPay: [.eur: 100]])
        var engine = month.engine()
        for (id, allocated) in [(1, 4900), (2, 4899), (3, 5000), (4, 5050)] {
            engine.invoice(
                id: Int64(id), number: "R-\(id)", dueOn: Month.day(5),
                owed: Money(minor: 5000, .eur),
                allocated: Money(minor: Int64(allocated), .eur))
        }
        let output = engine.finish()
        #expect(output.joined == ["6 invoice:1 = invoice:1 short_pay 100"])
        #expect(output.results.matches[0].evidence == "R-1: 50.00 EUR owed, 49.00 EUR allocated")
        #expect(
            output.told == [
                "invoice-allocation SHORT_PAID invoice:2 101 open",
                "invoice-allocation OVERPAID invoice:4 -50 open",
            ])
        #expect(month.faults(output).isEmpty)
    }
}
