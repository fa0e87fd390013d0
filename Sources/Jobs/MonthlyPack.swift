package import Access
package import Domain
import Repositories
package import Services

/// A clinic's month in one snapshot: tax, registers of templates, and billing, under one certificate.
///
/// Made apart, its parts would see different moments, and what holds between them would fail falsely.
package struct MonthlyPack: Job {
    package static let kind = "close.pack"
    private let tax = TaxReconciliation()
    private let templates = TemplateReports()
    private let billing = BillingReconciliation()
    private let closing = ClosingRepository()
    /// The template whose total is what the roll-forward of receivables closes with.
    private static let aging = "receivables-aging"
    /// The template of every document that was issued.
    private static let register = "sales-register"

    package init() {}

    /// What each part found.
    package struct Output {
        let tax: TaxReconciliation.Output
        let templates: TemplateReports.Output
        let billing: BillingReconciliation.Output
        let documents: [BookedDocument]
    }

    package func statements(_ plan: Plan) -> [String] {
        tax.statements(plan) + templates.statements(plan) + billing.statements(plan)
            + [ClosingRepository.SQL.documents.rawValue]
    }

    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> Output {
        let plan = try plan.knowingLate(from: snapshot)
        // What is wrong with a template is found before millions of lines are read.
        let templates = try templates.read(plan, from: snapshot, telling: progress)
        return Output(
            tax: try tax.read(plan, from: snapshot, telling: progress), templates: templates,
            billing: try billing.read(plan, from: snapshot, telling: progress),
            documents: try closing.documents(
                of: plan.clinic, in: plan.period, late: try plan.late(from: snapshot),
                from: snapshot))
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
            breaks: parts.reduce(0) { $0 + $1.breaks }, totals: parts.flatMap(\.totals),
            documents: output.documents)
    }

    /// What must be equal between parts, from different statements.
    private func between(_ output: Output, _ plan: Plan) -> [Tie] {
        let flows = output.billing.receivables
        let issued = output.tax.moves.map { ($0.currency, $0.issued.net) }
        let sold = flows.map {
            ($0.currency, $0.invoices.subtracting($0.creditNotes).adding($0.lateDocuments))
        }
        let parts: [(name: String, template: String, column: String, [(Currency, Fixed)])] = [
            (
                "Sales register: net = documents issued, as tax reads them", Self.register, "net",
                issued
            ),
            (
                "Sales register: gross = invoices less credit notes, and late ones, of the "
                    + "roll-forward", Self.register, "gross", sold
            ),
            (
                "Receivables: aging = closing of the roll-forward", Self.aging, "total",
                flows.map { ($0.currency, $0.closing) }
            ),
        ]
        return parts.flatMap { name, template, column, figures in
            ties(name, template, column, output, plan, Dictionary(uniqueKeysWithValues: figures))
        }
    }

    /// A total of a template's sheet against figures of another part, in each currency that either has.
    private func ties(
        _ name: String, _ template: String, _ column: String, _ output: Output, _ plan: Plan,
        _ figures: [Currency: Fixed]
    ) -> [Tie] {
        guard let fold = output.templates.first(where: { $0.fold.name == template })?.fold else {
            return []
        }
        let others = Set(figures.keys).subtracting(fold.currencies)
        return (fold.currencies + others.sorted { $0.code < $1.code }).compactMap { currency in
            guard let total = fold.total(of: column, in: currency) else { return nil }
            let zero = Fixed(unscaled: 0, scale: currency.exponent)
            return Tie(
                "\(name) (\(currency.code))", total,
                (figures[currency] ?? zero).padded(total.scale),
                sheet: fold.sheetName(others.contains(currency) ? plan.clinic.currency : currency))
        }
    }

    package func record(
        _ output: Output, _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {
        try tax.record(output.tax, plan, run: run, in: transaction)
        try billing.record(output.billing, plan, run: run, in: transaction)
        try closing.keep(output.documents, of: plan.clinic.id, run: run, in: transaction)
        try closing.keep(
            output.billing.receivables.map {
                BookedBalance(
                    account: BillingReconciliation.receivables, currency: $0.currency.code,
                    amount: $0.closing)
            }, of: plan.clinic.id, run: run, in: transaction)
    }
}
