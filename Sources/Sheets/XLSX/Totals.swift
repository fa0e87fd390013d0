import Domain

/// The exact sums of a sheet's totalled columns, and how a formula finds the rows that count.
struct Totals {
    /// The sum for each totalled column, by the column's index.
    let sums: [Int: Fixed]
    /// The column whose blanks tell rows from details, when details would be counted too.
    let telling: Telling?

    /// A column that is blank either in all details or in all other rows.
    struct Telling: Equatable {
        let column: Int
        /// Whether it is the details that have something in it.
        let isForDetails: Bool
    }

    init(_ sheet: Sheet) throws(AppError) {
        var sums: [Int: Fixed] = [:]
        var detailsCount = false
        for column in sheet.columns.indices where sheet.columns[column].isTotalled {
            var sum = Fixed(unscaled: 0, scale: 0)
            for row in sheet.rows {
                guard let figure = row[column: column].figure else { continue }
                switch row.mark {
                case .normal: sum = try sheet.adding(figure, to: sum, column: column)
                case .detail: detailsCount = true
                case .heading: throw sheet.invalid("a heading has a figure in a totalled column")
                }
            }
            sums[column] = sum
        }
        self.sums = sums
        telling = detailsCount ? Self.telling(in: sheet) : nil
        guard !detailsCount || telling != nil else {
            throw sheet.invalid("no column tells the rows to add up from their details")
        }
    }

    private static func telling(in sheet: Sheet) -> Telling? {
        let rows = sheet.rows.filter { $0.mark != .heading }
        for column in sheet.columns.indices where !sheet.columns[column].isTotalled {
            if rows.allSatisfy({ $0[column: column].isBlank == ($0.mark == .normal) }) {
                return Telling(column: column, isForDetails: true)
            }
            if rows.allSatisfy({ $0[column: column].isBlank == ($0.mark == .detail) }) {
                return Telling(column: column, isForDetails: false)
            }
        }
        return nil
    }
}

extension Sheet {
    fileprivate func adding(
        _ figure: Fixed, to sum: Fixed, column: Int
    ) throws(AppError) -> Fixed {
        let scale = max(figure.scale, sum.scale)
        let (left, overLeft) = sum.unscaled.multipliedReportingOverflow(
            by: Fixed.bigPower(scale - sum.scale))
        let (right, overRight) = figure.unscaled.multipliedReportingOverflow(
            by: Fixed.bigPower(scale - figure.scale))
        let (total, over) = left.addingReportingOverflow(right)
        guard !overLeft, !overRight, !over else { throw tooLong(row: nil, column: column) }
        return Fixed(unscaled: total, scale: scale)
    }

    /// The error for a figure that a spreadsheet cannot hold; a row of `nil` is the total.
    func tooLong(row: Int?, column: Int) -> AppError {
        let place = row.map { "row \($0 + 1)" } ?? "total"
        let title = AppError.quoted(columns[column].title)
        return AppError(
            .figureTooLong, "sheet \(AppError.quoted(name)), \(place), column \(title)")
    }
}
