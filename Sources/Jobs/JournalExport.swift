package import Access
package import Domain
import Repositories
package import Services

/// Posts a period's events to the accounts that the clinic's map names, and holds the control accounts
/// against registers.
package struct JournalExport: Job {
    package static let kind = "journal.export"
    private let events = JournalRepository()
    private let controls = JournalControlRepository()
    private let billing = BillingControlRepository()
    private let states = JournalStateRepository()
    private let taxes = TaxReconciliation()
    /// Entries that a row of the ledger of postings keeps.
    private static let page = 1000

    package init() {}

    /// What a period posts, beside what registers say.
    package typealias Output = JournalOutcome

    package func statements(_ plan: Plan) -> [String] {
        JournalRepository.SQL.allCases.map(\.rawValue)
            + JournalDocuments.allCases.map(\.rawValue)
            + JournalMoney.allCases.map(\.rawValue)
            + JournalShortPayments.allCases.map(\.rawValue)
            + JournalTransactions.allCases.map(\.rawValue)
            + JournalFiledPayouts.allCases.map(\.rawValue)
            + JournalControlRepository.SQL.allCases.map(\.rawValue)
            + BillingControlRepository.SQL.allCases.map(\.rawValue)
            + ReceivablesRollForward.allCases.map(\.rawValue) + taxes.statements(plan)
    }

    /// Composes entries source by source, then holds them against what earlier revisions posted.
    package func read(
        _ plan: Plan, from snapshot: some Snapshot, telling progress: (RowProgress) -> Void
    ) throws -> JournalOutcome {
        let plan = try plan.knowingLate(from: snapshot)
        let (clinic, period) = (plan.clinic, plan.period)
        let late = try plan.late(from: snapshot)
        let rules = try events.accountMap(of: clinic, from: snapshot)
        let tax = try taxes.read(plan, from: snapshot, telling: progress)
        let reconciled = try events.reconciled(period, of: clinic, from: snapshot)
        let reading = JournalReading(rules, spillingTo: plan.scratch)
        var done: Int64 = 0
        for source in JournalSource.allCases.sorted() {
            switch source {
            case .taxAdvance, .taxDeferral:
                for fact in try taxFacts(source, tax, plan, from: snapshot) {
                    try reading.take(fact)
                }
            default:
                try events.facts(
                    source, of: clinic, in: period, late: late, reconciled: reconciled,
                    from: snapshot,
                    refuse: { reading.refuse($0, $1) }
                ) {
                    try reading.take($0)
                    done += 1
                    if done & 0xFFF == 0 { progress(RowProgress(done: done, expected: 0)) }
                }
            }
        }
        let made = try reading.finish(of: clinic)
        let latest = try states.latest(period, job: plan.job, of: clinic.id, from: snapshot)
        var merge = try JournalMerge(
            made.wanted, hasPast: latest != nil, spillingTo: plan.scratch)
        try states.posted(
            period, job: plan.job, of: clinic.id, latest: latest ?? 0, beside: made.keys,
            from: snapshot
        ) { try merge.take($0) }
        return JournalOutcome(
            lines: try merge.finish(), content: made.digest, trial: made.trial, rules: rules,
            refusals: made.refusals, registers: try registers(tax, plan, from: snapshot),
            balances: try billing.balances(of: clinic, in: period, from: snapshot),
            ledger: (
                closing: try billing.ledger(
                    of: clinic, at: period.until.adding(days: -1), from: snapshot),
                opening: try billing.ledger(
                    of: clinic, at: period.from.adding(days: -1), from: snapshot)
            ),
            reconciled: reconciled.map { "\($0.job), revision \($0.revision)" })
    }

    /// What the return has of advances and of what is due when it is paid, by tax code.
    private func taxFacts(
        _ source: JournalSource, _ tax: TaxReconciliation.Output, _ plan: Plan,
        from snapshot: some Snapshot
    ) throws -> [JournalFact] {
        let (clinic, period) = (plan.clinic, plan.period)
        let isAdvance = source == .taxAdvance
        let rows = tax.outcome.returned.compactMap { row -> (code: String, tax: Int64)? in
            let amount = row.amounts[isAdvance ? .advances : .deferral]?.tax ?? 0
            return amount == 0 ? nil : (row.taxCode, isAdvance ? amount : -amount)
        }
        guard !rows.isEmpty else { return [] }
        let codes = try TaxRepository().rules(of: clinic, from: snapshot).codes
        let ids = Dictionary(codes.map { ($0.code, $0.id) }) { first, _ in first }
        return rows.map { row in
            JournalFact(
                JournalKey(source, taxCode: ids[row.code] ?? 0, from: period.from),
                on: period.until.adding(days: -1), note: "return of \(period.name), \(row.code)",
                isAdvance ? .taxAdvance : .taxDeferral, Money(minor: row.tax, clinic.currency),
                taxCode: row.code)
        }.sorted { $0.key < $1.key }
    }

    private func registers(
        _ tax: TaxReconciliation.Output, _ plan: Plan, from snapshot: some Snapshot
    ) throws -> [JournalRegister] {
        let (clinic, period) = (plan.clinic, plan.period)
        let late = try plan.late(from: snapshot)
        let receivables = try billing.receivables(
            of: clinic, in: period, late: late, from: snapshot
        ).map {
            JournalRegister(.receivables, $0.currency, $0.moved.subtracting($0.opening))
        }
        let rows = try billing.expected(of: clinic, in: period, from: snapshot)
        let (sides, _) = try billing.sides(
            of: clinic, in: period, expecting: rows.payments + rows.transactions, from: snapshot
        ) {}
        let link = sides.filter { $0.link == .gateway }.map {
            JournalRegister(
                .gatewayDifference, $0.currency, $0.isLeft ? $0.amount : $0.amount.negated)
        }
        return receivables + link + Self.registers(of: tax, in: clinic.currency)
            + (try controls.registers(of: clinic, in: period, late: late, from: snapshot))
    }

    /// Tax as it is due: documents by tax point, moved to the day on which they post; then what the
    /// return has beside documents, in the clinic's currency.
    private static func registers(
        of tax: TaxReconciliation.Output, in home: Currency
    ) -> [JournalRegister] {
        func owed(_ amount: Fixed, _ currency: Currency) -> JournalRegister {
            JournalRegister(.tax, currency, amount.padded(currency.exponent).negated)
        }
        let charged = tax.outcome.totals.map {
            owed(Fixed(unscaled: Int128($0.lineTax), scale: $0.currency.exponent), $0.currency)
        }
        let moved = tax.moves.map {
            owed($0.movedOut.tax.subtracting($0.movedIn.tax), $0.currency)
        }
        let beside = tax.outcome.returned.map { row in
            let sum =
                (row.amounts[.advances]?.tax ?? 0) + (row.amounts[.deferral]?.tax ?? 0)
            return owed(Fixed(unscaled: Int128(sum), scale: home.exponent), home)
        }
        return charged + moved + beside
    }

    package func report(_ output: JournalOutcome, _ plan: Plan) throws -> Report {
        let sheets = JournalSheet(output)
        var report = Report(
            title: plan.title, ties: JournalTies(output).all, sheets: sheets.all(output.fresh),
            rulesVersion: JournalOutcome.rulesVersion, breaks: output.refusals.count,
            totals: output.trial.currencies.compactMap { currency in
                Int64(exactly: output.trial.total(currency).debit).map {
                    Report.Total("debit", Money(minor: $0, currency))
                }
            })
        report.standing = sheets.all(output.standing)
        report.content = output.content
        return report
    }

    package func record(
        _ output: JournalOutcome, _ plan: Plan, run: RunID, in transaction: some Transaction
    ) throws {
        try output.fresh.eachPage(Self.page) {
            try states.keep($0, of: plan.clinic.id, run: run, in: transaction)
        }
    }
}
