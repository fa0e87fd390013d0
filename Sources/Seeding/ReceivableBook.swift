import Domain

/// Who owes what, kept as naively as can be: what the truth says of short, over and unallocated
/// payments, whether they were planted or came about.
final class ReceivableBook {
    private var invoices: [Int64: Invoice] = [:]
    private var payments: [Int64: Payment] = [:]

    private struct Invoice {
        let due: Day
        var owed: Int64
        var said: Int64 = 0
    }

    private struct Payment {
        let day: Day
        var rest: Int64
        var said: Int64 = 0
    }

    func issue(_ invoice: Int64, _ gross: Int64, due: Day) {
        invoices[invoice] = Invoice(due: due, owed: gross)
    }

    func credit(_ invoice: Int64, _ gross: Int64) { invoices[invoice]?.owed -= gross }

    /// A payment for an invoice; advances may lie as long as they want.
    func receive(_ payment: Int64, _ amount: Int64, on day: Day) {
        payments[payment] = Payment(day: day, rest: amount)
    }

    func allocate(_ payment: Int64, to invoice: Int64, _ amount: Int64) {
        invoices[invoice]?.owed -= amount
        payments[payment]?.rest -= amount
    }

    /// What was refunded of a payment, or taken back by a bank.
    func giveBack(_ payment: Int64, _ amount: Int64) { payments[payment]?.rest -= amount }

    /// At a month's end: says what has changed since the one before, and forgets what is settled.
    func close(_ site: Site, _ planter: BillingPlanter) {
        for (id, invoice) in invoices.sorted(by: { $0.key < $1.key })
        where invoice.due <= site.day && invoice.owed != invoice.said {
            invoices[id]?.said = invoice.owed
            guard invoice.owed != 0 else { continue }
            planter.tell(
                invoice.owed > 0 ? .shortPaid : .overpaid, .invoice, id, invoice.owed, at: site)
        }
        for (id, payment) in payments.sorted(by: { $0.key < $1.key })
        where payment.day.adding(days: 7) <= site.day && payment.rest != payment.said {
            payments[id]?.said = payment.rest
            if payment.rest > 0 { planter.tell(.unallocated, .payment, id, payment.rest, at: site) }
        }
        // Credit notes, disputes and their ends come within these days; then nothing moves it.
        let old = site.day.adding(days: -120)
        invoices = invoices.filter { $0.value.owed != 0 || $0.value.due > old }
        payments = payments.filter { $0.value.rest != 0 || $0.value.day > old }
    }
}
