package import Domain

/// Says where the tax charged and the rules disagree, and sums both for the return.
///
/// Pure: no clock, no I/O. The same rules and documents give the same outcome, in whatever order
/// and batches they come. Memory grows with variances and codes, not with lines. A document that
/// cannot be computed is kept with its reason and counted nowhere else.
package struct VarianceFold: ~Copyable {
    private let table: TaxTable
    private let home: Currency
    private let receipts: TaxReceipts
    private var recomputation: TaxRecomputation
    private var comparison = TaxComparison()
    private var inquiry: TaxInquiry
    private var tally: TaxTally
    private var returns: TaxReturnTally
    private var policies: TaxPolicyCalendar
    private var names: TaxNames
    private var found: [TaxVariance] = []
    private var differences: [TaxDocumentDifference] = []
    private var refusals: [TaxRefusal] = []
    private var paid: [Currency: Int128] = [:]
    private var converted: (base: Int128, tax: Int128) = (0, 0)
    /// Ids of documents among them, whose payments are not counted either.
    private var refused: Set<Int64> = []

    package init(_ rules: TaxRules) {
        table = TaxTable(rules)
        home = rules.currency
        receipts = TaxReceipts(table: table)
        recomputation = TaxRecomputation(table)
        inquiry = TaxInquiry(table)
        tally = TaxTally(table)
        returns = TaxReturnTally(table)
        policies = TaxPolicyCalendar(rules.policies)
        names = TaxNames(rules.componentNames)
    }

    /// Recomputes the batch's documents, counts every line and keeps those that differ.
    ///
    /// - Throws: `numericOutOfRange` where a variance is more than `Int64` holds; the fold is of no
    ///   use afterwards.
    package mutating func consume(_ batch: TaxBatch) throws(AppError) {
        names.learn(batch.componentNames)
        refusals += batch.refusals
        refused.formUnion(batch.refusals.lazy.map(\.documentID))
        for document in batch.documents.indices {
            guard let policy = policies.policy(on: batch.documents[document].rateDay) else {
                let head = batch.documents[document]
                refuse(
                    head,
                    AppError(.taxPolicyMissing, "document \(head.number), \(head.rateDay)"))
                continue
            }
            // A document's head is not copied here: its number would be retained, a fifth of the time.
            let isPlain =
                policy.basis == .accrual && batch.documents[document].currency == home
            do throws(AppError) {
                try recomputation.run(batch, document, policy.level, policy.mode)
            } catch {
                let line = recomputation.current
                refuse(
                    batch.documents[document], error,
                    line: line < 0 ? nil : batch.lines[line].position)
                continue
            }
            if isPlain {
                try consume(batch, document, policy)
            } else {
                try consumeConverted(batch, document, policy)
            }
        }
    }

    /// Counts what payments of a period made due of a document under a cash basis.
    ///
    /// Documents of days under an accrual basis are passed over, and those that were refused.
    package mutating func recognise(_ document: PaidDocument) {
        let moved = Int128(document.through.paid) - Int128(document.before.paid)
        paid[document.currency, default: 0] += moved
        guard policies.policy(on: document.rateDay)?.basis == .cash,
            !refused.contains(document.id)
        else { return }
        do throws(AppError) {
            let before = try receipts.recognised(document, atEnd: false)
            let through = try receipts.recognised(document, atEnd: true)
            returns.add(through, to: .deferral, times: 1)
            returns.add(before, to: .deferral, times: -1)
        } catch {
            refusals.append(
                TaxRefusal(
                    documentID: document.id, document: document.number, line: nil, error: error))
        }
    }

    /// Counts a taxable advance: due when it was received, deducted as it is applied.
    package mutating func count(_ advance: TaxableAdvance) {
        do throws(AppError) {
            guard let policy = policies.policy(on: advance.receivedOn) else {
                throw AppError(
                    .taxPolicyMissing, "payment \(advance.paymentID), \(advance.receivedOn)")
            }
            let received = try receipts.contained(advance, advance.received, policy.mode)
            let before = try receipts.contained(advance, advance.appliedBefore, policy.mode)
            let through = try receipts.contained(advance, advance.appliedThrough, policy.mode)
            returns.add(received, to: .advances, times: 1)
            returns.add(before, to: .advances, times: 1)
            returns.add(through, to: .advances, times: -1)
        } catch {
            refusals.append(
                TaxRefusal(
                    documentID: advance.paymentID, document: "payment \(advance.paymentID)",
                    line: nil, error: error))
        }
    }

    /// The outcome, once every document, payment and credit note has been seen.
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
            summary: try summary.rows(), variances: variances, totals: try summary.totals(),
            returned: try returns.rows(tally, names: names.all),
            differences: differences.sorted(by: TaxDocumentDifference.precedes),
            refusals: refusals.sorted(by: TaxRefusal.precedes), paid: paid,
            converted: converted)
    }

    /// Keeps documents and payments that could not be read.
    package mutating func refuse(_ unread: [TaxRefusal]) { refusals += unread }

    private mutating func refuse(_ head: TaxDocument, _ error: AppError, line: Int32? = nil) {
        refused.insert(head.id)
        refusals.append(
            TaxRefusal(documentID: head.id, document: head.number, line: line, error: error))
    }

    /// The document by rates, in the clinic's currency: for one in another currency, and one
    /// whose tax is due as it is paid.
    private func convert(
        _ batch: TaxBatch, _ document: Int
    ) throws(AppError) -> TaxDocumentShares {
        let head = batch.documents[document]
        var (shares, fits) = (TaxDocumentShares(), true)
        for (index, line) in zip(head.lines, recomputation.lines) {
            let stored = batch.lines[index]
            fits = fits && shares.add(line.stack, base: stored.net, tax: stored.tax)
            for charge in batch.charges[stored.charges] {
                guard let share = table.share(of: charge.component, in: line.stack) else {
                    continue
                }
                fits = fits && shares.add(share: share, tax: charge.tax)
            }
        }
        guard fits else { throw AppError(.numericOutOfRange, "document \(head.number)") }
        return try receipts.home(
            shares, in: head.currency, at: head.exchangeRate, "document \(head.number)")
    }

    private mutating func consumeConverted(
        _ batch: TaxBatch, _ document: Int, _ policy: TaxPolicy
    ) throws(AppError) {
        let head = batch.documents[document]
        let shares: TaxDocumentShares
        let whole: TaxAmount
        do throws(AppError) {
            shares = try convert(batch, document)
            whole = try receipts.whole(batch, document)
        } catch {
            return refuse(head, error)
        }
        try consume(batch, document, policy)
        let sign: Int128 = head.isCredit ? -1 : 1
        if head.currency != home {
            returns.add(shares, to: head.isCredit ? .creditNotes : .invoices, times: sign)
            converted.base += sign * Int128(whole.base)
            converted.tax += sign * Int128(whole.tax)
        }
        if policy.basis == .cash { returns.add(shares, to: .deferral, times: -sign) }
    }

    private mutating func consume(
        _ batch: TaxBatch, _ document: Int, _ policy: TaxPolicy
    ) throws(AppError) {
        tally.open(batch, document)
        inquiry.open()
        let known = found.count
        var (net, charged): (Int128, Int128) = (0, 0)
        var index = batch.documents[document].lines.lowerBound
        for place in recomputation.lines.indices {
            net += Int128(batch.lines[index].net)
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
        if known < found.count || net != Int128(batch.documents[document].net) {
            differences.append(
                try .document(
                    batch.documents[document], net: net, recomputation.lines.lazy.map(\.tax),
                    found[known...]))
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
            throw TaxVariance.outOfRange(batch.documents[document], batch.lines[index].position)
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
