import Access
import Controllers
import Domain
import Jobs
import Persistence
import Repositories
import TestSupport
import Testing

/// A ledger of a test's own, its clinics, and ticks at moments that the test names.
///
/// Days are those of November 2025; a moment is a day and a time of day in UTC.
struct Ledger {
    let database: TestDatabase

    /// Clinics by number, each with its zone.
    init(_ zones: [String] = ["UTC"]) throws {
        database = try TestDatabase()
        try change("INSERT INTO clinic.legal_entity VALUES (1, 'House', 'DE')")
        for (place, zone) in zones.enumerated() {
            try change(
                """
                INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone)
                VALUES (\(place + 1), 'c\(place + 1)', 'Clinic', 1, 'DE', 'EUR', '\(zone)')
                """)
        }
    }

    /// Runs statements as superuser.
    func change(_ sql: String) throws { try database.change(sql) }

    /// The first column of a query's rows, which must be text.
    func told(_ sql: String) throws -> [String] { try database.told(sql) }

    /// A moment of November 2025: `26 02:30` is the 26th.
    static func at(_ moment: String) throws -> Instant {
        let parts = moment.split(separator: " ")
        let day = try #require(Day("2025-11-\(parts[0])"[...]))
        let time = parts[1].split(separator: ":").compactMap { Int64($0) }
        return Instant(seconds: Int64(day.number) * 86_400 + time[0] * 3600 + time[1] * 60)
    }

    /// A job's file; `more` are further lines.
    static func job(
        _ schedule: String = "30 2 * * *", zone: String = "UTC", catchUp: String = "all",
        period: String = "previous_day", _ more: String...
    ) -> String {
        ([
            "kind: tax.reconcile", "schedule: \"\(schedule)\"", "zone: \(zone)",
            "runs_for: active_clinics", "period: \(period)", "catch_up: \(catchUp)",
            "limits: { timeout_seconds: 60, attempts: 5, max_staleness_seconds: 30 }",
            "files: { formats: [csv] }",
        ] + more).joined(separator: "\n")
    }

    /// A group's file.
    static func group(of jobs: String) -> String {
        """
        kind: fan.out
        schedule: "0 18 1 * *"
        zone: UTC
        runs_for: group
        runs: [\(jobs)]
        period: previous_month
        catch_up: latest
        limits: { timeout_seconds: 60, attempts: 5, max_staleness_seconds: 30 }
        """
    }

    static func catalogue(_ files: [String: String]) -> JobCatalogue {
        JobCatalogue(
            files.map { JobCatalogue.Source(name: "\($0).yaml", bytes: Array($1.utf8)) })
    }

    /// One tick, as a process that has just begun would have it.
    @discardableResult
    func tick(
        _ moment: String, _ files: [String: String], tzdata: String = "2025b"
    ) throws -> TickController<PrimaryServer>.Outcome {
        let jobs = Self.catalogue(files).jobs
        var controller = TickController(primary: database.primary(), jobs: jobs, tzdata: tzdata)
        return try controller.tick(at: Self.at(moment))
    }

    /// Slots that are past, as `clinic day state reason`.
    func slots() throws -> [String] {
        try told(
            """
            SELECT concat_ws(' ', 'c' || clinic_id, to_char(due_at AT TIME ZONE 'UTC', 'DD HH24:MI'),
                state, reason)
            FROM worker.schedule_slot WHERE decided_at IS NOT NULL ORDER BY due_at, clinic_id
            """)
    }

    /// What should have run by a moment and did not, as `job clinic period state`.
    func missing(at moment: String) throws -> [String] {
        let until = try Self.at(moment)
        return try database.primary().transaction(of: nil) {
            try LedgerRepository().missing(
                since: try Self.at("01 00:00"), graceSeconds: 0, from: $0)
        }.filter { $0.dueAt <= until }.map {
            "\($0.job) \($0.clinic ?? "all") \($0.period) \($0.state)"
        }
    }

    /// Claims what is due, and ends it with a result, or without one.
    @discardableResult
    func perform(_ count: Int = 100, digest: String? = "d") throws -> [QueueRepository.Claimed] {
        let (primary, queue) = (database.primary(), QueueRepository())
        let claimed = try primary.transaction(of: nil) {
            try queue.claim(as: "host/1", count: count, leaseSeconds: 20, in: $0)
        }
        for one in claimed {
            try primary.transaction(of: nil) { transaction in
                guard let digest else {
                    return try RunRepository().fail(
                        one.claim, AppError(.taxRateMissing), in: transaction)
                }
                try queue.complete(one.claim, digest: digest, breaks: 0, in: transaction)
            }
        }
        return claimed
    }
}
