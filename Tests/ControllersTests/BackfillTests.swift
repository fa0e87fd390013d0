import Access
import Controllers
import Domain
import Jobs
import Persistence
import Repositories
import TestSupport
import Testing

/// Backfills on a real ledger: three clinics, four days, a few runs at a time.
@Suite("Backfill") struct BackfillTests {
    private let ledger: Ledger
    private let primary: PrimaryServer
    private let files = ["a": Ledger.job("0 0 1 1 *")]
    private let operator_ = AuditRepository.Actor(login: "operator:test", role: "operator")

    init() throws {
        ledger = try Ledger(["UTC", "Asia/Tokyo", "UTC"])
        primary = ledger.database.primary()
        try ledger.tick("09 12:00", files)
    }

    private var job: JobDefinition {
        get throws { try #require(Ledger.catalogue(files).jobs.first) }
    }

    private func parts(
        _ selection: BackfillRepository.Selection, days: ClosedRange<Int> = 1...4
    ) throws -> [BackfillRepository.Part] {
        let pairs = days.flatMap { day in
            (1...3).map { (ClinicID(rawValue: $0), "2025-11-\(day.padded(2))") }
        }
        return try primary.transaction(of: nil) {
            try BackfillRepository().parts(of: "a", pairs, selection, from: $0)
        }
    }

    private func begin(
        _ selection: BackfillRepository.Selection, concurrency: Int = 5
    ) throws -> Int64 {
        try LedgerController(primary: primary).beginBackfill(
            of: job, periods: "2025-11-01..2025-11-04", selection, concurrency: concurrency,
            parts(selection), by: operator_)
    }

    private func standing(_ id: Int64) throws -> String {
        let entry = try primary.transaction(of: nil) {
            try BackfillRepository().entries(id, from: $0)
        }[0]
        let end = entry.endedAt == nil ? "open" : "ended"
        return "\(entry.planned) \(entry.queued) \(entry.done) \(entry.failed) \(end)"
    }

    @Test("makes each run of its range once, so many at a time, the oldest period first")
    func whole() throws {
        let id = try begin(.all)
        #expect(try standing(id) == "12 0 0 0 open")
        try ledger.tick("09 12:01", files)
        try ledger.tick("09 12:02", files)
        #expect(try standing(id) == "7 5 0 0 open", "five at once, however often one ticks")
        #expect(
            try ledger.perform().map { "\($0.clinic?.rawValue ?? 0) \($0.period)" }.sorted() == [
                "1 2025-11-01", "1 2025-11-02", "2 2025-11-01", "2 2025-11-02", "3 2025-11-01",
            ])
        for minute in 3..<6 {
            try ledger.tick("09 12:0\(minute)", files)
            try ledger.perform()
        }
        try ledger.tick("09 12:07", files)
        #expect(try standing(id) == "0 0 12 0 ended")
        #expect(
            try ledger.told("SELECT DISTINCT reason FROM worker.run") == ["backfill \(id)"])
        #expect(
            try ledger.told("SELECT action FROM clinic.audit_log")
                == Array(repeating: "backfill.begin", count: 3), "in each clinic's trail")
    }

    @Test("takes of the range what is missing, failed, changed, or all of it")
    func selections() throws {
        #expect(try parts(.missing).count == 12)
        _ = try begin(.missing, concurrency: 2)
        try ledger.tick("09 12:01", files)
        try ledger.perform(1)
        try ledger.perform(1, digest: nil)
        #expect(try parts(.changed).map(\.state) == ["done"])
        #expect(try parts(.failed).map(\.state) == ["failed"])
        #expect(try parts(.missing).count == 10)
        #expect(try parts(.all).count == 12)
    }

    @Test("goes on where it was cancelled, whatever it was to make", arguments: ["all", "changed"])
    func resume(_ word: String) throws {
        if word == "changed" {
            _ = try begin(.all, concurrency: 12)
            try ledger.tick("09 12:01", files)
            try ledger.perform()
            try ledger.tick("09 12:02", files)
        }
        let id = try begin(#require(BackfillRepository.Selection(rawValue: word)), concurrency: 4)
        let controller = LedgerController(primary: primary)
        try ledger.tick("09 12:03", files)
        try ledger.perform()
        try ledger.tick("09 12:04", files)
        #expect(try controller.cancelBackfill(id, by: operator_) == 4)
        try ledger.perform()
        try ledger.tick("09 12:05", files)
        #expect(try standing(id).hasSuffix("ended"))
        let before = try ledger.told("SELECT count(*)::text FROM worker.run_attempt")

        #expect(try controller.resumeBackfill(id, by: operator_) == 4)
        try ledger.tick("09 12:06", files)
        #expect(try ledger.perform().count == 4)
        try ledger.tick("09 12:07", files)
        #expect(try standing(id) == "0 0 12 0 ended")
        #expect(
            try ledger.told("SELECT (count(*) - 4)::text FROM worker.run_attempt") == before)
    }

    @Test("of a clinic whose zone is wrong makes the others, and keeps nothing else waiting")
    func zone() throws {
        let id = try begin(.all, concurrency: 12)
        try ledger.change("UPDATE clinic.clinic SET time_zone = 'Mars/Olympus' WHERE id = 2")
        let outcome = try ledger.tick("09 12:01", files)
        #expect(outcome.queued == 12)
        #expect(try ledger.perform().count == 8)
        try ledger.tick("09 12:02", files)
        #expect(try standing(id) == "0 0 8 4 ended")
        #expect(try parts(.all).count == 8, "a new one leaves that clinic out")
    }

    @Test("queues again, with an event that says why, what has a result") func again() throws {
        _ = try begin(.all, concurrency: 12)
        try ledger.tick("09 12:01", files)
        try ledger.perform()
        let second = try begin(.all, concurrency: 12)
        try ledger.tick("09 12:02", files)
        #expect(
            try ledger.told(
                "SELECT DISTINCT event || ' ' || (detail->>'reason') FROM worker.run_event")
                == ["queued again backfill \(second)"])
    }
}
