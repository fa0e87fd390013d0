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
        let log = try Self.run().replicas.statements
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
        let own = try Self.run().primary.statements.filter { $0.hasPrefix("TaxRepository.") }
        #expect(own.count <= 3)
        #expect(own == ["TaxRepository.record"])
    }

    @Test("of a whole run touch the primary to claim, record and publish, and never in between")
    func whole() throws {
        #expect(
            try Self.run().primary.statements == [
                "LeaseRepository.identify", "RunRepository.expect", "RunRepository.newest",
                "RunRepository.lease", "RunRepository.attempt", "LeaseRepository.beat",
                "LeaseRepository.fence",
                "RecordRepository.lock", "TaxRepository.record", "FileRepository.record",
                "AuditRepository.record", "RecordRepository.finish", "RecordRepository.end",
                "LeaseRepository.held", "FileRepository.ofRun", "FileRepository.publish",
                "FileRepository.lose", "LeaseRepository.release",
            ])
    }

    /// What one run asked of each side.
    private static func run() throws -> (replicas: StatementLog, primary: StatementLog) {
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
            TaxReconciliation(), try site.order(), heart: Heart(interrupt: interrupt),
            beatOn: { site.primary() })
        #expect(receipt.breaks > 3)
        return (replicas, primary)
    }
}
