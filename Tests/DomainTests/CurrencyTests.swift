import Domain
import TestSupport
import Testing

@Suite("Currency") struct CurrencyTests {
    /// ISO 4217 list one; every other active code has two digits.
    @Test(
        "has the digits of ISO 4217",
        arguments: table(
            """
            digits  codes
            0       BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
            3       BHD IQD JOD KWD LYD OMR TND
            4       CLF UYW
            2       AED AUD BDT BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR KES
            2       LKR MGA MRU MXN MYR NGN NOK NPR NZD PHP PKR PLN QAR RON SAR SEK SGD SLE THB
            2       TRY TWD TZS UAH USD VED VES XCD XCG ZAR ZMW ZWG
            """))
    func digits(_ row: [String]) throws {
        let digits = try #require(Int(row[0]))
        for code in row[1].split(separator: " ").map(String.init) {
            let currency = try Currency(code: code)
            #expect(currency.exponent == digits, "\(code)")
            #expect(currency.code == code)
            #expect(currency.description == code)
            #expect(currency.minorUnitsPerUnit == [1, 10, 100, 1000, 10000][digits])
        }
    }

    @Test("by name is the same as by code")
    func named() throws {
        let named = [Currency.usd, .eur, .inr, .jpy, .kwd]
        for (currency, code) in zip(named, ["USD", "EUR", "INR", "JPY", "KWD"]) {
            #expect(try currency == Currency(code: code))
        }
        #expect(Set(named).count == 5)
    }

    /// A guessed exponent moves the decimal point of somebody's money.
    @Test(
        "that is not active is refused, with the code",
        arguments: [
            "", "US", "USDX", "usd", "Usd", " USD", "USD ", "XXX", "XTS", "XAU", "XDR", "HRK",
            "DEM",
            "VEF", "ZWL", "ＵＳＤ", "USD\u{301}", "US\0", "€",
        ])
    func refused(_ code: String) {
        let wanted = AppError(.currencyUnknown, "currency \(AppError.quoted(code))")
        #expect(throws: wanted) { try Currency(code: code) }
    }

    @Test("is known for 166 codes, each of three capital letters")
    func complete() throws {
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(Unicode.Scalar($0)) }
        var known: [Currency] = []
        for first in letters {
            for second in letters {
                for third in letters {
                    if let one = try? Currency(code: first + second + third) { known.append(one) }
                }
            }
        }
        #expect(known.count == 166)
        #expect(Set(known).count == 166)
        #expect(known.allSatisfy { [0, 2, 3, 4].contains($0.exponent) })
        #expect(known.count { $0.exponent == 0 } == 17)
        #expect(known.count { $0.exponent == 3 } == 7)
        #expect(known.count { $0.exponent == 4 } == 2)
    }
}
