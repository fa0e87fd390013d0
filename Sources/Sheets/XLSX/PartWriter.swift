import CXLSXWriter
import Domain

/// Writes one tab: the rows of a sheet, or of a part of it, between title and totals.
struct PartWriter {
    let plan: SheetPlan
    let part: SheetPlan.Part
    let page: XLSXPage
    var sheet: Sheet { plan.sheet }

    /// Writes the tab from top to bottom, which is the order that streaming asks for.
    ///
    /// - Parameters:
    ///   - rows: of the sheet, where this tab's begin; left where the next tab's do.
    ///   - book: the workbook.
    ///   - footer: for the foot of each page.
    /// - Throws: `figureTooLong`, `outputFull`, `outputUnwritable`, `sheetInvalid`.
    func write(
        _ rows: inout RowReader, in book: inout XLSXBook, footer: String
    ) throws(AppError) {
        try setUpPage(in: book, footer: footer)
        try setColumns(in: book)
        try writeTop(in: &book)
        let isTable = try addTable(in: &book)
        if sheet.layout != .facts { try writeHeader(in: &book) }
        if sheet.rows.isEmpty {
            try page.text("No rows in this period", plan.firstRow, 0, .nothing, in: &book)
        }
        setOutline()
        if plan.isBulk { makeRoomForRows() } else { try writeRows(&rows, in: &book) }
        if part.isLast, plan.isTotalled { try writeTotals(isTable: isTable, in: &book) }
        try colourTones(in: &book)
        try shade(in: book)
        try drawChart(in: &book)
    }

    private func writeRows(
        _ rows: inout RowReader, in book: inout XLSXBook
    ) throws(AppError) {
        var pen = RowPen(plan, page)
        for index in part.rows {
            guard let mark = try rows.advance() else { break }
            let place = plan.firstRow + UInt32(index - part.rows.lowerBound)
            try pen.write(rows, mark, number: index, at: place, in: &book)
        }
    }

    /// Makes room at the left for the signs that fold details away, on each tab of a sheet that has some.
    private func setOutline() {
        guard plan.survey.tallies.contains(where: { $0.shapes(.detail) != 0 }) else { return }
        page.pointer.pointee.outline_row_level = 1
    }

    /// Tells libxlsxwriter how far rows go that are put in later.
    private func makeRoomForRows() {
        page.pointer.pointee.dim_rowmax = plan.place(of: part).last
        page.pointer.pointee.dim_colmax = UInt16(sheet.columns.count - 1)
    }

    private func setColumns(in book: borrowing XLSXBook) throws(AppError) {
        for (index, width) in plan.survey.widths.enumerated() {
            let column = UInt16(index)
            try book.check(worksheet_set_column(page.pointer, column, column, width, nil))
        }
    }

    private func writeTop(in book: inout XLSXBook) throws(AppError) {
        let height = sheet.layout == .certificate ? 36.0 : 27.0
        try book.check(worksheet_set_row(page.pointer, 0, height, nil))
        try page.text(sheet.title, 0, 0, .title(sheet.layout), in: &book)
        for (index, line) in (plan.marks + plan.notes).enumerated() {
            let look = index < plan.marks.count ? Look.mark : .note
            try page.text(line, UInt32(index + 1), 0, look, in: &book)
        }
    }

    private func writeHeader(in book: inout XLSXBook) throws(AppError) {
        try book.check(worksheet_set_row(page.pointer, plan.headerRow, 33, nil))
        for (index, column) in sheet.columns.enumerated() {
            var look = Look.header(sheet.side(of: column))
            // In a register the button of the filter stands at the right of the title.
            if look.side == .right { look.indent = sheet.layout == .register ? 2 : 1 }
            try page.text(column.title, plan.headerRow, index, look, in: &book)
        }
    }

}

extension Sheet {
    /// Where a column's title and its words stand.
    func side(of column: Column) -> Look.Side {
        if column.kind.isNumeric { return .right }
        return layout == .certificate && !column.tones.isEmpty ? .centre : .left
    }
}
