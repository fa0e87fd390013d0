import Domain
package import Sheets

extension TaxSheets {
    /// Each document that does not agree, and all that do in one row a currency.
    package static func documents(_ outcome: TaxOutcome) -> Sheet {
        let totalled = outcome.totals.count <= 1
        return Sheet(
            name: TaxTies.documents, slug: "tax-documents", title: "Documents",
            notes: [
                "Documents that differ, as stated and as recomputed; credit notes count negative.",
                "Difference = tax − recomputed; the part that another rounding explains beside it.",
            ],
            columns: [
                Column("Document"), Column("Kind"), Column("Tax point", .day),
                Column("Currency"), Column("Documents", .integer, isTotalled: true),
                Column("Net", .decimal, isTotalled: totalled),
                Column("Net of lines", .decimal, isTotalled: totalled),
                Column("Tax", .decimal, isTotalled: totalled),
                Column("Recomputed", .decimal, isTotalled: totalled),
                Column("Difference", .decimal, isTotalled: totalled),
                Column("Of rounding", .decimal, isTotalled: totalled),
                Column("Variances", .integer, isTotalled: true),
            ],
            rows: outcome.differences.map(row) + outcome.totals.map { agreed($0, outcome) })
    }

    private static func row(_ found: TaxDocumentDifference) -> SheetRow {
        func money(_ minor: Int64) -> Cell { .money(Money(minor: minor, found.currency)) }
        return SheetRow([
            .text(found.document), .text(found.isCredit ? "credit note" : "invoice"),
            .day(found.taxPoint), .text(found.currency.code), .integer(1), money(found.net),
            money(found.netOfLines), money(found.tax), money(found.recomputed),
            money(found.difference), money(found.ofRounding),
            .integer(Int64(found.variances)),
        ])
    }

    /// What is left of a currency's totals once its documents that differ are taken away.
    private static func agreed(_ totals: TaxTotals, _ outcome: TaxOutcome) -> SheetRow {
        let found = outcome.differences.filter { $0.currency == totals.currency }
        func money(_ total: Int64, _ parts: [Int64]) -> Cell {
            let rest = parts.reduce(Int128(total)) { $0 - Int128($1) }
            return .decimal(Fixed(unscaled: rest, scale: totals.currency.exponent))
        }
        return SheetRow([
            .text("(in agreement)"), .empty, .empty, .text(totals.currency.code),
            .integer(Int64(totals.documents - found.count)),
            money(totals.documentNet, found.map(\.net)),
            money(totals.lineNet, found.map(\.netOfLines)),
            money(totals.documentTax, found.map(\.tax)),
            money(totals.recomputedTax, found.map(\.recomputed)), money(0, []), money(0, []),
            .integer(0),
        ])
    }

    /// Documents and payments that could not be computed; `nil` when there are none.
    package static func refusals(_ outcome: TaxOutcome) -> Sheet? {
        guard !outcome.refusals.isEmpty else { return nil }
        return Sheet(
            name: TaxTies.refusals, slug: "tax-not-computed", title: "Not computed",
            notes: [
                "Documents and payments that cannot be computed are in no other figure of this report.",
                "The certificate fails until there are none.",
            ],
            columns: [
                Column("Document"), Column("Line", .integer), Column("Code"),
                Column("What is wrong"), Column("What to do"),
            ],
            rows: outcome.refusals.map { refusal in
                SheetRow([
                    .text(refusal.document), refusal.line.map { .integer(Int64($0)) } ?? .empty,
                    .text(refusal.error.errorCode), .text(refusal.error.sentence),
                    .text(refusal.error.remedy),
                ])
            })
    }
}
