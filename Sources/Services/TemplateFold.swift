package import Domain
package import Sheets

/// The rows of one template on their way into sheets, one a currency.
///
/// Pure: the same rows in the same order give the same sheets. A row that cannot be shown is listed,
/// and no other is lost.
package struct TemplateFold: Sendable {
    private let template: ReportTemplate
    private let clinic: Clinic
    /// Where the query has what the sheet shows, its rows' order, and their currency.
    private let shown: [Int]
    /// Where it has the persons' numbers of what the sheet shows.
    private let persons: [[(kind: String, place: Int)]]
    private let pseudonyms: Pseudonyms?
    private let order: [Int]
    private let currency: Int?
    private let scratch: String?
    private var parts: [Part] = []
    private var last: [ReportValue]?
    private var count = 0
    /// Rows that cannot be shown, from 1, and why.
    package private(set) var refused: [(row: Int, why: AppError)] = []

    private struct Part {
        let currency: Currency
        var rows: SheetRows
        /// By column shown, in its digits; `nil` where the sheet has no total.
        var totals: [Fixed?]
    }

    /// Begins with no row.
    ///
    /// - Parameters:
    ///   - template: whose rows come.
    ///   - columns: of the query, in its order; the first is the clinic.
    ///   - clinic: whose currency comes first.
    ///   - pseudonyms: for persons; those of a template that shows any are not shown without.
    ///   - scratch: folder for rows that memory has no room for; `nil` keeps them in memory.
    /// - Throws: `templateInvalid` when the query lacks what the sheet wants, by name.
    package init(
        _ template: ReportTemplate, columns: [String], of clinic: Clinic,
        pseudonyms: Pseudonyms? = nil, scratch: String? = nil
    ) throws(AppError) {
        self.pseudonyms = pseudonyms
        self.template = template
        self.scratch = scratch
        self.clinic = clinic
        func place(_ name: String) throws(AppError) -> Int {
            guard let place = columns.firstIndex(of: name) else {
                throw AppError(
                    .templateInvalid,
                    "\(template.query.path): it gives no column \(AppError.quoted(name))")
            }
            return place
        }
        var (shown, order): ([Int], [Int]) = ([], [])
        var persons: [[(kind: String, place: Int)]] = []
        for column in template.columns {
            shown.append(try place(column.name))
            var numbers: [(kind: String, place: Int)] = []
            for name in column.persons { numbers.append((name, try place(name))) }
            persons.append(numbers)
        }
        self.persons = persons
        for name in template.query.order {
            if let number = Int(name), columns.indices.contains(number - 1) {
                order.append(number - 1)
            } else {
                order.append(try place(name))
            }
        }
        (self.shown, self.order) = (shown, order)
        currency = if let name = template.currency { try place(name) } else { nil }
    }

    /// Takes the next row.
    ///
    /// - Throws: `reportRowsInvalid` for a row that its order does not tell from the one before;
    ///   `outputFull`, `outputUnwritable` when the folder cannot take it.
    package mutating func take(_ row: [ReportValue]) throws(AppError) {
        count += 1
        if let last, last != row, order.allSatisfy({ last[$0] == row[$0] }) {
            throw AppError(
                .reportRowsInvalid,
                "\(template.query.path): rows \(count - 1) and \(count) have the same place in its "
                    + "ORDER BY; add a column that tells them apart")
        }
        last = row
        let (money, shown): (Currency, SheetRow)
        do {
            money = try currency(of: row)
            shown = SheetRow(try cells(row, money))
        } catch { return refused.append((count, error)) }
        try add(shown, in: money)
    }

    private mutating func add(_ row: SheetRow, in money: Currency) throws(AppError) {
        let place = place(of: money)
        try parts[place].rows.append(row)
        for (index, cell) in row.cells.enumerated() {
            guard let total = parts[place].totals[index], let figure = Self.figure(cell) else {
                continue
            }
            parts[place].totals[index] = total.adding(figure)
        }
    }

    private mutating func place(of money: Currency) -> Int {
        if let place = parts.firstIndex(where: { $0.currency == money }) { return place }
        parts.append(
            Part(
                currency: money, rows: SheetRows(spillingTo: scratch),
                totals: template.columns.map { Self.zero($0, money) }))
        return parts.count - 1
    }

    private func part(_ money: Currency) -> Part? { parts.first { $0.currency == money } }

    private func currency(of row: [ReportValue]) throws(AppError) -> Currency {
        guard let currency else { return clinic.currency }
        guard case .text(let code) = row[currency] else {
            throw AppError(.currencyUnknown, "none")
        }
        return try Currency(code: code)
    }

    private static func zero(_ column: ReportTemplate.Column, _ money: Currency) -> Fixed? {
        guard column.shown.isTotalled else { return nil }
        return Fixed(unscaled: 0, scale: column.kind == .money ? money.exponent : 0)
    }

    private static func figure(_ cell: Cell) -> Fixed? {
        switch cell {
        case .integer(let value): Fixed(unscaled: Int128(value), scale: 0)
        case .decimal(let value): value
        default: nil
        }
    }

    private func cells(_ row: [ReportValue], _ money: Currency) throws(AppError) -> [Cell] {
        var cells: [Cell] = []
        cells.reserveCapacity(shown.count)
        for (index, column) in template.columns.enumerated() {
            let value = row[shown[index]]
            if value == .null, let person = pseudonym(persons[index], in: row) {
                cells.append(person)
            } else {
                cells.append(try cell(value, column, money))
            }
        }
        return cells
    }

    private func pseudonym(
        _ numbers: [(kind: String, place: Int)], in row: [ReportValue]
    ) -> Cell? {
        guard let pseudonyms else { return nil }
        for (kind, place) in numbers {
            if case .integer(let number) = row[place] {
                return .text(pseudonyms.name(of: number, kind))
            }
        }
        return nil
    }

    private func cell(
        _ value: ReportValue, _ column: ReportTemplate.Column, _ money: Currency
    ) throws(AppError) -> Cell {
        switch (column.kind, value) {
        case (_, .null): return .empty
        case (.text, .text(let text)): return .text(text)
        case (.integer, .integer(let number)): return .integer(number)
        case (.decimal, .integer(let number)):
            return .decimal(Fixed(unscaled: Int128(number), scale: 0))
        case (.decimal, .decimal(let number)): return .decimal(number)
        case (.money, .decimal(let number)):
            guard let minor = number.minor(digits: money.exponent) else {
                throw AppError(
                    .amountTooPrecise, "\(column.name), \(money.exponent) digits allowed")
            }
            return .money(Money(minor: minor, money))
        case (.day, .day(let day)): return .day(day)
        case (.instant, .instant(let instant)): return .instant(instant)
        case (.boolean, .boolean(let flag)): return .bool(flag)
        default:
            throw AppError(
                .rowShapeUnexpected, "\(column.name) is not of type \(column.kind.rawValue)")
        }
    }

    /// The template's folder.
    package var name: String { template.name }

    /// The clinic's currency first, with or without a row, then the others by code.
    package var currencies: [Currency] {
        [clinic.currency]
            + parts.map(\.currency).filter { $0 != clinic.currency }.sorted { $0.code < $1.code }
    }

    /// The tab of a currency; those beyond the clinic's bear their code.
    package func sheetName(_ money: Currency) -> String {
        money == clinic.currency ? template.sheet : "\(template.sheet) \(money.code)"
    }

    /// A sheet a currency.
    package var sheets: [Sheet] {
        currencies.map { money in
            let rows = part(money)?.rows ?? SheetRows([])
            let isOther = money != clinic.currency
            return Sheet(
                name: sheetName(money),
                slug: isOther ? "\(template.name)-\(money.code.lowercased())" : template.name,
                title: currencies.count > 1 ? "\(template.title), \(money.code)" : template.title,
                notes: template.notes + (rows.isEmpty ? ["Nothing in this period."] : []),
                columns: template.columns.map {
                    $0.kind == .money ? $0.shown.digits(money.exponent) : $0.shown
                }, rows: rows,
                chart: rows.isEmpty ? nil : template.chart)
        }
    }

    /// The sums of totalled money columns, for the manifest.
    package var totals: [Report.Total] {
        currencies.flatMap { money in
            template.columns.filter { $0.kind == .money && $0.shown.isTotalled }.compactMap {
                column in
                total(of: column.name, in: money)?.minor(digits: money.exponent).map {
                    Report.Total("\(template.name): \(column.shown.title)", Money(minor: $0, money))
                }
            }
        }
    }

    /// A row of figures from the other source.
    package struct Control: Sendable {
        /// The clinic's where the template has none.
        package let currency: Currency
        /// By the names of `ReportTemplate.Ties`, in their order.
        package let figures: [Fixed]

        package init(currency: Currency, figures: [Fixed]) {
            self.currency = currency
            self.figures = figures
        }
    }

    /// Each tie in each currency that either side has; and that every row could be shown, if not.
    package func ties(_ controls: [Control]) -> [Tie] {
        let others = Set(controls.map(\.currency)).subtracting(currencies)
        let tied = (currencies + others.sorted { $0.code < $1.code }).flatMap { money in
            (template.ties?.names ?? []).enumerated().map { index, tie in
                let right = controls.first { $0.currency == money }?.figures[index]
                let zero = Fixed(unscaled: 0, scale: 0)
                let left = total(of: tie.column, in: money) ?? zero
                return Tie(
                    "\(template.title): \(tie.name) (\(money.code))", left,
                    Self.alike(right ?? Fixed(unscaled: 0, scale: left.scale), left),
                    sheet: sheetName(part(money) == nil ? clinic.currency : money))
            }
        }
        guard !refused.isEmpty else { return tied }
        return [
            Tie(
                "\(template.title): rows that cannot be shown = none", count: refused.count, 0,
                sheet: NotShown.name)
        ] + tied
    }

    /// The sum of a totalled column of the query in one currency; of `rows`, how many there are; `nil`
    /// for a column without a total.
    package func total(of column: String, in money: Currency) -> Fixed? {
        guard column != ReportTemplate.rows else {
            return Fixed(unscaled: Int128(part(money)?.rows.count ?? 0), scale: 0)
        }
        guard let index = template.columns.firstIndex(where: { $0.name == column }) else {
            return nil
        }
        return part(money)?.totals[index] ?? Self.zero(template.columns[index], money)
    }

    /// With the other's digits, where none is lost.
    private static func alike(_ figure: Fixed, _ other: Fixed) -> Fixed {
        figure.minor(digits: other.scale).map { Fixed(unscaled: Int128($0), scale: other.scale) }
            ?? figure
    }
}
