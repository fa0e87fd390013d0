import Access
import Domain
import Repositories
import Services

/// The reading of what rates have done in a period.
struct ExchangeReading {
    let clinic: Clinic
    let period: Period
    private let rows = ExchangeRepository()

    init(_ clinic: Clinic, _ period: Period) {
        self.clinic = clinic
        self.period = period
    }

    /// Values what was settled and what is open in other currencies than the clinic's.
    ///
    /// - Returns: `nil` where the receivables have none, and then nothing is read.
    func read(
        _ receivables: [ReceivableFlow], late: LatePostings, from snapshot: some Snapshot
    ) throws -> ExchangeOutcome? {
        let currencies = receivables.map(\.currency).filter { $0 != clinic.currency }
        guard !currencies.isEmpty else { return nil }
        let rates = try rows.rates(of: clinic, for: currencies, in: period, from: snapshot)
        var fold = ExchangeFold(in: clinic.currency, rates, period)
        var refused: [(ItemKind, Int64, AppError)] = []
        let refuse: BillingRepository.Refuse = { refused.append(($0, $1, $2)) }
        try rows.invoices(
            .settled, of: clinic, in: period, late: late, from: snapshot, refuse: refuse
        ) { fold.settle($0) }
        try rows.invoices(
            .open, of: clinic, in: period, late: late, from: snapshot, refuse: refuse
        ) { fold.carry($0) }
        for (kind, id, error) in refused { fold.refuse(kind, id, error) }
        return fold.finish(try rows.sums(of: clinic, in: period, late: late, from: snapshot))
    }
}
