package import Domain

/// Writes a workbook as an XLSX file.
package enum XLSXWriter {
    /// The rows that a tab of a spreadsheet has.
    package static let rowsPerSheetMax = 1_048_576

    /// Above so many rows in one sheet, rows are streamed: no tables then, but filters.
    static let streamingRows = 20_000

    /// Writes a new file; the same workbook gives the same bytes.
    ///
    /// A sheet of more rows than a tab holds goes on in the next tab.
    ///
    /// - Throws: `sheetInvalid`, `figureTooLong`, `outputFull`, `outputUnwritable` (also when the
    ///   file is there); no file is left then.
    package static func write(
        _ workbook: Workbook, to path: String, rowsPerSheet: Int = rowsPerSheetMax
    ) throws(AppError) -> WrittenFile {
        try workbook.validate()
        var plans: [SheetPlan] = []
        for sheet in workbook.sheets {
            plans.append(try SheetPlan(sheet, rowsPerSheet: rowsPerSheet))
        }
        try checkNames(of: plans)
        var file = try XLSXFile(path, room: plans.reduce(65_536) { $0 + $1.room })
        try assemble(workbook, plans, path, parts: file.parts)
        return try file.seal(rows: workbook.sheets.reduce(0) { $0 + $1.rows.dataRows })
    }

    private static func assemble(
        _ workbook: Workbook, _ plans: [SheetPlan], _ path: String, parts: String
    ) throws(AppError) {
        let isLong = plans.contains { $0.sheet.rows.count > streamingRows }
        var book = try XLSXBook(path, parts: parts, isStreaming: isLong)
        try book.properties(of: workbook)
        for plan in plans {
            var rows = plan.sheet.rows.reader
            for part in plan.parts {
                let page = XLSXPage(pointer: try book.addSheet(part.name))
                let writer = PartWriter(plan: plan, part: part, page: page)
                try writer.write(&rows, in: &book, footer: workbook.title)
                if let logo = workbook.logo, plan.sheet.layout == .certificate {
                    try writer.draw(logo, in: book)
                }
            }
        }
        try book.close()
    }

    /// A part's number may make its name that of another sheet.
    private static func checkNames(of plans: [SheetPlan]) throws(AppError) {
        var names: Set<String> = []
        for plan in plans {
            for part in plan.parts where !names.insert(part.name.lowercased()).inserted {
                throw plan.sheet.invalid("two sheets have the name \(AppError.quoted(part.name))")
            }
        }
    }
}
