/// How a sheet is laid out where the file format has a layout.
package enum Layout: String, CaseIterable, Sendable {
    /// One page that a person signs: a large title, few rows, no grid.
    case certificate
    /// Many rows under a header that stays in view.
    case register
    /// Names and values, one pair a row.
    case facts
}

/// A table of a report, apart from any file format.
package struct Sheet: Sendable {
    /// The tab's name in a workbook, at most 31 characters.
    package let name: String
    /// The part of the CSV file's name that stands for this sheet.
    package let slug: String
    package let title: String
    /// Lines between the title and the table: whose books, which period, as of when.
    package let notes: [String]
    /// What a reader must know before any figure, such as PROVISIONAL: above the notes, in red.
    package private(set) var marks: [String] = []
    package let layout: Layout
    package let columns: [Column]
    package let rows: SheetRows
    /// What a workbook draws below the rows.
    package let chart: Chart?
    /// Whether the sheet tells where the figures come from, and so is no part of what they say.
    package let isProvenance: Bool
    /// Whether the rows are postings, in the columns of `LedgerRow`, as formats of ledgers hold them.
    ///
    /// They depend on what was posted before, so they are no part of what makes two results the same.
    package let isJournal: Bool

    package init(
        name: String, slug: String, title: String, notes: [String] = [],
        layout: Layout = .register, columns: [Column], rows: SheetRows,
        chart: Chart? = nil, isProvenance: Bool = false, isJournal: Bool = false
    ) {
        self.isJournal = isJournal
        self.name = name
        self.slug = slug
        self.title = title
        self.notes = notes
        self.layout = layout
        self.columns = columns
        self.rows = rows
        self.chart = chart
        self.isProvenance = isProvenance
    }

    /// The same sheet with marks above its notes.
    package func marked(_ marks: [String]) -> Sheet {
        var sheet = self
        sheet.marks = marks
        return sheet
    }

    /// A sheet of rows that are at hand.
    package init(
        name: String, slug: String, title: String, notes: [String] = [],
        layout: Layout = .register, columns: [Column], rows: [SheetRow],
        chart: Chart? = nil, isProvenance: Bool = false
    ) {
        self.init(
            name: name, slug: slug, title: title, notes: notes, layout: layout, columns: columns,
            rows: SheetRows(rows), chart: chart, isProvenance: isProvenance)
    }
}
