import Domain

/// The ties of a journal: each of its control accounts against a register from another statement.
package struct JournalTies {
    private let outcome: JournalOutcome

    package init(_ outcome: JournalOutcome) { self.outcome = outcome }

    package var all: [Tie] { [refusals] + balanced + controls + stated + ledger }

    private var refusals: Tie {
        Tie(
            "Rows that no entry could be made of = none", count: outcome.refusals.count, 0,
            sheet: outcome.refusals.isEmpty ? nil : JournalSheet.refusals)
    }

    private var balanced: [Tie] {
        outcome.trial.currencies.map { currency in
            let total = outcome.trial.total(currency)
            return Tie(
                "Journal: debit = credit (\(currency.code))",
                Fixed(unscaled: total.debit, scale: currency.exponent),
                Fixed(unscaled: total.credit, scale: currency.exponent),
                sheet: JournalSheet.trial)
        }
    }

    /// One tie an account and currency; where the map has one account for two registers, it is held
    /// against both together.
    private var controls: [Tie] {
        var accounts: [(account: String, kinds: [JournalRegister.Kind])] = []
        for kind in JournalRegister.Kind.allCases {
            guard let account = account(of: kind) else { continue }
            if let place = accounts.firstIndex(where: { $0.account == account }) {
                accounts[place].kinds.append(kind)
            } else {
                accounts.append((account, [kind]))
            }
        }
        return accounts.flatMap { account, kinds in
            let registers = outcome.registers.filter { kinds.contains($0.kind) }
            let currencies = Set(
                registers.map(\.currency)
                    + outcome.trial.accounts.keys.filter { $0.account == account }.map(\.currency))
            return currencies.sorted { $0.code < $1.code }.map { currency in
                Tie(
                    "\(kinds.map(\.title).joined(separator: "; ")) (\(currency.code))",
                    moved(account, currency), sum(registers, currency), sheet: JournalSheet.trial)
            }
        }
    }

    private func account(of kind: JournalRegister.Kind) -> String? {
        for (event, isDebit) in kind.sides {
            guard let rule = outcome.rules[event] else { continue }
            return isDebit ? rule.debit : rule.credit
        }
        return nil
    }

    private func moved(_ account: String, _ currency: Currency) -> Fixed {
        Fixed(unscaled: outcome.trial.moved(account, currency), scale: currency.exponent)
    }

    private func sum(_ registers: [JournalRegister], _ currency: Currency) -> Fixed {
        registers.filter { $0.currency == currency }
            .reduce(Fixed(unscaled: 0, scale: currency.exponent)) { $0.adding($1.amount) }
    }

    /// Clearing against what the gateways themselves state, where each of them states it.
    private var stated: [Tie] {
        guard let account = account(of: .clearing) else { return [] }
        let moves = outcome.registers.filter { $0.kind == .clearing }
        return Set(outcome.balances.map(\.currency)).sorted { $0.code < $1.code }.compactMap {
            currency in
            let balances = outcome.balances.filter { $0.currency == currency }
            let owners = Set(moves.filter { $0.currency == currency }.map(\.owner))
            guard owners.isSubset(of: balances.map(\.gateway)) else { return nil }
            var change = Fixed(unscaled: 0, scale: currency.exponent)
            for balance in balances {
                guard let opening = balance.opening, let closing = balance.closing else {
                    return nil
                }
                change = change.adding(closing).subtracting(opening).adding(balance.cutOff)
            }
            return Tie(
                "Gateway clearing: journal = what gateways state (\(currency.code))",
                moved(account, currency), change, sheet: JournalSheet.trial)
        }
    }

    /// Accounts whose balances somebody imported for both ends of the period.
    private var ledger: [Tie] {
        outcome.trial.accounts.keys.sorted().compactMap { key in
            guard let before = outcome.balance(key.account, key.currency, isOpening: true),
                let after = outcome.balance(key.account, key.currency, isOpening: false)
            else { return nil }
            return Tie(
                "Ledger, \(key.account): before and journal = after (\(key.currency.code))",
                before.adding(moved(key.account, key.currency)), after,
                sheet: JournalSheet.trial)
        }
    }
}
