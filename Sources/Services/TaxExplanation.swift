package import Domain

/// How the tax of one document is worked out, as one would on paper, charged beside recomputed.
///
/// Amounts are minor units of the document's currency, positive as the document is stored. The
/// figures are those of the reconciliation: the same recomputation, asked for its steps.
package struct TaxExplanation: Sendable {
    package let head: TaxDocument
    package let policy: TaxPolicy
    package let pricesIncludeTax: Bool
    package let lines: [Line]
    /// Sums that are rounded once, by group or by document; none where each line is rounded.
    package let sums: [Sum]
    /// What differs, and why: of lines by position, then of the document.
    package let variances: [TaxVariance]

    /// A line, with the base that its tax is worked out of.
    package struct Line: Sendable {
        package let stored: TaxLine
        package let taxCode: String?
        package let category: TaxCategory?
        /// What the tax is worked out of: the net, or the gross where prices include tax.
        package let base: Int64
        package let components: [Component]
        /// Tax charged under names that the rates do not have.
        package let strays: [(name: String, tax: Int64)]
        package let tax: Int64
    }

    /// One tax of a line, from the exact figure to what the line bears.
    package struct Component: Sendable {
        package let name: String
        package let rate: TaxRate
        /// What it takes of the base, and for each thousandth of the quantity.
        package let share: TaxStack.Share
        /// Before anything is rounded, in minor units.
        package let exact: Quotient
        /// Rounded by itself.
        package let rounded: Int64
        /// What the line bears once its group or document was rounded.
        package let due: Int64
        package let charged: Int64
    }

    /// Lines whose component is rounded once.
    package struct Sum: Sendable {
        /// The tax code, where it is one group's.
        package let taxCode: String?
        package let component: String
        package let lines: Int
        package let base: Int64
        /// What earlier credit notes of the invoice hold of it.
        package let earlier: Int64?
        /// The exact tax of both, in minor units; `nil` beyond 38 digits.
        package let exact: Quotient?
        /// The sum of the lines' taxes, each rounded by itself.
        package let ofLines: Int64
        /// What the lines sum to in the end.
        package let due: Int64
    }

    /// An exact quotient; the divisor is positive.
    package struct Quotient: Sendable, Equatable {
        package let dividend: Int128
        package let divisor: Int128
    }

    /// Works the document of an index in the batch out.
    ///
    /// - Throws: why it cannot be computed, with its number and line.
    package init(
        _ batch: TaxBatch, _ document: Int, credits: [CreditCheck] = [], under rules: TaxRules
    ) throws(AppError) {
        let head = batch.documents[document]
        let table = TaxTable(rules)
        var calendar = TaxPolicyCalendar(rules.policies)
        guard let policy = calendar.policy(on: head.rateDay) else {
            throw AppError(.taxPolicyMissing, "document \(head.number), \(head.rateDay)")
        }
        var plain = TaxRecomputation(table)
        try plain.run(batch, document, .line, policy.mode, cumulates: false)
        var final = TaxRecomputation(table)
        try final.run(batch, document, policy.level, policy.mode)
        let paper = Paper(batch: batch, document: document, table: table)
        lines = paper.lines(plain.lines, plain.taxes, final.lines, final.taxes)
        sums = paper.sums(policy.level, plain.lines, plain.taxes, final.taxes)
        self.head = head
        self.policy = policy
        pricesIncludeTax = rules.pricesIncludeTax
        var fold = VarianceFold(rules)
        try fold.consume(batch)
        let outcome = try fold.finish(credits: credits.filter { $0.documentID == head.id })
        if let refusal = outcome.refusals.first(where: { $0.documentID == head.id }) {
            throw refusal.error
        }
        variances = outcome.variances.filter { $0.documentID == head.id }
    }
}

/// Writes a recomputation down.
private struct Paper {
    let batch: TaxBatch
    let document: Int
    let table: TaxTable

    private var head: TaxDocument { batch.documents[document] }

    func lines(
        _ plain: ContiguousArray<TaxRecomputation.Line>, _ rounded: ContiguousArray<Int64>,
        _ final: ContiguousArray<TaxRecomputation.Line>, _ due: ContiguousArray<Int64>
    ) -> [TaxExplanation.Line] {
        zip(head.lines, plain.indices).map { index, place in
            let (stored, line) = (batch.lines[index], plain[place])
            let known = line.stack < table.rules.stacks.count ? table.rules.stacks[line.stack] : nil
            let code = known.map { table.rules.codes[$0.code] }
            var comparison = TaxComparison()
            let shares = table.stacks[line.stack].shares
            _ = comparison.run(batch, index, table.shares[shares])
            let parts = (known?.components ?? []).enumerated().map { offset, component in
                let share = table.shares[shares.lowerBound + offset]
                return TaxExplanation.Component(
                    name: table.rules.componentNames[Int(component.name)], rate: component.rate,
                    share: table.rules.pricesIncludeTax ? component.onGross : component.onNet,
                    exact: TaxExplanation.Quotient(
                        dividend: share.exact(line.amount, line.quantity),
                        divisor: Int128(share.divisor)),
                    rounded: rounded[line.first + offset], due: due[line.first + offset],
                    charged: comparison.charged[offset])
            }
            return TaxExplanation.Line(
                stored: stored, taxCode: code?.code, category: code?.category, base: line.amount,
                components: parts,
                strays: comparison.strays.map {
                    let charge = batch.charges[$0]
                    return (batch.componentNames[Int(charge.component)], charge.tax)
                }, tax: final[place].tax)
        }
    }

    /// By group or component in the order in which they appear.
    func sums(
        _ level: RoundingLevel, _ lines: ContiguousArray<TaxRecomputation.Line>,
        _ rounded: ContiguousArray<Int64>, _ due: ContiguousArray<Int64>
    ) -> [TaxExplanation.Sum] {
        guard level != .line else { return [] }
        var keys: [(stack: Int?, component: Int32)] = []
        for line in lines {
            for share in table.stacks[line.stack].shares {
                let key = (level == .group ? line.stack : nil, table.shares[share].component)
                if !keys.contains(where: { $0 == key }) { keys.append(key) }
            }
        }
        return keys.compactMap { sum($0.stack, $0.component, lines, rounded, due) }
    }

    private func sum(
        _ stack: Int?, _ component: Int32, _ lines: ContiguousArray<TaxRecomputation.Line>,
        _ rounded: ContiguousArray<Int64>, _ due: ContiguousArray<Int64>
    ) -> TaxExplanation.Sum? {
        var (count, base, before): (Int, Int64, Int64) = (0, 0, 0)
        var (ofLines, inTheEnd): (Int64, Int64) = (0, 0)
        var exact = TaxSum()
        for line in lines where stack == nil || line.stack == stack {
            guard let share = table.share(of: component, in: line.stack) else { continue }
            let place = line.first + share - table.stacks[line.stack].shares.lowerBound
            count += 1
            (base, ofLines) = (base &+ line.amount, ofLines &+ rounded[place])
            inTheEnd = inTheEnd &+ due[place]
            guard table.shares[share].add(line.amount, line.quantity, to: &exact) else {
                return nil
            }
        }
        for index in head.earlier {
            let credited = batch.earlier[index]
            guard
                let of = try? table.stack(
                    of: credited.codeIndex, on: head.rateDay, head.number),
                stack == nil || of == stack, let share = table.share(of: component, in: of)
            else { continue }
            before = before &+ credited.amount
            guard table.shares[share].add(credited.amount, credited.quantity, to: &exact) else {
                return nil
            }
        }
        return TaxExplanation.Sum(
            taxCode: stack.map { table.rules.codes[table.rules.stacks[$0].code].code },
            component: table.rules.componentNames[Int(component)], lines: count, base: base,
            earlier: head.earlier.isEmpty ? nil : before, exact: exact.quotient,
            ofLines: ofLines, due: inTheEnd)
    }
}
