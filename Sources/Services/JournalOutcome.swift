package import Domain

/// A period's journal, beside what registers say of its control accounts.
package struct JournalOutcome: Sendable {
    /// Of how facts become entries; a change of it is another result.
    package static let rulesVersion = "journal-2"

    /// What the next revision posts.
    package let fresh: JournalLines
    /// What the latest revision posted, if what is to stand in the books is what it made stand there.
    package let standing: JournalLines
    /// SHA-256 of all that is to stand in the books, whoever posted it when.
    package let content: String
    package let trial: TrialBalance
    package let rules: [JournalEvent: PostingRule]
    /// Rows that no entry could be made of.
    package let refusals: [Refusal]
    package let registers: [JournalRegister]
    /// Gateways' own words on what they owe.
    package let balances: [GatewayBalance]
    /// Of the general ledger, on the last day and on the day before the first.
    package let ledger: (closing: [ImportedBalance], opening: [ImportedBalance])
    /// The reconciliation whose typed differences post, such as `monthly-pack, revision 2`.
    package let reconciled: String?

    /// A row of the books that stands in no entry.
    package struct Refusal: Sendable, Equatable {
        package let key: JournalKey
        package let error: AppError

        package init(_ key: JournalKey, _ error: AppError) {
            (self.key, self.error) = (key, error)
        }
    }

    package init(
        lines: (fresh: JournalLines, standing: JournalLines), content: String,
        trial: TrialBalance, rules: [JournalEvent: PostingRule], refusals: [Refusal],
        registers: [JournalRegister], balances: [GatewayBalance],
        ledger: (closing: [ImportedBalance], opening: [ImportedBalance]), reconciled: String?
    ) {
        (fresh, standing) = lines
        self.content = content
        self.trial = trial
        self.rules = rules
        self.refusals = refusals.sorted { $0.key < $1.key }
        self.registers = registers
        self.balances = balances
        self.ledger = ledger
        self.reconciled = reconciled
    }

    /// A balance of the ledger; `nil` where nobody imported it.
    func balance(_ account: String, _ currency: Currency, isOpening: Bool) -> Fixed? {
        (isOpening ? ledger.opening : ledger.closing).first {
            $0.account == account && $0.currency == currency
        }?.amount
    }
}

extension JournalComposer {
    /// Refuses a journal of which the map lacks a rule.
    ///
    /// - Throws: `accountMapInvalid` with kind, count and sums of each.
    package func assertComplete(of clinic: Clinic) throws(AppError) {
        guard !lacking.isEmpty else { return }
        let kinds = lacking.sorted { $0.key.rawValue < $1.key.rawValue }.map { event, lack in
            let sums = lack.sums.sorted { $0.key.code < $1.key.code }.map { currency, sum in
                "\(Fixed(unscaled: sum, scale: currency.exponent)) \(currency.code)"
            }
            return "\(event.rawValue) (\(lack.count) of \(sums.joined(separator: ", ")))"
        }
        throw AppError(
            .accountMapInvalid,
            "clinic \(clinic.slug) has no rule for \(kinds.joined(separator: ", "))")
    }
}
