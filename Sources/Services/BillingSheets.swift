package import Domain
import Matching
package import Sheets

/// A billing reconciliation as tables.
package struct BillingSheets {
    let outcome: BillingOutcome
    let clinic: Clinic
    let period: Period

    package init(_ outcome: BillingOutcome, of clinic: Clinic, in period: Period) {
        self.outcome = outcome
        self.clinic = clinic
        self.period = period
    }

    /// In the order of the workbook.
    package var all: [Sheet] {
        [
            reconciliation, exceptions, differences, transit, clearing, bank, receivables,
            outcome.exchange?.sheet, completeness, refusals,
        ].compactMap(\.self)
    }

    func money(_ amount: Int128, _ currency: Currency) -> Cell {
        .decimal(Fixed(unscaled: amount, scale: currency.exponent))
    }

    private var opening: String {
        guard let opened = outcome.opened else {
            return
                "No run of the period before is recorded: what was open then is not carried here."
        }
        return "Opened with \(opened.items.count) items that \(opened.period), revision "
            + "\(opened.revision), left open."
    }

    /// By link and code: both sides, and what they differ by.
    private var reconciliation: Sheet {
        let links = BillingLink.allCases.filter { $0 != .control }
        let isTotalled = links.allSatisfy { outcome.currencies(of: $0).count <= 1 }
        return Sheet(
            name: BillingTies.reconciliation, slug: "payment-reconciliation",
            title: "Payment reconciliation",
            notes: [
                "Every item of either side is in one row. Difference = this side − other side.",
                opening,
            ],
            columns: [
                Column("Link"), Column("Result", tones: Self.tones), Column("Currency"),
                Column("Ledger: items", .integer), Column("Ledger: amount", .decimal),
                Column("Other side: items", .integer), Column("Other side: amount", .decimal),
                Column("Difference", .decimal, isTotalled: isTotalled),
            ],
            rows: links.flatMap { link in
                let codes = Set(
                    outcome.found.results.buckets.keys.filter { $0.link == link }.map(\.code))
                return outcome.currencies(of: link).flatMap { currency in
                    codes.sorted().compactMap { row(link, $0, currency) }
                }
            })
    }

    private func row(_ link: BillingLink, _ code: BillingCode, _ currency: Currency) -> SheetRow? {
        let left = outcome.bucket(link, isLeft: true, code, currency)
        let right = outcome.bucket(link, isLeft: false, code, currency)
        guard left.count + right.count > 0 else { return nil }
        return SheetRow([
            .text(link.title), .text(code.rawValue), .text(currency.code), .integer(left.count),
            money(left.amount, currency), .integer(right.count), money(right.amount, currency),
            money(left.amount - right.amount, currency),
        ])
    }

    /// Green is done, yellow waits, red asks for a person.
    static let tones: [String: Tone] = Dictionary(
        uniqueKeysWithValues: BillingCode.allCases.map { code in
            let tone: Tone =
                switch code {
                case .matchedExact, .matchedAggregate, .outOfScope: .good
                case .matchedTolerance, .inTransit, .cutOff, .backdated: .warn
                default: .bad
                }
            return (code.rawValue, tone)
        })

    private var exceptions: Sheet {
        list(
            outcome.found.results.exceptions.filter(\.code.isBreak), BillingTies.exceptions,
            slug: "exceptions", title: "Exceptions",
            notes: [
                "Amount = what the ledger shows more than the other side. Age in days at the end of "
                    + "the period. What stands under Perhaps is only alike: nothing is posted by it.",
                outcome.found.unfollowed.isEmpty
                    ? "Open items are looked for again in the next period."
                    : "Open items are looked for again. Decisions that found nothing to join: "
                        + outcome.found.unfollowed.map(String.init).joined(separator: ", ") + ".",
            ])
    }

    private var transit: Sheet? {
        let items = outcome.found.results.exceptions.filter { !$0.code.isBreak }
        guard !items.isEmpty else { return nil }
        return list(
            items, BillingTies.transit, slug: "in-transit", title: "In transit",
            notes: ["Money on its way, within the agreed days; carried into the next period."])
    }

    private func list(
        _ items: [BillingException], _ name: String, slug: String, title: String, notes: [String]
    ) -> Sheet {
        let isTotalled = Set(items.map(\.amount.currency)).count <= 1
        return Sheet(
            name: name, slug: slug, title: title, notes: notes,
            columns: [
                Column("Result", tones: Self.tones), Column("Link"), Column("Item"),
                Column("Currency"), Column("Amount", .decimal, isTotalled: isTotalled),
                Column("Since", .day), Column("Age", .integer), Column("Open"),
                Column("Other side"), Column("Evidence"), Column("Perhaps"),
                Column("What to do"),
            ],
            rows: items.map { item in
                SheetRow([
                    .text(item.code.rawValue), .text(item.link.title),
                    .text(item.owner.description), .text(item.amount.currency.code),
                    .money(item.amount), .day(item.since),
                    .integer(Int64(period.until.number - item.since.number - 1)),
                    .text(item.isOpen ? "yes" : ""), .text(BillingItem.text(item.others)),
                    .text(item.evidence), .text(item.suggestion), .text(item.code.action),
                ])
            })
    }

    private var completeness: Sheet {
        Sheet(
            name: BillingTies.completeness, slug: "completeness", title: "Completeness",
            notes: [
                "What the database adds up by itself, and earlier items that came along, beside what "
                    + "went into the buckets: nothing is lost, nothing counted twice."
            ],
            columns: [
                Column("Link"), Column("Side"), Column("Currency"),
                Column("Database: items", .integer), Column("Database: amount", .decimal),
                Column("Earlier: items", .integer), Column("Earlier: amount", .decimal),
                Column("Buckets: items", .integer), Column("Buckets: amount", .decimal),
                Column("Difference", .decimal),
            ],
            rows: outcome.inputs.map { input in
                SheetRow([
                    .text(input.link.title), .text(input.name), .text(input.currency.code),
                    .integer(input.count), .decimal(input.amount), .integer(input.brought.count),
                    money(input.brought.amount, input.currency), .integer(input.bucketed.count),
                    .decimal(input.found), .decimal(input.expected.subtracting(input.found)),
                ])
            })
    }

    /// A line of a roll-forward: whose, in which currency, what, how many, how much.
    func line(
        _ owner: String, _ currency: Currency, _ name: String, _ count: Int64?, _ amount: Cell
    ) -> SheetRow {
        SheetRow([
            .text(owner), .text(currency.code), .text(name), count.map(Cell.integer) ?? .empty,
            amount,
        ])
    }

    private var refusals: Sheet? {
        guard !outcome.refusals.isEmpty else { return nil }
        return Sheet(
            name: BillingTies.refusals, slug: "not-read", title: "Rows that could not be read",
            notes: ["Everything else was reconciled; the ties of these rows' sides fail."],
            columns: [Column("Item"), Column("Error"), Column("What is wrong")],
            rows: outcome.refusals.map {
                SheetRow([
                    .text($0.item.description), .text($0.error.code.rawValue),
                    .text($0.error.context),
                ])
            })
    }
}
