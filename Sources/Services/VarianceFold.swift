package import Domain

/// Says where the tax charged and the rules disagree, and sums both for the return.
///
/// Pure: no clock, no I/O. The same rules and documents give the same outcome, in whatever order
/// and batches they come. Memory grows with variances and codes, not with lines.
package struct VarianceFold: ~Copyable {
    private let table: TaxTable
    private var recomputation: TaxRecomputation
    private var comparison = TaxComparison()
    private var inquiry: TaxInquiry
    private var tally: TaxTally
    private var policies: TaxPolicyCalendar
    private var names: TaxNames
    private var found: [TaxVariance] = []

    package init(_ rules: TaxRules) {
        table = TaxTable(rules)
        recomputation = TaxRecomputation(table)
        inquiry = TaxInquiry(table)
        tally = TaxTally(table)
        policies = TaxPolicyCalendar(rules.policies)
        names = TaxNames(rules.componentNames)
    }

    /// Recomputes the batch's documents, counts every line and keeps those that differ.
    ///
    /// - Throws: `taxRateMissing`, `taxPolicyMissing`, `lineQuantityNegative`, `numericOutOfRange`
    ///   at the first line or document concerned; the fold is of no use afterwards.
    package mutating func consume(_ batch: TaxBatch) throws(AppError) {
        names.learn(batch.componentNames)
        for document in batch.documents.indices {
            guard let policy = policies.policy(on: batch.documents[document].rateDay) else {
                let (number, day) = (
                    batch.documents[document].number, batch.documents[document].rateDay
                )
                throw AppError(.taxPolicyMissing, "document \(number), \(day)")
            }
            try consume(batch, document, policy)
        }
    }

    /// The outcome, once every document and every credit note has been seen.
    ///
    /// - Throws: `numericOutOfRange` when a total is more than `Int64` holds.
    package func finish(credits: [CreditCheck]) throws(AppError) -> TaxOutcome {
        var variances = found
        for check in credits {
            if let excess = try check.variance { variances.append(excess) }
        }
        variances.sort(by: TaxVariance.precedes)
        let summary = TaxSummary(tally: tally, names: names.all)
        return TaxOutcome(
            summary: try summary.rows(), variances: variances, totals: try summary.totals())
    }

    private mutating func consume(
        _ batch: TaxBatch, _ document: Int, _ policy: TaxPolicy
    ) throws(AppError) {
        try recomputation.run(batch, document, policy.level, policy.mode)
        tally.open(batch, document)
        inquiry.open()
        var charged: Int128 = 0
        var index = batch.documents[document].lines.lowerBound
        for place in recomputation.lines.indices {
            charged += Int128(batch.lines[index].tax)
            if isEqual(batch, index, place) {
                countEqual(batch, index, place)
            } else {
                try compare(batch, document, place, policy)
            }
            index += 1
        }
        if charged != Int128(batch.documents[document].tax) {
            found.append(try .sumMismatch(batch.documents[document], lines: charged))
        }
    }

    /// Whether the components charged are those of the rates, one by one.
    @inline(__always)
    private func isEqual(_ batch: TaxBatch, _ index: Int, _ place: Int) -> Bool {
        let stack = recomputation.lines[place].stack
        let shares = table.stacks[stack].shares
        guard batch.lines[index].tax == recomputation.lines[place].tax, stack != table.none,
            batch.lines[index].charges.count == shares.count
        else { return false }
        var charge = batch.lines[index].charges.lowerBound
        var tax = recomputation.lines[place].first
        for share in shares {
            guard batch.charges[charge].tax == recomputation.taxes[tax],
                batch.charges[charge].component == table.shares[share].component
            else { return false }
            charge += 1
            tax += 1
        }
        return true
    }

    @inline(__always)
    private mutating func countEqual(_ batch: TaxBatch, _ index: Int, _ place: Int) {
        let line = recomputation.lines[place]
        tally.count(
            line.stack, net: batch.lines[index].net, charged: line.tax, recomputed: line.tax)
        var tax = line.first
        for share in table.stacks[line.stack].shares {
            let amount = recomputation.taxes[tax]
            tally.count(share: share, charged: amount, recomputed: amount)
            tax += 1
        }
    }

    /// Counts a line by the names of its components and asks why it differs, if it does.
    private mutating func compare(
        _ batch: TaxBatch, _ document: Int, _ place: Int, _ policy: TaxPolicy
    ) throws(AppError) {
        let index = batch.documents[document].lines.lowerBound + place
        let line = recomputation.lines[place]
        let shares = table.stacks[line.stack].shares
        guard comparison.run(batch, index, table.shares[shares]) else {
            throw TaxVariance.outOfRange(batch.documents[document], batch.lines[index].id)
        }
        tally.count(
            line.stack, net: batch.lines[index].net, charged: batch.lines[index].tax,
            recomputed: line.tax)
        var agrees = batch.lines[index].tax == line.tax && line.stack != table.none
        agrees = agrees && comparison.strays.isEmpty
        for (offset, share) in shares.enumerated() {
            let (charged, due) = (
                comparison.charged[offset], recomputation.taxes[line.first + offset]
            )
            tally.count(share: share, charged: charged, recomputed: due)
            agrees = agrees && charged == due
        }
        for stray in comparison.strays {
            let charge = batch.charges[stray]
            tally.count(
                stray: names.own(charge.component), of: line.stack, charged: Int128(charge.tax))
        }
        tally.count(stray: -1, of: line.stack, charged: comparison.notSplit)
        guard !agrees else { return }
        tally.countVariance()
        let question = TaxInquiry.Question(
            batch: batch, document: document, place: place, asked: line,
            taxes: recomputation.taxes[line.first..<(line.first + shares.count)],
            comparison: comparison, policy: policy)
        let (reason, words) = inquiry.reason(question)
        found.append(try .line(question, table.rules, reason, words))
    }
}
