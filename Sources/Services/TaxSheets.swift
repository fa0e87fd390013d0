import Domain
package import Sheets

/// A tax reconciliation as tables.
package enum TaxSheets {
    /// The summary for the return: one row a code and set of rates, its components below it.
    package static func summary(_ outcome: TaxOutcome) -> Sheet {
        let totalled = Set(outcome.summary.map(\.currency)).count <= 1
        return Sheet(
            name: TaxTies.summary, slug: "tax-summary", title: "Tax summary",
            notes: [
                "Tax charged beside tax recomputed, by tax code and rate. Credit notes count negative.",
                "A component is part of the row above it; its base is not added again.",
            ],
            columns: [
                Column("Tax code"), Column("Category"), Column("Component"),
                Column("Rate %", .decimal), Column("Valid from", .day), Column("Currency"),
                Column("Documents", .integer), Column("Lines", .integer),
                Column("Base", .decimal, isTotalled: totalled),
                Column("Tax charged", .decimal, isTotalled: totalled),
                Column("Tax recomputed", .decimal, isTotalled: totalled),
                Column("Difference", .decimal, isTotalled: totalled),
                Column("Credit notes: base", .decimal, isTotalled: totalled),
                Column("Credit notes: tax", .decimal, isTotalled: totalled),
            ],
            rows: outcome.summary.flatMap(rows))
    }

    private static func rows(_ row: TaxSummaryRow) -> [SheetRow] {
        func money(_ minor: Int64) -> Cell { .money(Money(minor: minor, row.currency)) }
        let only = row.components.count == 1 ? row.components.first : nil
        let head = SheetRow([
            .text(row.taxCode), .text(row.category?.rawValue ?? ""),
            .text(only.map { name($0.component, $0.rate) } ?? ""), percent(only?.rate),
            row.validFrom.map(Cell.day) ?? .empty, .text(row.currency.code),
            .integer(Int64(row.documents)), .integer(Int64(row.lines)), money(row.base),
            money(row.charged), money(row.recomputed), money(row.difference),
            money(row.creditBase), money(row.creditCharged),
        ])
        guard only == nil else { return [head] }
        let parts = row.components.map { part in
            SheetRow(
                [
                    .text(row.taxCode), .empty, .text(name(part.component, part.rate)),
                    percent(part.rate), row.validFrom.map(Cell.day) ?? .empty,
                    .text(row.currency.code), .empty, .empty, .empty, money(part.charged),
                    money(part.recomputed), money(part.difference), .empty, .empty,
                ], mark: .detail)
        }
        return [head] + parts
    }

    /// Every variance with its one reason.
    package static func variances(_ outcome: TaxOutcome) -> Sheet {
        let totalled = Set(outcome.variances.map(\.currency)).count <= 1
        return Sheet(
            name: TaxTies.variances, slug: "tax-variances", title: "Tax variances",
            notes: [
                "Difference = charged − recomputed; a credit note's figures are negative.",
                "Each variance has one reason, the first that holds.",
            ],
            columns: [
                Column("Document"), Column("Line", .integer), Column("Tax code"),
                Column("Currency"), Column("Charged", .decimal, isTotalled: totalled),
                Column("Recomputed", .decimal, isTotalled: totalled),
                Column("Difference", .decimal, isTotalled: totalled),
                Column("Reason", tones: tones), Column("Explanation"),
            ],
            rows: outcome.variances.map { variance in
                func money(_ minor: Int64) -> Cell {
                    .money(Money(minor: minor, variance.currency))
                }
                return SheetRow([
                    .text(variance.document), variance.line.map { .integer(Int64($0)) } ?? .empty,
                    .text(variance.taxCode ?? ""), .text(variance.currency.code),
                    money(variance.charged), money(variance.recomputed),
                    money(variance.difference), .text(variance.reason.rawValue),
                    .text(variance.explanation),
                ])
            })
    }

    /// A cent that another rounding explains is a warning; all else asks for a person.
    private static let tones: [String: Tone] = Dictionary(
        uniqueKeysWithValues: TaxReason.allCases.map {
            ($0.rawValue, $0 == .rounding ? Tone.warn : .bad)
        })

    /// A component's name, with what its percent does not say.
    static func name(_ component: String, _ rate: TaxRate?) -> String {
        guard let rate, rate.kind != .percent || rate.isWithheld else { return component }
        var words: [String] = []
        if rate.kind == .division { words.append("of the gross") }
        if rate.kind == .perUnit {
            words.append("\(Fixed(unscaled: Int128(rate.perUnit), scale: 4).padded(2)) a unit")
        }
        if rate.isWithheld { words.append("withheld") }
        return "\(component) (\(words.joined(separator: ", ")))"
    }

    static func percent(_ rate: TaxRate?) -> Cell {
        guard let rate, rate.kind != .perUnit else { return .empty }
        return .decimal(Fixed(unscaled: Int128(rate.percentMillionths), scale: 6).padded(2))
    }
}
