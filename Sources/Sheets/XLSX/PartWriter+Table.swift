import CXLSXWriter
import Domain

extension PartWriter {
    /// The table's name, by which its formulas call it; a workbook's tabs are numbered.
    var tableName: String { "Register\(page.pointer.pointee.index + 1)" }

    /// Makes the rows of a register a table, or gives them a filter where there can be no table.
    ///
    /// - Returns: whether the row of totals is the table's own.
    func addTable(in book: inout XLSXBook) throws(AppError) -> Bool {
        guard sheet.layout == .register, !sheet.rows.isEmpty else { return false }
        let (_, last) = plan.place(of: part)
        let lastColumn = UInt16(sheet.columns.count - 1)
        guard !book.isStreaming, sheet.rows.count <= XLSXWriter.streamingRows else {
            try book.check(
                worksheet_autofilter(page.pointer, plan.headerRow, 0, last, lastColumn))
            return false
        }
        let hasTotals = part.isLast && plan.isTotalled && isPlainTotal
        try defineTable(until: hasTotals ? last + 1 : last, hasTotals, in: book)
        return hasTotals
    }

    /// A table can total all its rows; details, parts, and titles with signs of the formula
    /// language are totalled below the table instead.
    private var isPlainTotal: Bool {
        plan.survey.telling == nil && plan.parts.count == 1
            && !plan.survey.sums.keys.contains { column in
                sheet.columns[column].title.utf8.contains { "[]#'@".utf8.contains($0) }
            }
    }

    private func defineTable(
        until last: UInt32, _ hasTotals: Bool, in book: borrowing XLSXBook
    ) throws(AppError) {
        var words = CWords()
        var columns: [lxw_table_column] = []
        for (index, column) in sheet.columns.enumerated() {
            var definition = lxw_table_column()
            definition.header = words.keep(xlsxText(column.title))
            if hasTotals, column.isTotalled {
                definition.total_function = UInt8(LXW_TABLE_FUNCTION_SUM.rawValue)
            } else if hasTotals, index == labelColumn {
                definition.total_string = words.keep("Total")
            }
            columns.append(definition)
        }
        var options = lxw_table_options()
        options.name = words.keep(tableName)
        options.style_type = UInt8(LXW_TABLE_STYLE_TYPE_LIGHT.rawValue)
        options.style_type_number = 1
        options.no_banded_rows = 1
        options.total_row = hasTotals ? 1 : 0
        let code = columns.withUnsafeMutableBufferPointer { definitions in
            var list = definitions.indices.map { index -> UnsafeMutablePointer<lxw_table_column>? in
                definitions.baseAddress.map { $0 + index }
            }
            list.append(nil)
            return list.withUnsafeMutableBufferPointer { list in
                options.columns = list.baseAddress
                return worksheet_add_table(
                    page.pointer, plan.headerRow, 0, last, UInt16(sheet.columns.count - 1),
                    &options)
            }
        }
        try book.check(code)
    }
}
