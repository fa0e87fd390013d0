/// How a bank's CSV is read: which column means what, and how dates and amounts are written.
package struct BankMapping: Equatable, Sendable {
    package var form: CSVForm
    package var amounts: AmountColumns
    /// Titles of columns; a row's booking day is its value day where there is none of its own.
    package var bookingDay: String
    package var valueDay: String?
    package var narration: [String]
    package var reference: String?
    package var bankReference: String?
    /// The title of the column with the currency, where rows have their own.
    package var currencyColumn: String?
    /// The currency of all rows, ISO 4217.
    package var currency: String?
    /// The account's number, where the file does not say it.
    package var account: String?
    /// The title of the column with the balance after each row; the reader makes opening and
    /// closing balances of it.
    package var balance: String?
    /// Whether the newest row comes first.
    package var isNewestFirst: Bool

    package init(
        form: CSVForm = CSVForm(), amounts: AmountColumns, bookingDay: String,
        valueDay: String? = nil, narration: [String] = [], reference: String? = nil,
        bankReference: String? = nil, currencyColumn: String? = nil, currency: String? = nil,
        account: String? = nil, balance: String? = nil, isNewestFirst: Bool = false
    ) {
        self.form = form
        self.amounts = amounts
        self.bookingDay = bookingDay
        self.valueDay = valueDay
        self.narration = narration
        self.reference = reference
        self.bankReference = bankReference
        self.currencyColumn = currencyColumn
        self.currency = currency
        self.account = account
        self.balance = balance
        self.isNewestFirst = isNewestFirst
    }

    /// Whether a file has the titles that this mapping names; its first bytes are enough.
    package func fits(_ start: [UInt8]) -> Bool { form.fits(start, titles) }

    /// All titles that it names.
    var titles: [String] {
        let others = [valueDay, reference, bankReference, currencyColumn, balance]
        return [bookingDay] + amounts.titles + narration + others.compactMap { $0 }
    }
}
