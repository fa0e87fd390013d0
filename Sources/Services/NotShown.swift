import Domain
package import Sheets

/// Rows of templates that no sheet could show.
package enum NotShown {
    static let name = "Not shown"

    /// A row each; `nil` when there is none.
    package static func sheet(_ folds: [TemplateFold]) -> Sheet? {
        let rows = folds.flatMap { fold in
            fold.refused.map { row, why in
                SheetRow([
                    .text(fold.name), .integer(Int64(row)), .text(why.errorCode),
                    .text(why.context),
                ])
            }
        }
        guard !rows.isEmpty else { return nil }
        return Sheet(
            name: name, slug: "not-shown", title: "Rows that cannot be shown",
            notes: [
                "They are in no sheet and in no total of this report; correct them and run again."
            ],
            columns: [
                Column("Report"), Column("Row", .integer), Column("Code"), Column("Why"),
            ], rows: rows)
    }
}
