package import Domain
package import Matching

/// What rates have done to invoices in other currencies: gained or lost on those that were settled,
/// and in those that are open.
package struct ExchangeOutcome: Sendable {
    /// The clinic's currency, which all values are in.
    package let home: Currency
    package let period: Period
    /// By invoice, then day and id.
    package internal(set) var settled: [ExchangeRow] = []
    /// By currency.
    package internal(set) var open: [ExchangeStanding] = []
    package internal(set) var refusals: [BillingRefusal] = []
    /// What the database adds up by itself.
    package internal(set) var sums: [ExchangeSum] = []

    init(in home: Currency, _ period: Period) {
        self.home = home
        self.period = period
    }

    /// Currencies of what was settled, by code.
    var currencies: [Currency] {
        Set(settled.map(\.currency) + sums.map(\.currency)).sorted { $0.code < $1.code }
    }

    /// Gains less losses of what was settled, of one currency or of all, in minor units.
    func gained(_ currency: Currency? = nil) -> Int128 {
        settled.reduce(Int128(0)) { sum, row in
            currency == nil || row.currency == currency ? sum + (row.gain ?? 0) : sum
        }
    }

    /// For the manifest.
    var totals: [Report.Total] {
        [("exchange, realised", gained()), ("exchange, unrealised", unrealised)].compactMap {
            name, sum in
            Int64(exactly: sum).map { Report.Total(name, Money(minor: $0, home)) }
        }
    }

    /// What the last day's rates change of what is open, in minor units.
    var unrealised: Int128 { open.reduce(Int128(0)) { $0 + ($1.change ?? 0) } }
}

/// An allocation of the period to an invoice in another currency.
package struct ExchangeRow: Sendable {
    package let document: String
    package let currency: Currency
    package let part: ForeignInvoice.Allocation
    /// `nil` where the invoice has none.
    package let invoiceRate: ExchangeRate?
    /// `nil` where none is stored.
    package let paymentRate: DatedRate?
    /// In minor units of the clinic's currency, released of what the invoice was booked at.
    package let booked: Int64?
    /// The allocation at the rate of the day on which the payment came, rounded by itself.
    package let received: Int64?

    /// A gain, or a loss below zero; `nil` where a rate is missing, and then in no sum.
    package var gain: Int128? {
        guard let booked, let received else { return nil }
        return Int128(received) - Int128(booked)
    }
}

/// What is open in one currency at the end of a period.
package struct ExchangeStanding: Sendable {
    package let currency: Currency
    package internal(set) var invoices: Int64 = 0
    /// In minor units of the currency.
    package internal(set) var amount: Int128 = 0
    /// At the invoices' own rates, in minor units of the clinic's currency.
    package internal(set) var carried: Int128 = 0
    /// Of the last day; `nil` where none is stored.
    package let rate: DatedRate?
    /// The whole amount at that rate, rounded once.
    package internal(set) var worth: Int64?

    init(_ currency: Currency, at rate: DatedRate?) {
        self.currency = currency
        self.rate = rate
    }

    /// A gain, or a loss below zero; `nil` where there is no rate.
    package var change: Int128? { worth.map { Int128($0) - carried } }
}
