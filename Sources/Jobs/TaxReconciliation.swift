package import Access
package import Domain
import Repositories
package import Services

/// Compares the tax billed in a period with the tax that its rules ask for.
package struct TaxReconciliation: Job {
    package static let kind = "tax.reconcile"
    private let taxes = TaxRepository()
    private let payments = TaxPaymentRepository()

    package init() {}

    /// What was found, and what the register of documents adds up to.
    package struct Output: Sendable {
        package let outcome: TaxOutcome
        package let register: [TaxRegister]
        package let moves: [TaxMoves]
        package let months: [TaxMonth]
        /// What payments brought by currency; `nil` where no tax is due as it is paid.
        package let received: [Currency: Fixed]?
    }

    package func statements(_ plan: Plan) -> [String] {
        TaxRepository.SQL.allCases.map(\.rawValue)
            + TaxPaymentRepository.SQL.allCases.map(\.rawValue)
            + PostingRepository.SQL.allCases.map(\.rawValue)
    }

    /// Feeds the period's documents, batch by batch, to a fold that keeps totals and variances only.
    ///
    /// The register comes first: it says how many lines there are.
    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> Output {
        let rules = try taxes.rules(of: plan.clinic, from: snapshot)
        let late = try plan.late(from: snapshot)
        let register = try taxes.register(
            of: plan.clinic, in: plan.period, late: late, from: snapshot)
        let expected = register.reduce(0) { $0 + Int64($1.lines) }
        var fold = VarianceFold(rules)
        var done: Int64 = 0
        try taxes.documents(
            of: plan.clinic, in: plan.period, late: late, under: rules, from: snapshot
        ) {
            try fold.consume($0)
            done += Int64($0.lines.count)
            progress(RowProgress(done: done, expected: expected))
        }
        var received: [Currency: Fixed]?
        if rules.policies.contains(where: { $0.basis == .cash }) {
            let refusals = try payments.paid(
                of: plan.clinic, in: plan.period, late: late, under: rules, from: snapshot
            ) { fold.recognise($0) }
            fold.refuse(refusals)
            received = Dictionary(
                uniqueKeysWithValues: try payments.received(
                    of: plan.clinic, in: plan.period, late: late, from: snapshot
                ).map { ($0.currency, $0.amount) })
        }
        let refusals = try payments.advances(
            of: plan.clinic, in: plan.period, late: late, under: rules, from: snapshot
        ) { fold.count($0) }
        let (credits, unread) = try taxes.credits(
            of: plan.clinic, in: plan.period, late: late, from: snapshot)
        fold.refuse(refusals + unread)
        return Output(
            outcome: try fold.finish(credits: credits), register: register,
            moves: try taxes.moves(
                of: plan.clinic, in: plan.period, late: late, from: snapshot),
            months: try taxes.months(
                of: plan.clinic, through: plan.period, late: late, from: snapshot),
            received: received)
    }

    package func report(_ output: Output, _ plan: Plan) throws -> Report {
        let outcome = output.outcome
        let ties = TaxTies(
            outcome, register: output.register, moves: output.moves, received: output.received)
        return Report(
            title: "Tax reconciliation", ties: ties.ties(of: plan.clinic),
            sheets: [
                TaxSheets.taxReturn(outcome, of: plan.clinic), TaxSheets.summary(outcome),
                TaxSheets.variances(outcome), TaxSheets.documents(outcome),
                TaxSheets.months(output.months), TaxSheets.refusals(outcome),
            ].compactMap(\.self),
            rulesVersion: TaxOutcome.rulesVersion, breaks: outcome.variances.count,
            totals: outcome.totals.flatMap { totals in
                [
                    Report.Total("base", Money(minor: totals.lineNet, totals.currency)),
                    Report.Total("charged", Money(minor: totals.lineTax, totals.currency)),
                    Report.Total("recomputed", Money(minor: totals.recomputedTax, totals.currency)),
                    Report.Total(
                        "difference",
                        Money(minor: totals.lineTax - totals.recomputedTax, totals.currency)),
                ]
            })
    }

    package func record(
        _ output: Output, _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {
        try taxes.record(output.outcome.variances, of: plan.clinic.id, run: run, in: transaction)
    }
}
