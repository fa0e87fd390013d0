import Domain

/// What a bank credits in one sum: a card machine's takings of a day by one method.
struct Machine: Hashable {
    let method: PaymentMethod
    let terminal: String
}

extension BankSide {
    func machine(of row: LinkRow) -> Machine? {
        row.item.kind == .payment ? machines[row.item.id] : nil
    }

    /// A day's takings of a machine, all of one currency.
    private struct Takings: Hashable {
        let machine: Machine
        let day: Day
        let currency: Currency
    }

    /// Pass 4 by method, day and terminal: the line names the terminal, has the day's whole sum, and
    /// comes within the window; neither may have another choice.
    mutating func matchTakings(
        _ terms: BillingTerms, _ decisions: Decisions, _ results: inout BillingResults
    ) {
        guard !machines.isEmpty, !lines.isEmpty else { return }
        var days: [Takings: [LinkRow]] = [:]
        for row in expected {
            guard let machine = machine(of: row) else { continue }
            let key = Takings(machine: machine, day: row.day, currency: row.amount.currency)
            days[key, default: []].append(row)
        }
        // A day stands for itself under the first of its payments.
        var found: [BillingItem: (terminal: String, rows: [LinkRow])] = [:]
        var sums: [LinkRow] = []
        for (key, rows) in days {
            let rows = rows.sorted(by: LinkRow.isBefore)
            guard let sum = Int64(exactly: rows.sum) else { continue }
            found[rows[0].item] = (key.machine.terminal, rows)
            sums.append(LinkRow(rows[0].item, Money(minor: sum, key.currency), on: key.day))
        }
        let named = named(Set(days.keys.map(\.machine.terminal)))
        let pairing = UniquePairing(
            sums, lines.map(\.row), within: 0...terms.policy.windowDays
        ) { one, line in
            guard let day = found[one], named[line]?.contains(day.terminal) == true else {
                return true
            }
            return day.rows.contains { decisions.bars($0.item, line) }
        }
        var gone: Set<BillingItem> = []
        for pair in pairing.pairs {
            guard let day = found[pair.left.item] else { continue }
            results.aggregate(
                day.rows, [pair.right], .bank, .declaredKey,
                evidence: "\(day.rows.count) payments at \(day.terminal) on \(pair.left.day)")
            gone.formUnion(day.rows.map(\.item) + [pair.right.item])
        }
        for one in pairing.ambiguous {
            let rows = one.isLeft ? found[one.row.item]?.rows ?? [] : [one.row]
            for row in rows { results.ambiguous((row, one.isLeft, one.others), .bank) }
            gone.formUnion(rows.map(\.item))
        }
        remove(gone)
    }

    /// Which terminals each line names.
    private func named(_ terminals: Set<String>) -> [BillingItem: Set<String>] {
        let words = terminals.map { (terminal: $0, word: Narration($0)) }
        var named: [BillingItem: Set<String>] = [:]
        for line in lines {
            let text = Narration("\(line.row.reference) \(line.narration)")
            named[line.row.item] = Set(words.filter { text.names($0.word) }.map(\.terminal))
        }
        return named
    }
}
