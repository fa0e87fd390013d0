import CXLSXWriter
import Domain

extension PartWriter {
    /// Writes the row of that index in the sheet.
    func writeRow(_ index: Int, in book: inout XLSXBook) throws(AppError) {
        let row = sheet.rows[index]
        let place = plan.firstRow + UInt32(index - part.rows.lowerBound)
        try setHeight(of: row, at: place, in: book)
        for column in sheet.columns.indices {
            let cell = row[column: column]
            let look = look(of: cell, column, row.mark)
            try write(cell, look, row: index, at: place, column, in: &book)
        }
    }

    /// Sets the height that wrapped text takes, and lets details be folded away.
    ///
    /// Not every spreadsheet measures wrapped rows when it opens a file, so we do.
    private func setHeight(
        of row: SheetRow, at place: UInt32, in book: borrowing XLSXBook
    ) throws(AppError) {
        let lines = sheet.columns.indices.map { self.lines(of: row[column: $0], $0) }.max() ?? 1
        let line = Double(LXW_DEF_ROW_HEIGHT)
        let height = min(409, line * Double(lines) + (sheet.layout == .register ? 0 : 5))
        guard height != line || row.mark == .detail else { return }
        var options = lxw_row_col_options(
            hidden: 0, level: row.mark == .detail ? 1 : 0, collapsed: 0)
        try book.check(worksheet_set_row_opt(page.pointer, place, height, nil, &options))
    }

    private func write(
        _ cell: Cell, _ look: Look, row: Int, at place: UInt32, _ column: Int,
        in book: inout XLSXBook
    ) throws(AppError) {
        switch cell {
        case .empty: try page.blank(place, column, look, in: &book)
        case .text(let words): try page.text(words, place, column, look, in: &book)
        case .bool(let value): try page.bool(value, place, column, look, in: &book)
        case .link(let words, let target):
            try page.link(words, to: target, place, column, look, in: &book)
        case .integer, .decimal:
            guard let value = cell.figure.flatMap({ spreadsheetNumber($0) }) else {
                throw sheet.tooLong(row: row, column: column)
            }
            try page.number(value, place, column, look, in: &book)
        case .day(let day):
            guard let value = spreadsheetNumber(day) else {
                return try page.text(day.description, place, column, look, in: &book)
            }
            try page.number(value, place, column, look, in: &book)
        case .instant(let instant):
            guard let value = spreadsheetNumber(instant) else {
                return try page.text(instant.description, place, column, look, in: &book)
            }
            try page.number(value, place, column, look, in: &book)
        }
    }

    private func look(of cell: Cell, _ column: Int, _ mark: Mark) -> Look {
        var look = sheet.layout == .facts && column == 0 ? .factName : Look.row(mark)
        look.isCentredUpright = sheet.layout != .register
        look.wraps = lines(of: cell, column) > 1
        switch cell {
        case .empty: break
        case .text, .link, .bool:
            let side = side(of: sheet.columns[column])
            look.side = side == .right && cell.words != nil ? .left : side
            look.indent = mark == .detail ? 1 : 0
        case .integer, .decimal:
            look.number = NumberFormat.decimal(
                scale: cell.figure?.scale ?? 0, columnScale: plan.scales[column])
            look.side = sheet.layout == .facts ? .left : .right
        case .day: (look.number, look.side) = (NumberFormat.day, .left)
        case .instant: (look.number, look.side) = (NumberFormat.instant, .left)
        }
        if case .link = cell { (look.ink, look.isUnderlined) = (Palette.accent, true) }
        return look
    }

    /// How many lines the cell's words take in their column.
    private func lines(of cell: Cell, _ column: Int) -> Int {
        guard let words = cell.words else { return 1 }
        let room = max(1, plan.widths[column] - 1)
        return words.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) {
            let width = Double(drawnWidth(String($1)))
            return $0 + (width <= room + 1 ? 1 : Int((width / room).rounded(.up)))
        }
    }
}
