import Domain
import Sheets

extension Samples {
    static let taxByMonth = Chart(
        title: "Tax by month", categories: "Month", series: ["Tax charged", "Tax recomputed"],
        measure: "Tax", apart: "Currency")

    /// A year of taxes in each of the currencies, under a heading each.
    static func months(
        _ currencies: [Currency], chart: Chart? = taxByMonth, name: String = "Tax by month"
    ) -> Sheet {
        Sheet(
            name: name, slug: name.lowercased().replacing(" ", with: "-"), title: "Tax by month",
            notes: ["2026"],
            columns: [
                Column("Month"), Column("Currency"), Column("Documents", .integer),
                Column("Tax charged", .decimal, isTotalled: currencies.count == 1),
                Column("Tax recomputed", .decimal, isTotalled: currencies.count == 1),
            ],
            rows: currencies.flatMap { currency in
                [SheetRow([.text("In \(currency)")], mark: .heading)]
                    + (1...12).map { month($0, currency) }
            }, chart: chart)
    }

    private static func month(_ month: Int, _ currency: Currency) -> SheetRow {
        SheetRow([
            .text("2026-" + (month < 10 ? "0" : "") + "\(month)"), .text(currency.code),
            .integer(Int64(100 + month)), .money(Money(minor: Int64(month) * 100_025, currency)),
            .money(Money(minor: Int64(month) * 100_000, currency)),
        ])
    }

    /// A register of a figure a day, with a chart.
    static func days(_ days: [Day], _ kind: Chart.Kind = .lines, name: String = "Days") -> Sheet {
        Sheet(
            name: name, slug: "days", title: "Days",
            columns: [Column("Day", .day), Column("Count", .integer)],
            rows: days.map { SheetRow([.day($0), .integer(Int64($0.number))]) },
            chart: Chart(
                title: "By day", kind: kind, categories: "Day", series: ["Count"],
                measure: "Documents"))
    }
}
