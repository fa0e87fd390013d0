package import Domain
import Matching

/// Values invoices in other currencies at the rates of invoice, payment and last day.
///
/// An allocation settles what it says: credit notes and write-offs release the invoice's booked
/// value at the invoice's own rate, so nothing is gained by them; money that is given back changes
/// nothing until its allocation is undone; and an allocation counts whatever becomes of its payment.
/// All of this is how the receivables count, to which what is open is tied.
package struct ExchangeFold {
    private let home: Currency
    private let rates: ExchangeRates
    private let period: Period
    private var outcome: ExchangeOutcome
    private var open: [Currency: ExchangeStanding] = [:]
    private var told: Set<BillingItem> = []

    /// Begins with nothing.
    ///
    /// - Parameters:
    ///   - home: the clinic's currency.
    ///   - rates: up to the period's last day.
    ///   - period: whose allocations are told of, and at whose end open invoices are valued.
    package init(in home: Currency, _ rates: ExchangeRates, _ period: Period) {
        self.home = home
        self.rates = rates
        self.period = period
        outcome = ExchangeOutcome(in: home, period)
    }

    private var lastDay: Day { period.until.adding(days: -1) }

    /// Says of a row why it has no value, once.
    package mutating func refuse(_ kind: ItemKind, _ id: Int64, _ error: AppError) {
        let item = BillingItem(kind, id)
        guard told.insert(item).inserted else { return }
        outcome.refusals.append(BillingRefusal(item, error))
    }

    private func release(_ invoice: ForeignInvoice) -> ExchangeRelease? {
        ExchangeRate(billionths: invoice.exchangeRate)?
            .minorUnits(of: invoice.currency, in: home).map(ExchangeRelease.init)
    }

    private mutating func refuse(_ invoice: ForeignInvoice, _ code: AppError.Code) {
        refuse(
            .invoice, invoice.id, AppError(code, "document \(invoice.number), \(invoice.currency)"))
    }

    /// Values the period's allocations of an invoice.
    package mutating func settle(_ invoice: ForeignInvoice) {
        var release = release(invoice)
        if release == nil { refuse(invoice, .exchangeRateMissing) }
        for part in invoice.allocations {
            let booked = release?.release(part)
            if release != nil, booked == nil {
                refuse(invoice, .numericOutOfRange)
                release = nil
            }
            if part.allocatedOn >= period.from { add(part, of: invoice, booked) }
        }
    }

    private mutating func add(
        _ part: ForeignInvoice.Allocation, of invoice: ForeignInvoice, _ booked: Int64?
    ) {
        let rate = rate(of: part, invoice.currency)
        let received = rate?.rate.convert(Money(minor: part.amount, invoice.currency), to: home)?
            .minor
        outcome.settled.append(
            ExchangeRow(
                document: invoice.number, currency: invoice.currency, part: part,
                invoiceRate: ExchangeRate(billionths: invoice.exchangeRate), paymentRate: rate,
                booked: booked, received: received))
        guard received == nil else { return }
        let place =
            part.paidIn == invoice.currency.code
            ? part.receivedOn.map { "\($0), \(part.paidIn)" } ?? "no such payment"
            : "in \(part.paidIn) for document \(invoice.number) in \(invoice.currency)"
        refuse(
            .payment, part.payment,
            AppError(
                rate == nil ? .exchangeRateMissing : .numericOutOfRange,
                "payment \(part.payment), \(place)"))
    }

    /// The rate of the day on which the payment came; a payment in a third currency has none.
    private func rate(of part: ForeignInvoice.Allocation, _ currency: Currency) -> DatedRate? {
        guard part.paidIn == currency.code else { return nil }
        return part.receivedOn.flatMap { rates.rate(of: currency, in: home, on: min($0, lastDay)) }
    }

    /// Counts an invoice that is open at the period's end.
    package mutating func carry(_ invoice: ForeignInvoice) {
        guard var release = release(invoice) else { return refuse(invoice, .exchangeRateMissing) }
        for part in invoice.allocations where release.release(part) == nil {
            return refuse(invoice, .numericOutOfRange)
        }
        guard let carried = release.carried(owed: invoice.owed) else {
            return refuse(invoice, .numericOutOfRange)
        }
        let currency = invoice.currency
        var standing =
            open[currency]
            ?? ExchangeStanding(currency, at: rates.rate(of: currency, in: home, on: lastDay))
        standing.invoices += 1
        standing.amount += invoice.allocations.reduce(Int128(invoice.owed)) {
            $0 - Int128($1.amount)
        }
        standing.carried += Int128(carried)
        open[currency] = standing
    }

    /// Values what is open, each currency as a whole.
    ///
    /// - Parameter sums: what the database adds up by itself.
    /// - Returns: everything that was told of, and the sums beside it.
    package consuming func finish(_ sums: [ExchangeSum]) -> ExchangeOutcome {
        outcome.sums = sums
        outcome.open = open.values.sorted { $0.currency.code < $1.currency.code }.map { standing in
            var standing = standing
            standing.worth = Int64(exactly: standing.amount).flatMap {
                standing.rate?.rate.convert(Money(minor: $0, standing.currency), to: home)?.minor
            }
            return standing
        }
        return outcome
    }
}
