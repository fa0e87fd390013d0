import Domain

/// What a sheet's rows tell of its columns.
struct Survey {
    /// The exact sum for each totalled column, by the column's index.
    private(set) var sums: [Int: Fixed] = [:]
    /// The column whose blanks tell rows from details, when details would be counted too.
    private(set) var telling: SheetRows.Telling?
    /// The most digits behind the point, for each column.
    private(set) var scales: [Int]
    /// Characters, for each column.
    private(set) var widths: [Double] = []
    /// What is known of each column's cells.
    let tallies: [ColumnTally]

    /// Bytes of all words.
    var words: Int { tallies.reduce(0) { $0 + $1.words } }

    /// Puts together what was noted while the rows came.
    ///
    /// - Throws: `figureTooLong` for a sum beyond 38 digits, `sheetInvalid`.
    init(_ sheet: Sheet) throws(AppError) {
        let columns = sheet.columns
        let missing = max(0, columns.count - sheet.rows.tallies.count)
        tallies = sheet.rows.tallies + Array(repeating: ColumnTally(), count: missing)
        scales = tallies.map(\.scale)
        let totalled = columns.indices.filter { columns[$0].isTotalled }
        for index in totalled {
            guard !tallies[index].headingsCount else {
                throw sheet.invalid("a heading has a figure in a totalled column")
            }
            let none = Fixed(unscaled: 0, scale: columns[index].digits)
            guard let sum = tallies[index].sum.flatMap({ added($0, to: none) }) else {
                throw sheet.tooLong(row: nil, column: index)
            }
            sums[index] = sum
        }
        if sheet.rows.detailsCount(in: totalled) {
            telling = sheet.rows.telling(besides: totalled)
            guard telling != nil else {
                throw sheet.invalid("no column tells the rows to add up from their details")
            }
        }
        widths = Self.widths(sheet, tallies, sums)
    }

    /// A width for each column: the one asked for, or one that its content fits in.
    private static func widths(
        _ sheet: Sheet, _ tallies: [ColumnTally], _ sums: [Int: Fixed]
    ) -> [Double] {
        let fitting = sheet.columns.enumerated().map { index, column in
            if let width = column.width { return width }
            let title = sheet.layout == .facts ? 0 : titleWidth(column.title)
            let widest = max(title, tallies[index].widest)
            let total = sums[index].map { $0.shownWidth + 2 } ?? 0
            let room = max(widest, total) + (column.tones.isEmpty ? 0 : 1)
            return Double(min(max(room + 2, 8), sheet.layout == .facts ? 90 : 60))
        }
        return narrowed(fitting, of: sheet)
    }

    /// Lets long texts wrap where the page that is printed would be too small to read.
    private static func narrowed(_ widths: [Double], of sheet: Sheet) -> [Double] {
        let wide = sheet.columns.indices.filter {
            sheet.columns[$0].width == nil && sheet.columns[$0].kind == .text
                && widths[$0] > Self.textMin
        }
        let over = widths.reduce(0, +) - Self.pageMax
        let spare = wide.reduce(0) { $0 + widths[$1] - Self.textMin }
        guard over > 0, spare > 0 else { return widths }
        var widths = widths
        for index in wide {
            let part = (widths[index] - Self.textMin) * min(1, over / spare)
            widths[index] = (widths[index] - part).rounded(.down)
        }
        return widths
    }

    /// Characters that a page across shows at two thirds of their size.
    private static let pageMax = 210.0
    /// What a column of texts keeps.
    private static let textMin = 28.0
}

extension Sheet {
    /// The error for a figure that a spreadsheet cannot hold; a row of `nil` is the total.
    func tooLong(row: Int?, column: Int) -> AppError {
        let place = row.map { "row \($0 + 1)" } ?? "total"
        let title = AppError.quoted(columns[column].title)
        return AppError(
            .figureTooLong, "sheet \(AppError.quoted(name)), \(place), column \(title)")
    }
}
