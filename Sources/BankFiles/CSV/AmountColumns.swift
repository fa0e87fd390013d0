/// Where a row's amount stands, and how it has its sign.
package enum AmountColumns: Equatable, Sendable {
    /// One column; `-` for money that went out.
    case signed(String)
    /// Two columns, of which one is filled in a row; a zero counts as none.
    case twoColumns(credit: String, debit: String)
    /// One column without sign, and one that says which way.
    case marked(String, by: String, credit: [String], debit: [String])

    /// The titles that it names.
    var titles: [String] {
        switch self {
        case .signed(let title): [title]
        case .twoColumns(let credit, let debit): [credit, debit]
        case .marked(let title, let mark, _, _): [title, mark]
        }
    }

    /// Without that of a mark.
    var amountTitles: [String] {
        if case .marked(let title, _, _, _) = self { [title] } else { titles }
    }
}
