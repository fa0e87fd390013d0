import Access
import Domain
import Foundation
import Glibc
import Persistence
import TestSupport
import Testing

/// An office with job files of its own.
struct Desk {
    let office: Office
    private let environment: [String: String]

    /// Job files by their names without `.yaml`, and further variables.
    init(
        _ jobs: [String: String], _ more: [String: String] = [:], leaseSeconds: Int = 20
    ) throws {
        office = try Office()
        environment = [
            "EVCLINIC_ROOT": office.folder.path, "OUTPUT_DIR": office.out,
            "LEASE_SECONDS": "\(leaseSeconds)",
        ].merging(more) { $1 }
        for (name, text) in jobs { try write(name, text) }
    }

    /// The same desk with further variables.
    init(_ other: Desk, _ more: [String: String]) throws {
        office = other.office
        environment = other.variables(more)
    }

    func write(_ name: String, _ text: String) throws {
        try office.folder.write(text, to: "jobs/\(name).yaml")
    }

    func evclinic(_ words: String...) throws -> Program {
        try office.start(words, environment).wait()
    }

    /// With further variables, which go before the desk's own.
    func evclinic(_ words: [String], _ more: [String: String]) throws -> Program {
        try office.start(words, variables(more)).wait()
    }

    /// The desk's own variables, and further ones that go before them.
    func variables(_ more: [String: String]) -> [String: String] {
        environment.merging(more) { $1 }
    }

    func start(_ words: String...) throws -> RunningProgram {
        try office.start(words, environment)
    }

    static func job(timeout: Int = 60, attempts: Int = 5) -> String {
        """
        kind: tax.reconcile
        schedule: "0 0 1 1 *"
        zone: UTC
        runs_for: active_clinics
        period: previous_month
        catch_up: latest
        limits: { timeout_seconds: \(timeout), attempts: \(attempts), max_staleness_seconds: 30 }
        files: { formats: [xlsx] }
        """
    }

    static func group(runs: String) -> String {
        """
        kind: fan.out
        schedule: "0 0 1 1 *"
        zone: UTC
        runs_for: group
        runs: [\(runs)]
        period: previous_month
        catch_up: latest
        limits: { timeout_seconds: 60, attempts: 5, max_staleness_seconds: 30 }
        """
    }

    /// Plans, and then puts a slot of a job, which came due a minute ago, to each clinic.
    ///
    /// The job files fire on New Year's Day alone, so that nothing else comes due meanwhile.
    func makeDue(_ job: String, clinics: Int = 1000) throws {
        try office.change("UPDATE clinic.clinic SET active = id <= \(clinics)")
        let planned = try evclinic("tick", "--executors", "1")
        try #require(planned.status == 0, "\(planned.errors)")
        try office.change(
            """
            INSERT INTO worker.schedule_slot (job, clinic_id, due_at, period, state)
            SELECT job, clinic_id, date_trunc('second', clock_timestamp()) - interval '1 minute',
                '2026-10', 'expected'
            FROM worker.schedule_cursor WHERE job = '\(job)'
            """)
    }

    /// Steps of attempts at work, as beats told them.
    func steps() throws -> [String] {
        try office.told("SELECT step FROM worker.run_attempt WHERE outcome IS NULL")
    }

    /// Ends the executor that works on a run, as a trap does, or a system that is short of memory.
    func killExecutor() throws {
        let worker = try office.told(
            "SELECT worker FROM worker.queue WHERE state = 'running' ORDER BY worker")[0]
        let process = try #require(pid_t(worker.split(separator: "/").last ?? ""))
        kill(process, SIGKILL)
    }

    /// A lock on the primary that standbys replay, so that whoever reads there waits.
    func hold() throws -> Connection {
        let connection = try office.database.superuser()
        try connection.script("BEGIN; LOCK TABLE clinic.invoice_line IN ACCESS EXCLUSIVE MODE")
        return connection
    }
}
