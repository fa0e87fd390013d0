package import Domain
package import Sheets

extension TaxSheets {
    /// The tax return: what each code owes, and where it comes from, in the clinic's currency.
    package static func taxReturn(_ outcome: TaxOutcome, of clinic: Clinic) -> Sheet {
        let figures = [
            "Invoices: base", "Invoices: tax", "Credit notes: base", "Credit notes: tax",
            "Advances: base", "Advances: tax", "Cash basis: base", "Cash basis: tax",
            "Return: base", "Return: tax",
        ]
        return Sheet(
            name: TaxTies.taxReturn, slug: "tax-return", title: "Tax return",
            notes: [
                "Tax charged, by code, category, rate and first day of the rate, in "
                    + "\(clinic.currency.code); other currencies at each document's own rate.",
                "Return = invoices + credit notes + advances received less applied ± what a cash "
                    + "basis moves to the day of payment.",
            ],
            columns: [
                Column("Tax code"), Column("Category"), Column("Component"),
                Column("Rate %", .decimal), Column("Valid from", .day),
            ] + figures.map { Column($0, .decimal, isTotalled: true) },
            rows: outcome.returned.flatMap { rows($0, clinic.currency) })
    }

    private static func rows(_ row: TaxReturnRow, _ currency: Currency) -> [SheetRow] {
        func money(_ minor: Int64) -> Cell { .money(Money(minor: minor, currency)) }
        let only = row.components.count == 1 ? row.components.first : nil
        let amounts = TaxSource.allCases.compactMap { row.amounts[$0] } + [row.returned]
        let head = SheetRow(
            [
                .text(row.taxCode), .text(row.category?.rawValue ?? TaxSummaryRow.noCode),
                .text(only.map { name($0.component, $0.rate) } ?? ""), percent(only?.rate),
                row.validFrom.map(Cell.day) ?? .empty,
            ] + amounts.flatMap { [money($0.base), money($0.tax)] })
        guard only == nil || only?.isWithheld == true else { return [head] }
        let parts = row.components.map { part in
            let taxes = TaxSource.allCases.map { part.taxes[$0] ?? 0 } + [part.returned]
            return SheetRow(
                [
                    .text(row.taxCode), .empty, .text(name(part.component, part.rate)),
                    percent(part.rate), row.validFrom.map(Cell.day) ?? .empty,
                ] + taxes.flatMap { [.empty, money($0)] }, mark: .detail)
        }
        return [head] + parts
    }

    /// Tax by month of the tax point, as charged: the period and the months before it.
    package static func months(_ months: [TaxMonth]) -> Sheet {
        Sheet(
            name: "Tax by month", slug: "tax-by-month", title: "Tax by month",
            notes: [
                "Net and tax as documents state them, by the month of the tax point and currency.",
                "Credit notes count negative. Amounts of different currencies are never added.",
            ],
            columns: [
                Column("Month"), Column("Currency"), Column("Documents", .integer),
                Column("Net", .decimal), Column("Tax", .decimal),
            ],
            rows: months.map { month in
                let digits = month.currency.exponent
                return SheetRow([
                    .text(Period(monthOf: month.first).name), .text(month.currency.code),
                    .integer(Int64(month.documents)), .decimal(month.total.net.padded(digits)),
                    .decimal(month.total.tax.padded(digits)),
                ])
            },
            chart: Chart(
                title: "Tax by month", categories: "Month", series: ["Tax"], measure: "Tax",
                apart: "Currency"))
    }
}
