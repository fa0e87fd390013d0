/// How a bank's CSV is read: which column means what, and how dates and amounts are written.
///
/// Nothing is guessed: `1.234,56` is a number only where the mapping says that the decimal mark is
/// a comma.
package struct BankMapping: Equatable, Sendable {
    /// How amounts have their sign.
    package enum Amounts: Equatable, Sendable {
        /// One column; `-` for money that went out.
        case signed(String)
        /// Two columns, of which one is filled in a row.
        case twoColumns(credit: String, debit: String)
        /// One column without sign, and one that says which way.
        case marked(String, by: String, credit: [String], debit: [String])
    }

    /// What stands between the parts of a date, and in which order they come.
    package enum DateOrder: String, CaseIterable, Sendable {
        case yearMonthDay = "YYYY-MM-DD"
        case dayMonthYear = "DD-MM-YYYY"
        case monthDayYear = "MM-DD-YYYY"
    }

    /// A single ASCII character.
    package var separator: UInt8
    /// Records before the one with the columns' titles.
    package var skip: Int
    /// `.` or `,`.
    package var decimalMark: UInt8
    /// What may stand between groups of three digits; `nil` when nothing may.
    package var groupMark: UInt8?
    package var dateOrder: DateOrder
    package var amounts: Amounts
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
        separator: UInt8 = 44, skip: Int = 0, decimalMark: UInt8 = 46, groupMark: UInt8? = nil,
        dateOrder: DateOrder = .yearMonthDay, amounts: Amounts, bookingDay: String,
        valueDay: String? = nil, narration: [String] = [], reference: String? = nil,
        bankReference: String? = nil, currencyColumn: String? = nil, currency: String? = nil,
        account: String? = nil, balance: String? = nil, isNewestFirst: Bool = false
    ) {
        self.separator = separator
        self.skip = skip
        self.decimalMark = decimalMark
        self.groupMark = groupMark
        self.dateOrder = dateOrder
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
}
