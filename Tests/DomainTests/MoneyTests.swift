import Domain
import TestSupport
import Testing

@Suite("Money") struct MoneyTests {
    @Test(
        "is written with its currency's digits, in groups of three",
        arguments: table(
            """
            minor                 code  plain                  for people
            0                     USD   0.00                   0.00 USD
            5                     USD   0.05                   0.05 USD
            -5                    USD   -0.05                  -0.05 USD
            99                    EUR   0.99                   0.99 EUR
            100                   EUR   1.00                   1.00 EUR
            123450                USD   1234.50                1,234.50 USD
            -123450               USD   -1234.50               -1,234.50 USD
            99999                 INR   999.99                 999.99 INR
            100000000             INR   1000000.00             1,000,000.00 INR
            -7                    JPY   -7                     -7 JPY
            1234567               JPY   1234567                1,234,567 JPY
            1                     KWD   0.001                  0.001 KWD
            1234567               KWD   1234.567               1,234.567 KWD
            -100000               JPY   -100000                -100,000 JPY
            12345                 CLF   1.2345                 1.2345 CLF
            9223372036854775807   JPY   9223372036854775807    9,223,372,036,854,775,807 JPY
            -9223372036854775808  USD   -92233720368547758.08  -92,233,720,368,547,758.08 USD
            """))
    func text(_ row: [String]) throws {
        let money = Money(minor: try #require(Int64(row[0])), try Currency(code: row[1]))
        #expect(money.plain == row[2])
        #expect(money.description == row[3])
    }

    @Test("of two currencies is never equal, whatever the number")
    func currenciesApart() {
        #expect(Money(minor: 100, .usd) != Money(minor: 100, .eur))
        #expect(Money(minor: 100, .usd) == Money(minor: 100, .usd))
        #expect(Set([Money(minor: 0, .usd), Money(minor: 0, .jpy)]).count == 2)
    }

    @Test("reads back from its plain text, whatever the digits (I6)")
    func readsBack() {
        var dice = Dice()
        for _ in 0..<2000 {
            let minor = Int64(truncatingIfNeeded: dice.whole(bits: 64))
            for digits in 0...4 {
                let plain = Money.plain(minor: minor, digits: digits)
                #expect(Fixed(plain)?.minor(digits: digits) == minor, "\(plain), \(dice)")
            }
        }
    }
}
