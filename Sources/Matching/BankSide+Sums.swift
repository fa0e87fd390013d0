import Domain

extension BankSide {
    /// Pass 5: what a payer whom the narration names paid in one sum.
    mutating func addUp(
        _ terms: BillingTerms, _ decisions: Decisions, _ results: inout BillingResults
    ) {
        let names = terms.payers.map { (id: $0.id, name: Narration($0.name)) }
            .filter { $0.name.letters.count >= 4 }
        guard !names.isEmpty, !lines.isEmpty else { return }
        var byPayer: [Int64: [LinkRow]] = [:]
        for row in expected where row.item.kind == .payment {
            if let payer = payers[row.item.id] { byPayer[payer, default: []].append(row) }
        }
        lines.sort { $0.row.item < $1.row.item }
        var claims: [BillingItem: Int] = [:]
        var answers: [(line: Line, rows: [LinkRow], isUnique: Bool)] = []
        for line in lines where line.row.amount.minor > 0 {
            let text = Narration(line.narration)
            let rows = names.filter { text.contains($0.name) }.flatMap { byPayer[$0.id] ?? [] }
                .filter {
                    $0.amount.currency == line.row.amount.currency
                        && abs($0.day.number - line.row.day.number) <= terms.policy.windowDays
                        && !decisions.bars($0.item, line.row.item)
                }.sorted(by: LinkRow.isBefore)
            switch SubsetSum.find(rows.map(\.amount.minor), summing: line.row.amount.minor) {
            case .none, .tooMany: continue
            case .unique(let places): answers.append((line, places.map { rows[$0] }, true))
            case .several(let places): answers.append((line, places.map { rows[$0] }, false))
            }
            for row in answers.last?.rows ?? [] { claims[row.item, default: 0] += 1 }
        }
        var gone: Set<BillingItem> = []
        var unsure: [BillingItem: (row: LinkRow, lines: [BillingItem])] = [:]
        for (line, rows, isUnique) in answers {
            gone.insert(line.row.item)
            if isUnique, rows.allSatisfy({ claims[$0.item] == 1 }) {
                gone.formUnion(rows.map(\.item))
                results.aggregate(
                    rows, [line.row], .bank, .subsetSum,
                    evidence: "\(rows.count) payments, the only ones that come to the sum")
            } else {
                results.ambiguous((line.row, false, rows.map(\.item)), .bank)
                for row in rows { unsure[row.item, default: (row, [])].lines.append(line.row.item) }
            }
        }
        for (item, found) in unsure where gone.insert(item).inserted {
            results.ambiguous((found.row, true, found.lines), .bank)
        }
        remove(gone)
    }
}
