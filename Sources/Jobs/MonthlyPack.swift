package import Access
package import Domain
package import Services

/// A clinic's month in one snapshot: tax, registers of templates, and billing, under one certificate.
///
/// Made apart, its parts would see different moments, and what holds between them would fail falsely.
package struct MonthlyPack: Job {
    package static let kind = "close.pack"
    private let tax = TaxReconciliation()
    private let templates = TemplateReports()
    private let billing = BillingReconciliation()
    /// The template whose total is what the roll-forward of receivables closes with.
    private static let aging = "receivables-aging"

    package init() {}

    /// What each part found.
    package struct Output {
        let tax: TaxReconciliation.Output
        let templates: TemplateReports.Output
        let billing: BillingReconciliation.Output
    }

    package func statements(_ plan: Plan) -> [String] {
        tax.statements(plan) + templates.statements(plan) + billing.statements(plan)
    }

    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> Output {
        // What is wrong with a template is found before millions of lines are read.
        let templates = try templates.read(plan, from: snapshot, telling: progress)
        return Output(
            tax: try tax.read(plan, from: snapshot, telling: progress), templates: templates,
            billing: try billing.read(plan, from: snapshot, telling: progress))
    }

    package func report(_ output: Output, _ plan: Plan) throws -> Report {
        let parts = [
            try tax.report(output.tax, plan), try templates.report(output.templates, plan),
            try billing.report(output.billing, plan),
        ]
        return Report(
            title: plan.title, ties: parts.flatMap(\.ties) + between(output, plan),
            sheets: parts.flatMap(\.sheets),
            rulesVersion: parts.map(\.rulesVersion).joined(separator: ", "),
            breaks: parts.reduce(0) { $0 + $1.breaks }, totals: parts.flatMap(\.totals))
    }

    /// What must be equal between parts, from different statements.
    private func between(_ output: Output, _ plan: Plan) -> [Tie] {
        guard let part = output.templates.first(where: { $0.fold.name == Self.aging }) else {
            return []
        }
        let flows = output.billing.receivables
        let others = Set(flows.map(\.currency)).subtracting(part.fold.currencies)
        let currencies = part.fold.currencies + others.sorted { $0.code < $1.code }
        return currencies.compactMap { currency in
            guard let aging = part.fold.total(of: "total", in: currency) else { return nil }
            let closing = flows.first { $0.currency == currency }?.closing
            return Tie(
                "Receivables: aging = closing of the roll-forward (\(currency.code))", aging,
                closing ?? Fixed(unscaled: 0, scale: currency.exponent),
                sheet: part.fold.sheetName(
                    others.contains(currency) ? plan.clinic.currency : currency))
        }
    }

    package func record(
        _ output: Output, _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {
        try tax.record(output.tax, plan, run: run, in: transaction)
        try billing.record(output.billing, plan, run: run, in: transaction)
    }
}
