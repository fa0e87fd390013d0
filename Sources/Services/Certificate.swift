package import Domain
package import Sheets

/// The first sheet of a workbook: what was tied to what, and whether it holds.
package enum Certificate {
    /// One row a tie, in the report's order.
    package static func sheet(_ report: Report, of clinic: Clinic, in period: Period) -> Sheet {
        Sheet(
            name: "Certificate", slug: "certificate", title: report.title,
            notes: [
                "\(clinic.name), \(clinic.legalEntity)",
                "Period \(period.name): \(period.from) to \(period.until.adding(days: -1))",
                verdict(report),
            ],
            layout: .certificate,
            columns: [
                Column("Tie"), Column("This side", .decimal), Column("Other side", .decimal),
                Column("Difference", .decimal),
                Column("Result", tones: ["PASS": .good, "FAIL": .bad]), Column("Detail"),
            ],
            rows: report.ties.map(row))
    }

    private static func row(_ tie: Tie) -> SheetRow {
        SheetRow([
            .text(tie.name), .decimal(tie.left), .decimal(tie.right), .decimal(tie.difference),
            .text(tie.holds ? "PASS" : "FAIL"),
            tie.sheet.map { .link(text: "see \($0)", sheet: $0) } ?? .empty,
        ])
    }

    private static func verdict(_ report: Report) -> String {
        let breaks =
            report.breaks == 0
            ? "no differences found"
            : "\(report.breaks) difference\(report.breaks == 1 ? "" : "s") found"
        return report.tiesFailed == 0
            ? "Every tie holds; \(breaks)."
            : "\(report.tiesFailed) of \(report.ties.count) ties FAIL; \(breaks)."
    }
}
