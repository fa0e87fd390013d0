/// An invoice in another currency than its clinic's, with what was allocated to it up to a day.
///
/// Amounts are minor units of the invoice's currency.
package struct ForeignInvoice: Sendable, Equatable {
    package let id: Int64
    package let number: String
    package let currency: Currency
    /// Units of the clinic's currency for one of the invoice's, times 10⁹; 0 where there is none.
    package let exchangeRate: Int64
    /// Gross less credit notes and write-offs.
    package let owed: Int64
    /// By day, then id.
    package private(set) var allocations: [Allocation] = []

    /// A payment's money, or some of it, that was put against the invoice or taken back.
    package struct Allocation: Sendable, Equatable {
        package let id: Int64
        /// The allocation that this one takes back.
        package let undoes: Int64?
        package let payment: Int64
        package let allocatedOn: Day
        package let amount: Int64
        /// When the payment came; `nil` where there is no such payment.
        package let receivedOn: Day?
        /// The payment's currency as the books have it.
        package let paidIn: String

        package init(
            id: Int64, undoes: Int64?, payment: Int64, allocatedOn: Day, amount: Int64,
            receivedOn: Day?, paidIn: String
        ) {
            self.id = id
            self.undoes = undoes
            self.payment = payment
            self.allocatedOn = allocatedOn
            self.amount = amount
            self.receivedOn = receivedOn
            self.paidIn = paidIn
        }

        /// Whether it takes back the whole of that one, and nothing else.
        package func takesBack(_ other: Allocation) -> Bool {
            undoes == other.id && payment == other.payment
                && Int128(amount) + Int128(other.amount) == 0
        }
    }

    package init(id: Int64, number: String, currency: Currency, exchangeRate: Int64, owed: Int64) {
        self.id = id
        self.number = number
        self.currency = currency
        self.exchangeRate = exchangeRate
        self.owed = owed
    }

    /// Adds the allocation that comes next.
    package mutating func add(_ allocation: Allocation) { allocations.append(allocation) }
}

/// What the allocations of a period come to in the clinic's currency, as the database adds it up.
package struct ExchangeSum: Sendable, Equatable {
    /// The invoices' currency.
    package let currency: Currency
    /// At the rates of the days on which payments came.
    package let received: Fixed
    /// At the invoices' own rates.
    package let booked: Fixed

    package init(currency: Currency, received: Fixed, booked: Fixed) {
        self.currency = currency
        self.received = received
        self.booked = booked
    }
}
