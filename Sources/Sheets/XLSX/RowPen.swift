import CXLSXWriter
import Domain

/// Writes the rows of one tab, each cell in the look that its kind, its row and its column have.
struct RowPen {
    private let looks: RowLooks
    private let page: XLSXPage
    /// The look last used in each column: from row to row it hardly changes.
    private var last: [(key: UInt64, format: UnsafeMutablePointer<lxw_format>?)]
    /// How many lines each cell of the present row takes.
    private var lines: [Int]
    private var sheet: Sheet { looks.sheet }

    init(_ plan: SheetPlan, _ page: XLSXPage) {
        looks = RowLooks(plan)
        self.page = page
        last = plan.sheet.columns.map { _ in (.max, nil) }
        lines = plan.sheet.columns.map { _ in 1 }
    }

    /// Writes the row that the reader is at, which is that of a number in the sheet.
    mutating func write(
        _ row: borrowing RowReader, _ mark: Mark, number: Int, at place: UInt32,
        in book: inout XLSXBook
    ) throws(AppError) {
        var most = 1
        for column in last.indices {
            let count = looks.lines(of: row[column: column], column, mark)
            lines[column] = count
            most = max(most, count)
        }
        try setHeight(most, mark, at: place, in: book)
        for column in last.indices {
            let cell = row[column: column]
            let format = format(of: cell, column, mark, wraps: lines[column] > 1, in: &book)
            try write(cell, format, row: number, at: place, column, in: book)
        }
    }

    /// Sets the height that wrapped text takes, and lets details be folded away.
    ///
    /// Not every spreadsheet measures wrapped rows when it opens a file, so we do.
    private func setHeight(
        _ lines: Int, _ mark: Mark, at place: UInt32, in book: borrowing XLSXBook
    ) throws(AppError) {
        let height = looks.height(lines: lines)
        guard height != nil || mark == .detail else { return }
        var options = lxw_row_col_options(
            hidden: 0, level: mark == .detail ? 1 : 0, collapsed: 0)
        try book.check(
            worksheet_set_row_opt(
                page.pointer, place, height ?? Double(LXW_DEF_ROW_HEIGHT), nil, &options))
    }

    private func write(
        _ cell: CellView, _ format: UnsafeMutablePointer<lxw_format>?, row: Int, at place: UInt32,
        _ column: Int, in book: borrowing XLSXBook
    ) throws(AppError) {
        switch cell {
        case .empty: try page.blank(place, column, format, in: book)
        case .text(let words): try page.text(words, place, column, format, in: book)
        case .bool(let value): try page.bool(value, place, column, format, in: book)
        case .link(let words, let target):
            try page.link(
                words.string, to: target.string, place, column, format, in: book)
        case .integer, .decimal, .longDecimal:
            guard let value = cell.figure.flatMap({ spreadsheetNumber($0) }) else {
                throw sheet.tooLong(row: row, column: column)
            }
            try page.number(value, place, column, format, in: book)
        case .day(let day):
            guard let value = spreadsheetNumber(day) else {
                return try page.text(day.description, place, column, format, in: book)
            }
            try page.number(value, place, column, format, in: book)
        case .instant(let instant):
            guard let value = spreadsheetNumber(instant) else {
                return try page.text(instant.description, place, column, format, in: book)
            }
            try page.number(value, place, column, format, in: book)
        }
    }

    /// The workbook's format for a cell, found by what its look depends on.
    private mutating func format(
        of cell: CellView, _ column: Int, _ mark: Mark, wraps: Bool, in book: inout XLSXBook
    ) -> UnsafeMutablePointer<lxw_format>? {
        let key = UInt64(cell.shape) << 16 | UInt64(mark.rawValue) << 1 | (wraps ? 1 : 0)
        if last[column].key == key { return last[column].format }
        let format = book.format(looks.look(of: cell.shape, column, mark, wraps: wraps))
        last[column] = (key, format)
        return format
    }
}
