/// An ISO 4217 currency: its code and how many digits its minor unit has.
///
/// Source: ISO 4217 list one, active codes, amendment 177 (2024). A code that is not listed is
/// refused, because a guessed exponent moves the decimal point of somebody's money.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// Three capital letters, packed; the first letter is the highest byte.
    private let packed: UInt32
    /// Digits of the minor unit: 0 for JPY, 2 for USD, 3 for KWD.
    package let exponent: Int

    private init(packed: UInt32, exponent: Int) {
        self.packed = packed
        self.exponent = exponent
    }

    /// Finds a currency by its code.
    ///
    /// - Throws: `currencyUnknown` with the code, when it is not an active ISO 4217 code.
    package init(code: String) throws(AppError) {
        guard let known = Self.byCode[code] else {
            throw AppError(.currencyUnknown, "currency \(AppError.quoted(code))")
        }
        self = known
    }

    package var code: String {
        let letters = [packed >> 16, packed >> 8, packed].map { UInt8(truncatingIfNeeded: $0) }
        return String(decoding: letters, as: UTF8.self)
    }

    package var description: String { code }

    /// The number of minor units in one unit: 1, 100, 1000 or 10000.
    package var minorUnitsPerUnit: Int64 { Fixed.power(exponent) }

    package static let usd = Currency(packed: pack("USD"), exponent: 2)
    package static let eur = Currency(packed: pack("EUR"), exponent: 2)
    package static let inr = Currency(packed: pack("INR"), exponent: 2)
    package static let jpy = Currency(packed: pack("JPY"), exponent: 0)
    package static let kwd = Currency(packed: pack("KWD"), exponent: 3)

    private static func pack(_ code: String) -> UInt32 {
        code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let byCode: [String: Currency] = {
        let active = """
            AED2 AFN2 ALL2 AMD2 ANG2 AOA2 ARS2 AUD2 AWG2 AZN2 BAM2 BBD2 BDT2 BGN2 BHD3 BIF0 BMD2
            BND2 BOB2 BOV2 BRL2 BSD2 BTN2 BWP2 BYN2 BZD2 CAD2 CDF2 CHE2 CHF2 CHW2 CLF4 CLP0 CNY2
            COP2 COU2 CRC2 CUP2 CVE2 CZK2 DJF0 DKK2 DOP2 DZD2 EGP2 ERN2 ETB2 EUR2 FJD2 FKP2 GBP2
            GEL2 GHS2 GIP2 GMD2 GNF0 GTQ2 GYD2 HKD2 HNL2 HTG2 HUF2 IDR2 ILS2 INR2 IQD3 IRR2 ISK0
            JMD2 JOD3 JPY0 KES2 KGS2 KHR2 KMF0 KPW2 KRW0 KWD3 KYD2 KZT2 LAK2 LBP2 LKR2 LRD2 LSL2
            LYD3 MAD2 MDL2 MGA2 MKD2 MMK2 MNT2 MOP2 MRU2 MUR2 MVR2 MWK2 MXN2 MXV2 MYR2 MZN2 NAD2
            NGN2 NIO2 NOK2 NPR2 NZD2 OMR3 PAB2 PEN2 PGK2 PHP2 PKR2 PLN2 PYG0 QAR2 RON2 RSD2 RUB2
            RWF0 SAR2 SBD2 SCR2 SDG2 SEK2 SGD2 SHP2 SLE2 SOS2 SRD2 SSP2 STN2 SVC2 SYP2 SZL2 THB2
            TJS2 TMT2 TND3 TOP2 TRY2 TTD2 TWD2 TZS2 UAH2 UGX0 USD2 USN2 UYI0 UYU2 UYW4 UZS2 VED2
            VES2 VND0 VUV0 WST2 XAF0 XCD2 XCG2 XOF0 XPF0 YER2 ZAR2 ZMW2 ZWG2
            """
        var table: [String: Currency] = [:]
        for entry in active.split(whereSeparator: \.isWhitespace) {
            let code = String(entry.prefix(3))
            table[code] = Currency(
                packed: pack(code), exponent: entry.last?.wholeNumberValue ?? 2)
        }
        return table
    }()
}
