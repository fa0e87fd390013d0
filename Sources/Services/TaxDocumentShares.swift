import Domain

/// What one document adds to each set of rates and component of the return.
///
/// Positive, as the document is stored; in the clinic's currency once converted.
struct TaxDocumentShares {
    struct Group {
        let stack: Int
        var base: Int64
        var tax: Int64
    }

    struct Part {
        let share: Int
        var tax: Int64
    }

    /// In order of appearance.
    private(set) var groups: [Group] = []
    /// In order of appearance; what has another name than the rates know is in the group alone.
    private(set) var parts: [Part] = []

    /// Adds to a set of rates; `false` beyond `Int64`.
    mutating func add(_ stack: Int, base: Int64, tax: Int64) -> Bool {
        let known = groups.firstIndex { $0.stack == stack }
        guard let known else {
            groups.append(Group(stack: stack, base: base, tax: tax))
            return true
        }
        guard let base = groups[known].base.adding(base), let tax = groups[known].tax.adding(tax)
        else { return false }
        groups[known].base = base
        groups[known].tax = tax
        return true
    }

    /// Adds to a component; `false` beyond `Int64`.
    mutating func add(share: Int, tax: Int64) -> Bool {
        let known = parts.firstIndex { $0.share == share }
        guard let known else {
            parts.append(Part(share: share, tax: tax))
            return true
        }
        guard let sum = parts[known].tax.adding(tax) else { return false }
        parts[known].tax = sum
        return true
    }

    /// The same in another currency: the document's base and tax are each converted and rounded
    /// once, half up, and what its groups and their components lack of that goes to the largest,
    /// ties by the order of the rates, so that lines and payments may come in any order.
    ///
    /// The ratio is minor units there for one minor unit here; `nil` beyond `Int64`.
    func converted(by ratio: TaxRatio, _ table: TaxTable) -> TaxDocumentShares? {
        let groups = groups.sorted { $0.stack < $1.stack }
        guard let bases = Self.apportion(groups.map(\.base), ratio),
            let taxes = Self.apportion(groups.map(\.tax), ratio)
        else { return nil }
        var result = TaxDocumentShares()
        for (index, group) in groups.enumerated() {
            result.groups.append(
                Group(stack: group.stack, base: bases[index], tax: taxes[index]))
            let shares = table.stacks[group.stack].shares
            let own = parts.filter { shares.contains($0.share) }.sorted { $0.share < $1.share }
            guard let split = split(own, of: group.tax, to: taxes[index], ratio, table) else {
                return nil
            }
            result.parts += split
        }
        return result
    }

    /// Components of a group converted so that they sum to its converted tax, where they summed
    /// to its tax before.
    private func split(
        _ own: [Part], of tax: Int64, to converted: Int64, _ ratio: TaxRatio, _ table: TaxTable
    ) -> [Part]? {
        let due = own.filter { !table.shares[$0.share].isWithheld }
        let rest = due.reduce(Int128(tax)) { $0 - Int128($1.tax) }
        guard let other = Int64(exactly: rest),
            let taxes = Self.apportion(due.map(\.tax) + [other], ratio, total: converted)
        else { return nil }
        var split = zip(due, taxes).map { Part(share: $0.share, tax: $1) }
        for part in own where table.shares[part.share].isWithheld {
            guard let tax = ratio.rounded(part.tax) else { return nil }
            split.append(Part(share: part.share, tax: tax))
        }
        return split
    }

    /// Each amount converted, and their sum converted once: the difference goes in single units to
    /// the amounts of the largest size, ties by order; amounts of zero stay zero.
    static func apportion(
        _ amounts: [Int64], _ ratio: TaxRatio, total: Int64? = nil
    ) -> [Int64]? {
        var sum: Int128 = 0
        var (parts, reached): ([Int64], Int128) = ([], 0)
        for amount in amounts {
            guard let part = ratio.rounded(amount) else { return nil }
            sum += Int128(amount)
            reached += Int128(part)
            parts.append(part)
        }
        guard let whole = Int64(exactly: sum), let wanted = total ?? ratio.rounded(whole) else {
            return nil
        }
        var left = Int128(wanted) - reached
        let order = amounts.indices.filter { amounts[$0] != 0 }.sorted {
            (amounts[$1].magnitude, $0) < (amounts[$0].magnitude, $1)
        }
        guard !order.isEmpty else { return left == 0 ? parts : nil }
        while left != 0 {
            for place in order where left != 0 {
                guard let changed = parts[place].adding(Int64(left.signum())) else { return nil }
                parts[place] = changed
                left -= left.signum()
            }
        }
        return parts
    }
}
