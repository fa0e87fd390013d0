import Domain
import Matching
import Sheets

extension BillingSheets {
    /// What matched although its sides differ, and what the difference is.
    var differences: Sheet? {
        let matches = outcome.found.results.matches.filter { $0.differenceType != nil }
        guard !matches.isEmpty else { return nil }
        let isTotalled = Set(matches.map(\.difference.currency)).count == 1
        return Sheet(
            name: BillingTies.differences, slug: "differences", title: "Typed differences",
            notes: [
                "Difference = ledger − other side: of an exchange a loss where it is positive.",
                "By hand, or within what the job's file allows (terms: tolerances).",
            ],
            columns: [
                Column("Type"), Column("Link"), Column("Ledger"), Column("Other side"),
                Column("Currency"), Column("Difference", .decimal, isTotalled: isTotalled),
                Column("Rule"), Column("Evidence"),
            ],
            rows: matches.map { match in
                SheetRow([
                    .text(match.differenceType?.rawValue ?? ""), .text(match.link.title),
                    .text(Self.items(match.leftKind, match.left)),
                    .text(match.link == .invoice ? "" : Self.items(match.rightKind, match.right)),
                    .text(match.difference.currency.code), .money(match.difference),
                    .text(match.rule.rawValue), .text(match.evidence),
                ])
            })
    }

    private static func items(_ kind: ItemKind, _ ids: [Int64]) -> String {
        BillingItem.text(ids.map { BillingItem(kind, $0) })
    }
}
