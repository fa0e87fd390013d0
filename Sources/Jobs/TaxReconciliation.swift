package import Access
package import Domain
import Repositories
package import Services

/// Compares the tax billed in a period with the tax that its rules ask for.
package struct TaxReconciliation: Job {
    package static let kind = "tax.reconcile"
    private let taxes = TaxRepository()

    package init() {}

    /// What was found, and what the register of documents adds up to.
    package struct Output: Sendable {
        package let outcome: TaxOutcome
        package let register: [TaxRegister]
    }

    package var statements: [String] { TaxRepository.SQL.allCases.map(\.rawValue) }

    /// Feeds the period's documents, batch by batch, to a fold that keeps totals and variances only.
    ///
    /// The register comes first: it says how many lines there are.
    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> Output {
        let rules = try taxes.rules(of: plan.clinic, from: snapshot)
        let register = try register(plan, snapshot)
        let expected = (try? register.get())?.reduce(0) { $0 + $1.lines } ?? 0
        var fold = VarianceFold(rules)
        var done: Int64 = 0
        try taxes.documents(of: plan.clinic, in: plan.period, under: rules, from: snapshot) {
            try fold.consume($0)
            done += Int64($0.lines.count)
            progress(RowProgress(done: done, expected: expected))
        }
        let credits = try taxes.credits(of: plan.clinic, in: plan.period, from: snapshot)
        return Output(
            outcome: try fold.finish(credits: credits),
            register: try register.get().map {
                TaxRegister(
                    currency: $0.currency, documents: Int($0.documents), lines: Int($0.lines),
                    net: $0.net, tax: $0.tax)
            })
    }

    /// The register, or what is wrong with one of its figures.
    ///
    /// That is thrown after the documents have been read, which name the line where it stands.
    private func register(
        _ plan: Plan, _ snapshot: some Snapshot
    ) throws -> Result<[TaxRepository.RegisterTotal], AppError> {
        do {
            return .success(
                try taxes.register(of: plan.clinic, in: plan.period, from: snapshot))
        } catch let error as AppError
            where [.numericNotFinite, .numericOutOfRange, .amountTooPrecise, .currencyUnknown]
            .contains(error.code)
        { return .failure(error) }
    }

    package func report(_ output: Output, _ plan: Plan) throws -> Report {
        let outcome = output.outcome
        return Report(
            title: "Tax reconciliation",
            ties: TaxTies.ties(outcome, register: output.register, of: plan.clinic),
            sheets: [TaxSheets.summary(outcome), TaxSheets.variances(outcome)],
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
