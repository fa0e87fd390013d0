import Domain
package import Sheets

/// The sheets of a journal.
package struct JournalSheet {
    static let journal = "Journal"
    static let trial = "Trial balance"
    static let refusals = "Not posted"

    private let outcome: JournalOutcome

    package init(_ outcome: JournalOutcome) { self.outcome = outcome }

    /// In the order of the workbook, with the lines that a revision posts.
    package func all(_ lines: JournalLines) -> [Sheet] {
        [journal(lines), trialBalance, refused].compactMap(\.self)
    }

    private func journal(_ lines: JournalLines) -> Sheet {
        let currencies = outcome.trial.currencies
        let isOne = currencies.count == 1
        func amount(_ title: String) -> Column {
            Column(
                title, .decimal, isTotalled: isOne,
                digits: isOne ? currencies[0].exponent : 0)
        }
        return Sheet(
            name: Self.journal, slug: "journal", title: "Journal",
            notes: [
                "What this revision posts: \(lines.entries) entries, of which \(lines.reversals) "
                    + "take back what an earlier revision posted (-R).",
                outcome.reconciled.map { "Typed differences are those of \($0)." }
                    ?? "No reconciliation of this period is recorded: no typed difference posts.",
            ],
            columns: [
                Column("Date", .day), Column("Journal"), Column("Entry"), Column("Account"),
                Column("Currency"), amount("Debit"), amount("Credit"), Column("Tax code"),
                Column("Source"),
            ],
            rows: lines.shown, isJournal: true)
    }

    /// A line as the journal shows it; one that takes another back has its sides turned round.
    static func row(
        _ line: JournalLine, of entry: JournalEntry, _ id: String, _ isReversal: Bool
    ) -> SheetRow {
        let amount = isReversal ? line.amount.negated : line.amount
        return SheetRow([
            .day(entry.day), .text(entry.key.source.journal), .text(id), .text(line.account),
            .text(amount.currency.code), amount.minor > 0 ? .money(amount) : .empty,
            amount.minor > 0 ? .empty : .money(amount.negated),
            line.taxCode.map(Cell.text) ?? .empty, .text(entry.note),
        ])
    }

    /// What accounts moved by, and what the ledger has.
    private var trialBalance: Sheet {
        Sheet(
            name: Self.trial, slug: "trial-balance", title: "Trial balance of the period",
            notes: [
                "All that is to stand in the books of the period, whichever revision posted it.",
                "Ledger: balances that were imported (`evclinic import ledger`), of the day before the "
                    + "period and of its last day. Difference = before + moved − after.",
            ],
            columns: [
                Column("Account"), Column("Currency"), Column("Debit", .decimal),
                Column("Credit", .decimal), Column("Moved", .decimal),
                Column("Ledger before", .decimal), Column("Ledger after", .decimal),
                Column("Difference", .decimal),
                Column("Ledger", tones: ["TIED": .good, "DIFFERS": .bad]),
            ],
            rows: outcome.trial.currencies.flatMap(accounts))
    }

    private func accounts(_ currency: Currency) -> [SheetRow] {
        func figure(_ minor: Int128) -> Cell {
            .decimal(Fixed(unscaled: minor, scale: currency.exponent))
        }
        let accounts = outcome.trial.accounts.filter { $0.key.currency == currency }
            .sorted { $0.key < $1.key }
        let total = outcome.trial.total(currency)
        return [SheetRow([.text(currency.code)], mark: .heading)]
            + accounts.map { key, sums in
                let before = outcome.balance(key.account, currency, isOpening: true)
                let after = outcome.balance(key.account, currency, isOpening: false)
                let moved = Fixed(unscaled: sums.moved, scale: currency.exponent)
                let difference = before.flatMap { before in
                    after.map { before.adding(moved).subtracting($0) }
                }
                let verdict =
                    difference.map { $0.unscaled == 0 ? "TIED" : "DIFFERS" } ?? "NOT TIED"
                return SheetRow([
                    .text(key.account), .text(currency.code), figure(sums.debit),
                    figure(sums.credit), .decimal(moved), before.map(Cell.decimal) ?? .empty,
                    after.map(Cell.decimal) ?? .empty, difference.map(Cell.decimal) ?? .empty,
                    .text(verdict),
                ])
            } + [
                SheetRow([
                    .text("Total \(currency.code)"), .text(currency.code), figure(total.debit),
                    figure(total.credit), figure(total.moved), .empty, .empty, .empty, .empty,
                ])
            ]
    }

    private var refused: Sheet? {
        guard !outcome.refusals.isEmpty else { return nil }
        return Sheet(
            name: Self.refusals, slug: "not-posted", title: "Rows that no entry could be made of",
            notes: ["They are in no sum of this journal; correct them and run again."],
            columns: [Column("Entry"), Column("Journal"), Column("Code"), Column("Why")],
            rows: outcome.refusals.map { refusal in
                SheetRow([
                    .text(refusal.key.text(version: 1, isReversal: false)),
                    .text(refusal.key.source.journal), .text(refusal.error.errorCode),
                    .text(refusal.error.context),
                ])
            })
    }
}
