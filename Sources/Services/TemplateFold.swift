package import Domain
package import Sheets

/// The rows of one template on their way into sheets, one a currency.
///
/// Pure: the same rows in the same order give the same sheets.
package struct TemplateFold: Sendable {
    private let template: ReportTemplate
    private let clinic: Clinic
    /// Where the query has what the sheet shows, its rows' order, and their currency.
    private let shown: [Int]
    private let order: [Int]
    private let currency: Int?
    private var parts: [Currency: Part] = [:]
    private var last: [ReportValue]?
    private var count = 0

    private struct Part {
        var rows: [SheetRow] = []
        /// Of each column shown, in its digits; empty where it has no total.
        var totals: [Fixed?]
    }

    /// Begins with no row.
    ///
    /// - Parameters:
    ///   - template: whose rows come.
    ///   - columns: of the query, in its order; the first is the clinic.
    ///   - clinic: whose currency comes first.
    /// - Throws: `templateInvalid` when the query lacks what the sheet wants, by name.
    package init(
        _ template: ReportTemplate, columns: [String], of clinic: Clinic
    ) throws(AppError) {
        self.template = template
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
        for column in template.columns { shown.append(try place(column.name)) }
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
    /// - Throws: `templateInvalid` for a row that its order does not tell from the one before, or a
    ///   value that is not of its column's type; `currencyUnknown`, `amountTooPrecise`.
    package mutating func take(_ row: [ReportValue]) throws(AppError) {
        count += 1
        if let last, last != row, order.allSatisfy({ last[$0] == row[$0] }) {
            throw fault(
                "rows \(count - 1) and \(count) have the same place in its ORDER BY; "
                    + "add a column that tells them apart")
        }
        last = row
        let money = try currency(of: row)
        var part = parts[money] ?? Part(totals: template.columns.map(zero(in: money)))
        var cells: [Cell] = []
        for (index, column) in template.columns.enumerated() {
            let cell = try cell(row[shown[index]], column, money)
            cells.append(cell)
            guard let total = part.totals[index], let figure = Self.figure(cell) else { continue }
            part.totals[index] = total.adding(figure)
        }
        part.rows.append(SheetRow(cells))
        parts[money] = part
    }

    private func currency(of row: [ReportValue]) throws(AppError) -> Currency {
        guard let currency else { return clinic.currency }
        guard case .text(let code) = row[currency] else {
            throw fault("row \(count) has no currency")
        }
        return try Currency(code: code)
    }

    private func zero(in money: Currency) -> (ReportTemplate.Column) -> Fixed? {
        { column in
            guard column.kind.column.isNumber else { return nil }
            return Fixed(unscaled: 0, scale: column.kind == .money ? money.exponent : 0)
        }
    }

    private static func figure(_ cell: Cell) -> Fixed? {
        switch cell {
        case .integer(let value): Fixed(unscaled: Int128(value), scale: 0)
        case .decimal(let value): value
        default: nil
        }
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
                    .amountTooPrecise,
                    "\(template.query.path), row \(count), \(column.name), \(money.code)")
            }
            return .money(Money(minor: minor, money))
        case (.day, .day(let day)): return .day(day)
        case (.instant, .instant(let instant)): return .instant(instant)
        case (.boolean, .boolean(let flag)): return .bool(flag)
        default:
            throw fault("row \(count), \(column.name) is not of type \(column.kind.rawValue)")
        }
    }

    private func fault(_ what: String) -> AppError {
        AppError(.templateInvalid, "\(template.query.path): \(what)")
    }

    /// The template's folder.
    package var name: String { template.name }

    /// The clinic's currency first, then the others by code; the clinic's alone without a row.
    package var currencies: [Currency] {
        guard !parts.isEmpty else { return [clinic.currency] }
        return parts.keys.sorted {
            ($0 != clinic.currency ? 1 : 0, $0.code) < ($1 != clinic.currency ? 1 : 0, $1.code)
        }
    }

    /// A sheet a currency; those beyond the first bear its code in their names.
    package var sheets: [Sheet] {
        currencies.enumerated().map { index, money in
            let rows = parts[money]?.rows ?? []
            let isOther = index > 0
            return Sheet(
                name: isOther ? "\(template.sheet) \(money.code)" : template.sheet,
                slug: isOther ? "\(template.name)-\(money.code.lowercased())" : template.name,
                title: currencies.count > 1 ? "\(template.title), \(money.code)" : template.title,
                notes: template.notes + (rows.isEmpty ? ["Nothing in this period."] : []),
                columns: template.columns.map(\.shown), rows: rows,
                chart: rows.isEmpty ? nil : template.chart)
        }
    }

    /// The sums of totalled money columns, for the manifest.
    package var totals: [Report.Total] {
        currencies.flatMap { money in
            template.columns.enumerated().compactMap { index, column in
                guard column.kind == .money, column.shown.isTotalled,
                    let minor = parts[money]?.totals[index].flatMap({
                        $0.minor(digits: money.exponent)
                    })
                else { return nil }
                return Report.Total(
                    "\(template.name): \(column.shown.title)", Money(minor: minor, money))
            }
        }
    }

    /// A row of figures from the other source.
    package struct Control: Sendable {
        /// The clinic's where the other source names none.
        package let currency: Currency
        /// By the names of `ReportTemplate.Ties`, in their order.
        package let figures: [Fixed]

        package init(currency: Currency, figures: [Fixed]) {
            self.currency = currency
            self.figures = figures
        }
    }

    /// Each tie in each currency that either side has.
    package func ties(_ controls: [Control]) -> [Tie] {
        guard let ties = template.ties else { return [] }
        let others = controls.map(\.currency).filter { !currencies.contains($0) }
        return (currencies + Set(others).sorted { $0.code < $1.code }).flatMap { money in
            ties.names.enumerated().map { index, tie in
                let right = controls.first { $0.currency == money }?.figures[index]
                let left = total(of: tie.column, in: money)
                let place = currencies.firstIndex(of: money) ?? 0
                return Tie(
                    "\(template.title): \(tie.name) (\(money.code))", left,
                    Self.alike(right ?? Fixed(unscaled: 0, scale: left.scale), left),
                    sheet: sheets[place].name)
            }
        }
    }

    /// The sum of a column of the query in one currency; of `rows`, how many there are.
    package func total(of column: String, in money: Currency) -> Fixed {
        let part = parts[money]
        guard let index = template.columns.firstIndex(where: { $0.name == column }) else {
            return Fixed(unscaled: Int128(part?.rows.count ?? 0), scale: 0)
        }
        let zero = Fixed(
            unscaled: 0, scale: template.columns[index].kind == .money ? money.exponent : 0)
        return part?.totals[index] ?? zero
    }

    /// With the other's digits, where none is lost.
    private static func alike(_ figure: Fixed, _ other: Fixed) -> Fixed {
        figure.minor(digits: other.scale).map { Fixed(unscaled: Int128($0), scale: other.scale) }
            ?? figure
    }
}

extension ColumnKind {
    /// Whether its cells can be added up.
    var isNumber: Bool { self == .integer || self == .decimal }
}
