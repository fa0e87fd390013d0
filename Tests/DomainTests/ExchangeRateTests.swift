import Domain
import TestSupport
import Testing

@Suite("Rates of exchange") struct ExchangeRateTests {
    private static let friday = Day(number: 20_000)

    private static func rates(_ rates: (Currency, Currency, Int32, Int64)...) -> ExchangeRates {
        ExchangeRates(
            rates.map {
                .init($0.0, $0.1, on: Day(number: friday.number + $0.2), billionths: $0.3)
            })
    }

    private static func converted(
        _ minor: Int64, _ from: Currency, _ to: Currency, _ rates: ExchangeRates, on day: Int32 = 0
    ) -> Int64? {
        rates.convert(
            Money(minor: minor, from), to: to, on: Day(number: friday.number + day))?.minor
    }

    @Test("convert in the digits of either currency, half away from zero") func digits() {
        let rates = Self.rates(
            (.usd, .jpy, 0, 149_870_000_000), (.usd, .kwd, 0, 307_450_000),
            (.eur, .usd, 0, 1_085_000_000))
        #expect(Self.converted(100_00, .usd, .jpy, rates) == 14_987)
        // 1.00 USD is 149.87 JPY; 0.50 KWD is 0.50 ÷ 0.30745 = 1.626 28 USD.
        #expect(Self.converted(1_00, .usd, .jpy, rates) == 150)
        #expect(Self.converted(500, .kwd, .usd, rates) == 1_63)
        #expect(Self.converted(1_00, .usd, .kwd, rates) == 307)
        // 0.10 EUR is 0.1085 USD, 0.30 is 0.3255, 1.00 is 1.085.
        #expect(Self.converted(10, .eur, .usd, rates) == 11)
        #expect(Self.converted(30, .eur, .usd, rates) == 33)
        #expect(Self.converted(1_00, .eur, .usd, rates) == 1_09)
        #expect(Self.converted(-1_00, .eur, .usd, rates) == -1_09)
        #expect(Self.converted(5, .eur, .eur, ExchangeRates()) == 5)
    }

    @Test("of the day or the latest before it, none from the future, none that is a month old")
    func days() {
        let rates = Self.rates(
            (.eur, .usd, 3, 1_300_000_000), (.eur, .usd, 0, 1_100_000_000),
            (.eur, .usd, -1, 1_200_000_000))
        #expect(Self.converted(100, .eur, .usd, rates) == 110)
        #expect(Self.converted(100, .eur, .usd, rates, on: 2) == 110)
        #expect(Self.converted(100, .eur, .usd, rates, on: 3) == 130)
        #expect(Self.converted(100, .eur, .usd, rates, on: -1) == 120)
        #expect(Self.converted(100, .eur, .usd, rates, on: -2) == nil)
        #expect(Self.converted(100, .eur, .usd, rates, on: 34) == 130)
        #expect(Self.converted(100, .eur, .usd, rates, on: 35) == nil)
    }

    @Test("are turned round exactly, but the pair's own goes first") func reverse() {
        var rates = Self.rates((.usd, .eur, 0, 3_000_000_000))
        #expect(Self.converted(100, .eur, .usd, rates) == 33)
        #expect(Self.converted(200, .eur, .usd, rates) == 67)
        rates = Self.rates((.usd, .eur, 0, 3_000_000_000), (.eur, .usd, -2, 500_000_000))
        #expect(Self.converted(100, .eur, .usd, rates) == 50)
        #expect(Self.converted(100, .eur, .jpy, rates) == nil)
    }

    @Test("never overflow") func bounds() {
        let rates = Self.rates((.usd, .jpy, 0, .max))
        #expect(Self.converted(.max, .usd, .jpy, rates) == nil)
        // −9,223,372,036,854,775,808 JPY ÷ 9,223,372,036.854775807, in cents.
        #expect(Self.converted(.min, .jpy, .usd, rates) == -100_000_000_000)
    }
}
