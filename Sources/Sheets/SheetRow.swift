/// What a row is to the rows around it.
package enum Mark: UInt8, CaseIterable, Sendable {
    case normal
    /// Part of the row above it: set in grey, indented, and in no total.
    case detail
    /// A title within the rows; it may have fewer cells than the sheet has columns.
    case heading
}

/// A row of a sheet: a cell for each column, in the order of the columns.
package struct SheetRow: Equatable, Sendable {
    package let cells: [Cell]
    package let mark: Mark

    package init(_ cells: [Cell], mark: Mark = .normal) {
        self.cells = cells
        self.mark = mark
    }
}
