package import Domain

extension ControlTotals {
    /// Adds up the columns that a sheet totals, and where it has several currencies its decimals.
    ///
    /// A column of which a text looks like a number is left out, since its CSV would add up to
    /// something else.
    ///
    /// - Returns: `nil` for a sheet without such columns, whose details no column tells apart, or whose
    ///   column of currencies holds something else.
    /// - Throws: `outputUnwritable` when rows on disk cannot be read back.
    package static func of(_ sheet: Sheet) throws(AppError) -> ControlTotals? {
        let currency = sheet.columns.firstIndex { $0.title == "Currency" && $0.kind == .text }
        let wanted = columns(of: sheet, hasCurrency: currency != nil)
        guard !wanted.isEmpty else { return nil }
        let none = wanted.map { RunningSum(scale: sheet.columns[$0].digits) }
        var groups: [(name: String?, sums: [RunningSum])] = currency == nil ? [(nil, none)] : []
        var (last, odd) = (0, Set<Int>())
        var rows = sheet.rows.reader
        while let mark = try rows.advance() {
            guard mark == .normal else { continue }
            let name = currency.map { rows[column: $0].words?.string ?? "" }
            if groups.isEmpty || groups[last].name != name {
                last = groups.firstIndex { $0.name == name } ?? groups.count
                if last == groups.count { groups.append((name, none)) }
                guard groups.count <= currenciesMax, isCode(name ?? "") else { return nil }
            }
            for (index, column) in wanted.enumerated() {
                let cell = rows[column: column]
                if let figure = cell.figure {
                    groups[last].sums[index].add(figure.unscaled, scale: figure.scale)
                } else if let words = cell.words, Fixed(words.string) != nil {
                    odd.insert(column)
                }
            }
        }
        guard sheet.rows.detailsCount(in: wanted) else {
            return made(sheet, wanted, odd, groups, nil, currency)
        }
        guard let telling = sheet.rows.telling(besides: wanted) else { return nil }
        let counted = Counted(
            column: sheet.columns[telling.column].title, position: telling.column,
            isBlank: telling.isForDetails)
        return made(sheet, wanted, odd, groups, counted, currency)
    }

    /// What stands in a CSV as it is.
    private static func isCode(_ name: String) -> Bool {
        name.utf8.count <= 8 && name.utf8.allSatisfy { (65...90).contains($0) }
    }

    private static func columns(of sheet: Sheet, hasCurrency: Bool) -> [Int] {
        let totalled = sheet.columns.indices.filter { sheet.columns[$0].isTotalled }
        guard totalled.isEmpty, hasCurrency else { return totalled }
        return sheet.columns.indices.filter {
            sheet.columns[$0].kind == .decimal && !sheet.columns[$0].title.contains("%")
        }
    }

    private static func made(
        _ sheet: Sheet, _ columns: [Int], _ odd: Set<Int>,
        _ groups: [(name: String?, sums: [RunningSum])], _ counted: Counted?, _ currency: Int?
    ) -> ControlTotals {
        var totals: [Total] = []
        for (index, column) in columns.enumerated() where !odd.contains(column) {
            for group in groups where !group.sums[index].isTooLong {
                totals.append(
                    Total(
                        column: sheet.columns[column].title, position: column,
                        currency: group.name, sum: group.sums[index].fixed.description))
            }
        }
        return ControlTotals(counted: counted, currencyPosition: currency, totals: totals)
    }
}
