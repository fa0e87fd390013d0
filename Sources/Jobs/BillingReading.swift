import Access
import Domain
import Matching
import Repositories

/// The reading of a billing reconciliation: which rows, in which order.
///
/// A class, because what it has read so far must not be copied.
final class BillingReading {
    private let scope: BillingRepository.Scope
    private let receivableScope: BillingRepository.Scope
    private let terms: BillingTerms
    private var reconciliation: Reconciliation
    /// Rows that the planner expects.
    private let expected: Int64
    private(set) var refusals: [BillingRefusal] = []
    private var done: Int64 = 0
    private let rows = BillingRepository()

    /// Begins with nothing read.
    ///
    /// - Parameters:
    ///   - clinic: whose rows.
    ///   - period: of which days.
    ///   - open: what is open since before it.
    ///   - terms: what was agreed and decided.
    ///   - expected: how many rows, about.
    ///   - zone: the clinic's local day of an instant.
    init(
        _ clinic: Clinic, _ period: Period, open: [OpenItem], terms: BillingTerms,
        expecting expected: (payments: Int64, transactions: Int64),
        zone: @escaping (Instant) -> Day
    ) {
        func scope(_ isReceivable: Bool) -> BillingRepository.Scope {
            let items = open.filter {
                ($0.link == .invoice || $0.link == .allocation) == isReceivable
            }
            func isWin(_ open: OpenItem) -> Bool { open.item.kind == .dispute && open.isPositive }
            return BillingRepository.Scope(
                clinic, period,
                open: Dictionary(
                    grouping: items.filter { !isWin($0) }.map(\.item), by: \.kind
                ).mapValues { Set($0.map(\.id)).sorted() },
                openWins: items.filter(isWin).map(\.item.id))
        }
        (self.scope, receivableScope) = (scope(false), scope(true))
        self.terms = terms
        self.expected = expected.payments + expected.transactions
        reconciliation = Reconciliation(period, terms, zone: zone)
        reconciliation.expectGateway(expected.payments)
    }

    func finish() -> Reconciliation.Output { reconciliation.finish() }

    private func refuse(_ kind: ItemKind, _ id: Int64, _ error: AppError) {
        refusals.append(BillingRefusal(BillingItem(kind, id), error))
    }

    private func tell(_ progress: (RowProgress) -> Void) {
        done += 1
        if done & 0xFFF == 0 { progress(RowProgress(done: done, expected: max(done, expected))) }
    }

    /// Payouts, what the books have of gateways, then the gateways' rows; then other periods' rows
    /// with ids that found nothing.
    func readGateway(from snapshot: some Snapshot, _ progress: (RowProgress) -> Void) throws {
        var payouts: [BillingRepository.PayoutName: Int64] = [:]
        try rows.payouts(scope, from: snapshot, refuse: refuse) { payout, trace, name in
            reconciliation.payout(payout, trace: trace)
            payouts[name] = min(payout.key, payouts[name] ?? .max)
        }
        try rows.payments(scope, from: snapshot, refuse: refuse) {
            reconciliation.payment($0, reference: $1)
            tell(progress)
        }
        try rows.refunds(scope, from: snapshot, refuse: refuse) { refund, way, reference in
            switch way {
            case .gateway: reconciliation.refund(refund, reference: reference)
            case .bank: reconciliation.transfer(refund)
            case .drawer: break
            }
        }
        try rows.disputes(scope, from: snapshot, refuse: refuse) {
            reconciliation.dispute($0, isCarried: $1, isWinCarried: $2)
        }
        try rows.transactions(
            scope, from: snapshot, refuse: refuse,
            number: { reconciliation.gateway(named: $0) },
            payout: { name in
                payouts[.init(name.gateway, name.reference, nil)] ?? payouts[name] ?? 0
            }
        ) {
            reconciliation.transaction($0, reference: $1)
            tell(progress)
        }
        try rows.besidePayouts(scope, from: snapshot, refuse: refuse) {
            reconciliation.besidePayout($0, net: $1)
        }
        let wanted = reconciliation.pairGateway()
        for found in try BillingLookup().gateway(
            wanted, of: scope.clinic, in: scope.period, from: snapshot)
        {
            guard let day = day(of: found) else { continue }
            reconciliation.elsewhere(
                found.item, found.amount, day,
                isCaptured: found.isCaptured, reference: found.reference,
                isLedger: ![.gatewayTransaction, .importSettlement].contains(found.item.kind))
        }
    }

    private func day(of found: BillingLookup.Found) -> Day? {
        found.day ?? found.at.map { reconciliation.day(of: $0) }
    }

    /// Slips, their items, and what the bank booked; then earlier rows that bank lines name.
    func readBank(from snapshot: some Snapshot, _ progress: (RowProgress) -> Void) throws {
        try rows.deposits(scope, from: snapshot, refuse: refuse) {
            reconciliation.deposit($0, name: $1)
        }
        try rows.depositItems(scope, from: snapshot, refuse: refuse) {
            reconciliation.depositItem(slip: $0, payment: $1, amount: $2)
            tell(progress)
        }
        for payment in try BillingLookup().deposited(
            reconciliation.cashOfOtherPeriods, of: scope.clinic, before: scope.period.from,
            from: snapshot)
        {
            reconciliation.depositedBefore(payment: payment)
        }
        try rows.lines(scope, from: snapshot, refuse: refuse) {
            reconciliation.line($0, reference: $1, narration: $2)
            tell(progress)
        }
        let wanted = reconciliation.unknownBankReferences
        for found in try BillingLookup().bank(
            wanted, of: scope.clinic, before: scope.period.from, from: snapshot)
        {
            guard let day = day(of: found) else { continue }
            reconciliation.earlier(
                found.item, found.amount, day, reference: found.reference)
        }
    }

    /// Invoices and payments whose balance changed, statements, and what came late.
    ///
    /// - Returns: the statements.
    func readReceivables(
        late: LatePostings, from snapshot: some Snapshot
    ) throws -> [StatementBalance] {
        let receivables = ReceivableRepository()
        try receivables.invoices(receivableScope, from: snapshot, refuse: refuse) {
            reconciliation.invoice(
                id: $0.id, number: $0.number, dueOn: $0.dueOn,
                owed: Money(minor: $0.gross.minor - $0.credited.minor, $0.gross.currency),
                allocated: $0.allocated)
        }
        try receivables.payments(
            receivableScope, allocationDays: Int(terms.policy.allocationDays), from: snapshot,
            refuse: refuse
        ) {
            reconciliation.allocation(
                id: $0.id, receivedOn: $0.receivedOn, amount: $0.amount,
                used: Money(
                    minor: $0.allocated.minor + $0.returned.minor, $0.amount.currency))
        }
        for late in try receivables.late(
            late, receivableScope, from: snapshot, refuse: refuse)
        {
            reconciliation.backdated(
                late.item, late.amount, late.day, closed: late.closed)
        }
        let statements = try receivables.statements(
            of: scope.clinic, in: scope.period, from: snapshot)
        for statement in statements where statement.from >= scope.period.from {
            reconciliation.statement(statement)
        }
        return statements
    }
}
