import Domain
import Sheets

/// Sheets of a tax reconciliation, as the clinic worker writes them.
enum Samples {
    static let createdAt = Instant(seconds: 1_793_500_000)

    static func number(_ text: String) -> Cell { Fixed(text).map(Cell.decimal) ?? .text(text) }

    static let certificate = Sheet(
        name: "Certificate", slug: "certificate", title: "Tax reconciliation",
        notes: ["Sunrise Family Clinic", "2026-10"], layout: .certificate,
        columns: [
            Column("Tie"), Column("Difference", .decimal),
            Column("Result", tones: ["PASS": .good, "FAIL": .bad]), Column("Detail"),
        ],
        rows: [
            SheetRow([
                .text("Charged = recomputed"), number("-3.50"), .text("FAIL"),
                .link(text: "Tax summary", sheet: "Tax's summary"),
            ])
        ])

    /// Components are details: their bases stand in the totalled column too.
    static let summary = Sheet(
        name: "Tax's summary", slug: "tax-summary", title: "Tax return summary",
        columns: [
            Column("Tax code"), Column("Component"), Column("Base", .decimal, isTotalled: true),
            Column("Documents", .integer, isTotalled: true),
        ],
        rows: [
            SheetRow([.text("GST5"), .empty, number("1000.10"), .integer(3)]),
            SheetRow([.empty, .text("CGST"), number("1000.10"), .empty], mark: .detail),
            SheetRow([.empty, .text("SGST"), number("1000.10"), .empty], mark: .detail),
            SheetRow([.text("GST18"), .empty, number("-250.05"), .integer(4)]),
        ])

    static let variances = Sheet(
        name: "Variances", slug: "variances", title: "Tax variances",
        columns: [
            Column("Document"), Column("Line [#]", .integer), Column("Day", .day),
            Column("Difference", .decimal, isTotalled: true),
        ],
        rows: (1...40).map { line in
            SheetRow([
                .text("INV-\(line)"), .integer(Int64(line)),
                .day(Day(number: 20_000 + Int32(line))),
                .decimal(Fixed(unscaled: Int128(line * 10 + 1), scale: 2)),
            ])
        })

    static let about = Sheet(
        name: "About", slug: "about", title: "About", layout: .facts,
        columns: [Column("Fact"), Column("Value")],
        rows: [
            SheetRow([.text("As of"), .instant(createdAt)]),
            SheetRow([.text("Provisional"), .bool(false)]),
        ], isProvenance: true)

    static func workbook(_ sheets: [Sheet]) -> Workbook {
        Workbook(
            sheets: sheets, title: "Tax & reconciliation", subject: "2026-10",
            company: "Sunrise Family Clinic", createdAt: createdAt)
    }

    static let whole = workbook([certificate, summary, variances, about])

    /// A register of one column of texts.
    static func texts(_ texts: [String]) -> Sheet {
        Sheet(
            name: "Texts", slug: "texts", title: "Texts", columns: [Column("Text", width: 40)],
            rows: texts.map { SheetRow([.text($0)]) })
    }
}
