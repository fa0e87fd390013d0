package import Access
package import Domain
import Matching
import Repositories
package import Scheduling
package import Services

/// Follows a period's money from invoice to bank line, and puts every cent into one bucket.
package struct BillingReconciliation: Job {
    package static let kind = "billing.reconcile"
    /// What the closing of receivables is called among the balances of a close.
    static let receivables = "receivables"
    private let zones: ZoneFolder
    private let rows = BillingRepository()
    private let controls = BillingControlRepository()
    private let kept = BillingResultRepository()

    package init(zones: ZoneFolder = .system) { self.zones = zones }

    /// What was found, beside what the database adds up.
    package typealias Output = BillingOutcome

    package func statements(_ plan: Plan) -> [String] {
        BillingRepository.SQL.allCases.map(\.rawValue) + BillingLookup.SQL.allCases.map(\.rawValue)
            + BillingControlRepository.SQL.allCases.map(\.rawValue)
            + ReceivablesRollForward.allCases.map(\.rawValue)
            + ReceivableRepository.SQL.allCases.map(\.rawValue)
            + ExchangeRepository.SQL.allCases.map(\.rawValue)
            + PostingRepository.SQL.allCases.map(\.rawValue)
            + [ClosingRepository.SQL.balances.rawValue]
            + [
                BillingResultRepository.SQL.before.rawValue,
                BillingResultRepository.SQL.open.rawValue,
            ]
    }

    /// Reads both sides of every link, the smaller one first, and forgets what agrees.
    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> BillingOutcome {
        let (clinic, period) = (plan.clinic, plan.period)
        let before = try kept.before(
            period.from, job: plan.job, of: clinic.id, from: snapshot)
        let expected = try controls.expected(of: clinic, in: period, from: snapshot)
        let zone = try zones.zone(clinic.timeZone)
        let reading = BillingReading(
            clinic, period, open: before?.items ?? [], terms: try terms(plan, from: snapshot),
            expecting: expected, zone: { zone.local($0).day })
        let late = try plan.late(from: snapshot)
        let (sides, statements) = try controls.sides(
            of: clinic, in: period, expecting: expected.payments + expected.transactions,
            from: snapshot
        ) {
            try reading.readGateway(from: snapshot, progress)
            try reading.readBank(from: snapshot, progress)
            return try reading.readReceivables(late: late, from: snapshot)
        }
        let approved = try ClosingRepository().balances(
            before: period.from, of: clinic.id, from: snapshot
        ).filter { $0.account == Self.receivables }
        let receivables = ReceivableFlow.opening(
            with: approved,
            try controls.receivables(of: clinic, in: period, late: late, from: snapshot))
        let exchange = try ExchangeReading(clinic, period).read(
            receivables, late: late, from: snapshot)
        let refusals = reading.refusals + (exchange?.refusals ?? [])
        return BillingOutcome(
            found: reading.finish(), refusals: refusals.sorted(by: BillingRefusal.precedes),
            sides: sides,
            opened: before,
            balances: try controls.balances(of: clinic, in: period, from: snapshot),
            receivables: receivables, statements: statements,
            ledger: try controls.ledger(
                of: clinic, at: period.until.adding(days: -1), from: snapshot),
            exchange: exchange)
    }

    private func terms(_ plan: Plan, from snapshot: some Snapshot) throws -> BillingTerms {
        let clinic = plan.clinic
        var terms = BillingTerms(in: clinic.currency, plan.policy)
        terms.rates = try ExchangeRepository().recent(in: plan.period, from: snapshot)
        terms.fees = try rows.fees(of: clinic, from: snapshot)
        terms.payers = try rows.payers(of: clinic, from: snapshot).map {
            BillingTerms.Payer(id: $0.id, name: $0.name)
        }
        let decisions = MatchRepository()
        terms.rules = try decisions.rules(of: clinic.id, from: snapshot)
        terms.decisions = try decisions.decisions(of: clinic.id, from: snapshot)
        return terms
    }

    package func report(_ output: BillingOutcome, _ plan: Plan) throws -> Report {
        let sheets = BillingSheets(output, of: plan.clinic, in: plan.period)
        return Report(
            title: "Billing reconciliation", ties: BillingTies(output).ties(of: plan.clinic),
            sheets: sheets.all, rulesVersion: BillingOutcome.rulesVersion, breaks: output.breaks,
            totals: output.totals)
    }

    package func record(
        _ output: BillingOutcome, _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {
        let found = output.found.results
        try kept.keep(found.exceptions, of: plan.clinic.id, run: run, in: transaction)
        for match in found.matches {
            try kept.keep(match, of: plan.clinic.id, run: run, in: transaction)
        }
    }
}
