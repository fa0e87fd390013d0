import Controllers
import Jobs
import Repositories
import TestSupport
import Testing

@Suite("Round trips") struct RoundTripTests {
    /// Codes, rates, policies, invoices, lines, the taxes of lines, payments, their allocations,
    /// refunds, exchange rates and accounting periods; a cash basis asks once more.
    private static let tablesRead = 11

    @Test("of a tax reconciliation's reading are no more than the tables that it reads")
    func read() throws {
        let log = try Self.run(TaxReconciliation(), "tax-reconciliation").replicas.statements
        let own = log.filter { $0.hasPrefix("Tax") }
        #expect(own.count <= Self.tablesRead)
        #expect(
            log == [
                "LeaseRepository.seen",
                "TaxRepository.codes", "TaxRepository.rates", "TaxRepository.policies",
                "PostingRepository.late", "TaxRepository.register", "TaxRepository.earlier",
                "TaxRepository.documents",
                "TaxPaymentRepository.advances", "TaxRepository.credits",
                "TaxRepository.moves", "TaxRepository.months",
                "ClinicRepository.localTime", "ClinicRepository.isClosed",
                "CloseRepository.stands",
            ])
    }

    @Test("of its recording are three at most, however many variances there are")
    func record() throws {
        let own = try Self.run(TaxReconciliation(), "tax-reconciliation").primary.statements.filter
        { $0.hasPrefix("TaxRepository.") }
        #expect(own.count <= 3)
        #expect(own == ["TaxRepository.record"])
    }

    @Test("of a whole run touch the primary to claim, record and publish, and never in between")
    func whole() throws {
        #expect(
            try Self.run(TaxReconciliation(), "tax-reconciliation").primary.statements == [
                "LeaseRepository.identify", "RunRepository.expect", "RunRepository.newest",
                "RunRepository.lease", "RunRepository.attempt", "LeaseRepository.beat",
                "LeaseRepository.fence",
                "RecordRepository.lock", "AuditChainRepository.head", "TaxRepository.record",
                "FileRepository.record",
                "AuditRepository.record", "RecordRepository.finish", "RecordRepository.end",
                "LeaseRepository.held", "FileRepository.ofRun", "FileRepository.publish",
                "FileRepository.lose", "LeaseRepository.release",
            ])
    }

    @Test("of an audit rollup are one a question, however many days came late")
    func rollup() throws {
        let (replicas, primary) = try Self.run(AuditRollup(), "audit-rollup")
        let flags = [
            "closedPeriod", "voidAfterPayment", "sameHands", "unreadable", "patientExport",
            "priceOverride", "afterHours", "firstTime",
        ].map { "AuditFlagRepository.\($0)" }
        #expect(
            replicas.statements.filter { $0.hasPrefix("Audit") } == [
                "AuditRollupRepository.count", "AuditRollupRepository.rollup",
            ] + flags + [
                // The seed's months before were never rolled up.
                "AuditRollupRepository.late", "AuditRollupRepository.rollup",
                "AuditRollupRepository.hours", "AuditRollupRepository.found",
            ])
        #expect(
            primary.statements.filter { $0.hasPrefix("AuditRollup") } == [
                "AuditRollupRepository.keep"
            ])
    }

    /// What one run asked of each side.
    private static func run(
        _ job: some Job, _ name: String
    ) throws -> (replicas: StatementLog, primary: StatementLog) {
        let floor = try Floor()
        let (replicas, primary) = (StatementLog(), StatementLog())
        let (site, interrupt) = (floor.site, Interrupt())
        let receipt = try RunController(
            primary: RecordingPrimary(site.primary(), primary),
            replicas: RecordingReplicas(site.servers(interrupt), replicas),
            desk: .init(
                program: "0", tzdata: "0", worker: "test/1", leaseSeconds: 20, minFreeBytes: 0,
                interrupt: interrupt)
        ).perform(
            job, try site.order(job: name), heart: Heart(interrupt: interrupt),
            beatOn: { site.primary() })
        #expect(receipt.breaks > 3)
        return (replicas, primary)
    }
}
