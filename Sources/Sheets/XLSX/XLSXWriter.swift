package import Domain

/// Writes a workbook as an XLSX file.
package enum XLSXWriter {
    /// The rows that a tab of a spreadsheet has.
    package static let rowsPerSheetMax = 1_048_576

    /// Above so many rows in one sheet, rows are streamed: no tables then, but filters.
    static let streamingRows = 20_000

    /// Above so many rows in one sheet, we spell them ourselves: `bench/` says from where on that is
    /// faster.
    package static let bulkRows = 1000

    /// Who writes the rows of long sheets.
    package enum Engine: String, CaseIterable, Sendable {
        /// Whoever is faster.
        case auto
        /// We do, of every sheet that we can.
        case bulk
        /// libxlsxwriter does.
        case libxlsxwriter
    }

    /// Writes a new file; the same workbook gives the same bytes.
    ///
    /// A sheet of more rows than a tab holds goes on in the next tab.
    ///
    /// - Throws: `sheetInvalid`, `figureTooLong`, `outputFull`, `outputUnwritable` (also when the
    ///   file is there); no file is left then.
    package static func write(
        _ workbook: Workbook, to path: String, rowsPerSheet: Int = rowsPerSheetMax,
        engine: Engine = .auto
    ) throws(AppError) -> WrittenFile {
        try workbook.validate()
        var plans: [SheetPlan] = []
        for sheet in workbook.sheets {
            plans.append(try SheetPlan(sheet, rowsPerSheet: rowsPerSheet, engine))
        }
        try checkNames(of: plans)
        var file = try XLSXFile(path, room: plans.reduce(65_536) { $0 + $1.room })
        if plans.contains(where: \.isBulk) {
            let bulk = try assemble(workbook, plans, file.shell, parts: file.parts)
            var package = try XLSXPackage(file.shell, into: path)
            try package.write(bulk)
        } else {
            _ = try assemble(workbook, plans, path, parts: file.parts)
        }
        return try file.seal(rows: workbook.sheets.reduce(0) { $0 + $1.rows.dataRows })
    }

    /// Has libxlsxwriter write all but the rows that we spell.
    ///
    /// - Returns: the tabs that lack their rows, by their number from 1.
    private static func assemble(
        _ workbook: Workbook, _ plans: [SheetPlan], _ path: String, parts: String
    ) throws(AppError) -> [Int: BulkTab] {
        let isLong = plans.contains { !$0.isBulk && $0.sheet.rows.count > streamingRows }
        var book = try XLSXBook(path, parts: parts, isStreaming: isLong)
        try book.properties(of: workbook)
        var (bulk, tab): ([Int: BulkTab], Int) = ([:], 0)
        for plan in plans {
            var rows = plan.sheet.rows.reader
            var feed: BulkFeed?
            for part in plan.parts {
                tab += 1
                let page = XLSXPage(pointer: try book.addSheet(part.name))
                let writer = PartWriter(plan: plan, part: part, page: page)
                try writer.write(&rows, in: &book, footer: workbook.title)
                if let logo = workbook.logo, plan.sheet.layout == .certificate {
                    try writer.draw(logo, in: book)
                }
                guard plan.isBulk else { continue }
                // One for all tabs of a sheet: where one ends, the next goes on.
                let source = feed ?? BulkFeed(BulkEncoder(plan, in: &book), plan.sheet.rows)
                feed = source
                bulk[tab] = BulkTab(
                    feed: source, rows: part.rows.count, row: Int(plan.firstRow) + 1,
                    isLong: plan.isLong)
            }
        }
        try book.close()
        return bulk
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
