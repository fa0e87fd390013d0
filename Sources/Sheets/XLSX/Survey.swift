import Domain

/// What one reading of a sheet's rows tells of its columns.
struct Survey {
    /// The exact sum for each totalled column, by the column's index.
    private(set) var sums: [Int: Fixed] = [:]
    /// The column whose blanks tell rows from details, when details would be counted too.
    private(set) var telling: Telling?
    /// The most digits behind the point, for each column.
    private(set) var scales: [Int]
    /// Characters, for each column.
    private(set) var widths: [Double] = []
    /// Bytes of all words.
    private(set) var words = 0

    /// A column that is blank either in all details or in all other rows.
    struct Telling: Equatable {
        let column: Int
        /// Whether it is the details that have something in it.
        let isForDetails: Bool
    }

    /// Reads all rows once.
    ///
    /// - Throws: `figureTooLong` for a sum beyond 38 digits, `sheetInvalid`.
    init(_ sheet: Sheet) throws(AppError) {
        let columns = sheet.columns
        scales = columns.map { _ in 0 }
        for index in columns.indices where columns[index].isTotalled {
            sums[index] = Fixed(unscaled: 0, scale: columns[index].digits)
        }
        var widest = columns.map { sheet.layout == .facts ? 0 : titleWidth($0.title) }
        var blanks = Blanks(columns.map(\.isTotalled))
        var reader = sheet.rows.reader
        let isFixed = columns.map { $0.width != nil }
        while let mark = try reader.advance() {
            for index in reader.cells.indices {
                let cell = reader.cells[index]
                if let words = cell.words { self.words += words.count }
                if let scale = cell.scale, scale > scales[index] { scales[index] = scale }
                guard mark != .heading, !isFixed[index] else { continue }
                let width = cell.shownWidth + (mark == .detail ? 2 : 0)
                if width > widest[index] { widest[index] = width }
            }
            try add(reader, mark, of: sheet, &blanks)
        }
        telling = try blanks.telling(in: sheet)
        widths = Self.widths(sheet, widest, sums)
    }

    private mutating func add(
        _ row: borrowing RowReader, _ mark: Mark, of sheet: Sheet, _ blanks: inout Blanks
    ) throws(AppError) {
        blanks.take(row, mark)
        for column in blanks.totalled {
            guard let figure = row[column: column].figure else { continue }
            switch mark {
            case .normal:
                guard let sum = sums[column] else { continue }
                sums[column] = try sheet.adding(figure, to: sum, column: column)
            case .detail: blanks.detailsCount = true
            case .heading: throw sheet.invalid("a heading has a figure in a totalled column")
            }
        }
    }

    /// A width for each column: the one asked for, or one that its content fits in.
    private static func widths(
        _ sheet: Sheet, _ widest: [Int], _ sums: [Int: Fixed]
    ) -> [Double] {
        let fitting = zip(sheet.columns, widest).enumerated().map { index, column in
            let (column, widest) = column
            if let width = column.width { return width }
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

/// Which columns without a total are blank in just the details, or in just the other rows.
struct Blanks {
    let totalled: [Int]
    var detailsCount = false
    private var (forDetails, forRows): (Set<Int>, Set<Int>)

    init(_ isTotalled: [Bool]) {
        totalled = isTotalled.indices.filter { isTotalled[$0] }
        forDetails = Set(isTotalled.indices.filter { !isTotalled[$0] })
        forRows = forDetails
    }

    mutating func take(_ row: borrowing RowReader, _ mark: Mark) {
        guard mark != .heading, !totalled.isEmpty else { return }
        for column in forDetails where row[column: column].isBlank != (mark == .normal) {
            forDetails.remove(column)
        }
        for column in forRows where row[column: column].isBlank != (mark == .detail) {
            forRows.remove(column)
        }
    }

    func telling(in sheet: Sheet) throws(AppError) -> Survey.Telling? {
        guard detailsCount else { return nil }
        for column in sheet.columns.indices {
            if forDetails.contains(column) {
                return Survey.Telling(column: column, isForDetails: true)
            }
            if forRows.contains(column) {
                return Survey.Telling(column: column, isForDetails: false)
            }
        }
        throw sheet.invalid("no column tells the rows to add up from their details")
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
