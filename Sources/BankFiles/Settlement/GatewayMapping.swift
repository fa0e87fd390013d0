package import Domain

/// How a gateway's CSV is read: which column means what, and how words, times and amounts are written.
package struct GatewayMapping: Equatable, Sendable {
    /// Why a balance moved.
    package enum Kinds: Equatable, Sendable {
        /// A column of words, and what each means.
        case column(String, words: [String: SettlementRow.Kind])
        /// All rows are of one kind.
        case all(SettlementRow.Kind)
    }

    /// In which currency a row is.
    package enum Denomination: Equatable, Sendable {
        case column(String)
        case all(Currency)
    }

    /// What tells a payment that came off from one that did not.
    package struct Status: Equatable, Sendable {
        package let column: String
        /// Whether it came off, by the file's words.
        package let words: [String: Bool]

        package init(column: String, words: [String: Bool]) {
            (self.column, self.words) = (column, words)
        }
    }

    /// What a row's fees are, when it has some.
    package struct Fees: Equatable, Sendable {
        /// Titles of columns; without the first a fee is what is missing between gross and net.
        package var fee: String?
        package var tax: String?
        /// Whether what is taken has a `-`.
        package var isNegative = false
        /// Whether the fee has its tax within.
        package var includesTax = false

        package init() {}
    }

    package var form = CSVForm()
    package var times: TimeForm
    /// Whether amounts are whole numbers of minor units.
    package var isMinor = false
    package var id: String
    package var kinds: Kinds
    package var denomination: Denomination
    /// One of them at least.
    package var gross: AmountColumns?
    package var net: AmountColumns?
    package var fees = Fees()
    /// One title, or those of date and time.
    package var createdAt: [String]
    package var settledAt: [String] = []
    package var payout: String?
    /// The bank's own reference of a payout.
    package var trace: String?
    package var status: Status?

    /// A mapping of the columns that none can do without.
    package init(
        id: String, kinds: Kinds, denomination: Denomination, createdAt: [String], times: TimeForm
    ) {
        self.id = id
        self.kinds = kinds
        self.denomination = denomination
        self.createdAt = createdAt
        self.times = times
    }

    /// Whether a file has the titles that this mapping names; its first bytes are enough.
    package func fits(_ start: [UInt8]) -> Bool { form.fits(start, titles) }

    /// All titles that it names.
    var titles: [String] {
        var others = [payout, trace, status?.column, fees.fee, fees.tax].compactMap { $0 }
        if case .column(let title, _) = kinds { others.append(title) }
        if case .column(let title) = denomination { others.append(title) }
        let amounts = (gross?.titles ?? []) + (net?.titles ?? [])
        return [id] + amounts + createdAt + settledAt + others
    }
}
