import Domain

extension PartWriter {
    /// Writes the row of totals: live formulas that show the exact sums.
    ///
    /// - Throws: `figureTooLong` for a sum that a spreadsheet cannot hold.
    func writeTotals(isTable: Bool, in book: inout XLSXBook) throws(AppError) {
        let row = plan.place(of: part).last + 1
        for column in sheet.columns.indices {
            guard let sum = plan.survey.sums[column] else {
                try page.text(column == labelColumn ? "Total" : "", row, column, .total, in: &book)
                continue
            }
            guard let value = spreadsheetNumber(sum) else {
                throw sheet.tooLong(row: nil, column: column)
            }
            var look = Look.total
            look.side = .right
            look.number = NumberFormat.decimal(
                scale: sum.scale, columnScale: plan.survey.scales[column])
            let formula = isTable ? tableFormula(column) : rangeFormula(column)
            try page.formula(formula, showing: value, row, column, look, in: &book)
        }
    }

    /// The first column that is not totalled says what the row is.
    var labelColumn: Int? { sheet.columns.firstIndex { !$0.isTotalled } }

    /// What Excel itself writes in a table's row of totals, with signs of its own escaped.
    private func tableFormula(_ column: Int) -> String {
        "SUBTOTAL(109,\(tableName)[\(sheet.columns[column].title)])"
    }

    private func rangeFormula(_ column: Int) -> String {
        plan.parts.map { other in
            let range = reference(column, other)
            guard let telling = plan.survey.telling else { return "SUBTOTAL(109,\(range))" }
            let condition = telling.isForDetails ? "\"=\"" : "\"<>\""
            return "SUMIFS(\(range),\(reference(telling.column, other)),\(condition))"
        }.joined(separator: "+")
    }

    /// A column's data in a part, such as `'Sales (2)'!H7:H90`.
    private func reference(_ column: Int, _ other: SheetPlan.Part) -> String {
        let (first, last) = plan.place(of: other)
        let letters = columnLetters(column)
        let range = "\(letters)\(first + 1):\(letters)\(last + 1)"
        return other == part ? range : quotedSheet(other.name) + "!" + range
    }
}
