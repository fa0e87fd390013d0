/// A picture of a sheet's figures, told by the titles of its columns.
///
/// It draws the rows that are neither headings nor details, which stand together. A file format
/// without pictures leaves it out.
package struct Chart: Equatable, Sendable {
    /// How the figures are drawn.
    package enum Kind: String, CaseIterable, Sendable {
        case columns, stacked, lines
    }

    package let title: String
    package let kind: Kind
    /// The column whose words stand along the bottom.
    package let categories: String
    /// The columns that are drawn, in this order.
    package let series: [String]
    /// What the figures are, at the side of their axis.
    package let measure: String
    /// The column of which each value has a picture of its own, so that amounts of two currencies
    /// share no axis and no stack.
    package let apart: String?

    /// As many as there are colours that can be told from each other, printed in grey too.
    package static let seriesMax = 6

    /// Describes a picture; whether the sheet has such columns, `Sheet.validate()` knows.
    package init(
        title: String, kind: Kind = .columns, categories: String, series: [String],
        measure: String, apart: String? = nil
    ) {
        self.title = title
        self.kind = kind
        self.categories = categories
        self.series = series
        self.measure = measure
        self.apart = apart
    }
}
