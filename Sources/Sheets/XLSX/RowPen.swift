import CXLSXWriter
import Domain

/// Writes the rows of one tab, each cell in the look that its kind, its row and its column have.
struct RowPen {
    private let plan: SheetPlan
    private let page: XLSXPage
    /// The look last used in each column: from row to row it hardly changes.
    private var last: [(key: UInt64, format: UnsafeMutablePointer<lxw_format>?)]
    /// How many lines each cell of the present row takes.
    private var lines: [Int]
    private var sheet: Sheet { plan.sheet }

    init(_ plan: SheetPlan, _ page: XLSXPage) {
        self.plan = plan
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
            // A heading runs on over the empty cells behind it.
            let count = mark == .heading ? 1 : lines(of: row[column: column], column)
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
        let line = Double(LXW_DEF_ROW_HEIGHT)
        let height = min(409, line * Double(lines) + (sheet.layout == .register ? 0 : 5))
        guard height != line || mark == .detail else { return }
        var options = lxw_row_col_options(
            hidden: 0, level: mark == .detail ? 1 : 0, collapsed: 0)
        try book.check(worksheet_set_row_opt(page.pointer, place, height, nil, &options))
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
        let key =
            cell.lookKey << 16 | UInt64(cell.scale ?? 0) << 8 | UInt64(mark.rawValue) << 1
            | (wraps ? 1 : 0)
        if last[column].key == key { return last[column].format }
        let format = book.format(look(of: cell, column, mark, wraps: wraps))
        last[column] = (key, format)
        return format
    }

    private func look(of cell: CellView, _ column: Int, _ mark: Mark, wraps: Bool) -> Look {
        var look = sheet.layout == .facts && column == 0 ? .factName : Look.row(mark)
        look.isCentredUpright = sheet.layout != .register
        look.wraps = wraps
        switch cell {
        case .empty: break
        case .text, .link, .bool:
            let side = sheet.side(of: sheet.columns[column])
            look.side = side == .right && cell.words != nil ? .left : side
            look.indent = mark == .detail ? 1 : 0
        case .integer, .decimal, .longDecimal:
            look.number = NumberFormat.decimal(
                scale: cell.scale ?? 0, columnScale: plan.survey.scales[column])
            look.side = sheet.layout == .facts ? .left : .right
        case .day: (look.number, look.side) = (NumberFormat.day, .left)
        case .instant: (look.number, look.side) = (NumberFormat.instant, .left)
        }
        if case .link = cell { (look.ink, look.isUnderlined) = (Palette.accent, true) }
        return look
    }

    /// How many lines the cell's words take in their column.
    private func lines(of cell: CellView, _ column: Int) -> Int {
        guard let words = cell.words else { return 1 }
        let room = max(1, plan.survey.widths[column] - 1)
        func lines(_ width: Int) -> Int {
            Double(width) <= room + 1 ? 1 : Int((Double(width) / room).rounded(.up))
        }
        guard words.bytes.contains(10) else {
            // No letter is twice as wide as a digit.
            return 2 * words.count <= Int(room) ? 1 : lines(drawnWidth(words.bytes))
        }
        return words.string.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) {
            $0 + lines(drawnWidth(String($1)))
        }
    }
}

extension CellView {
    /// A number for each kind whose look is its own.
    fileprivate var lookKey: UInt64 {
        switch self {
        case .empty: 0
        case .text: 1
        case .bool: 2
        case .link: 3
        case .integer, .decimal, .longDecimal: 4
        case .day: 5
        case .instant: 6
        }
    }
}
