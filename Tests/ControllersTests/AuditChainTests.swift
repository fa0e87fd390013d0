import Access
import Controllers
import Domain
import Foundation
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Audit chain") struct AuditChainTests {
    private let database: TestDatabase
    private let folder: TemporaryFolder
    private static let clinic = ClinicID(rawValue: 1)

    init() throws {
        database = try TestDatabase(.schema)
        folder = try TemporaryFolder()
        try database.change(
            """
            INSERT INTO clinic.legal_entity (id, name, country) VALUES (1, 'A', 'DE');
            INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone)
                VALUES (1, 'a', 'A', 1, 'DE', 'EUR', 'Europe/Berlin')
            """)
    }

    private var out: String { "\(folder.path)/out" }

    private var controller: AuditChainController<PrimaryServer> {
        AuditChainController(
            primary: database.primary(), keys: KeyFolder("\(folder.path)/keys"), folder: out)
    }

    private func pass(_ at: String = "2025-11-28T12:00:00Z") throws -> AuditChainOutcome {
        let seconds = ISO8601DateFormatter().date(from: at)?.timeIntervalSince1970
        let now = Instant(seconds: Int64(try #require(seconds)))
        let outcome = try controller.pass([Self.clinic], at: now)
        #expect(outcome.faults.isEmpty)
        return outcome
    }

    /// Passes until rows that another test's transaction kept waiting are linked, too.
    private func pass(until linked: String, _ at: String = "2025-11-28T12:00:00Z") throws {
        try waitUntil("links \(linked)") {
            _ = try pass(at)
            return try order() == linked
        }
    }

    /// Waits until every transaction has ended that is older than one that wrote a row.
    private func settle() throws {
        try waitUntil("no older transaction") {
            try database.told(
                """
                SELECT bool_and(xmin::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
                    ::text FROM clinic.audit_log
                """) == ["true"]
        }
    }

    /// The ids of rows in the order of the chain.
    private func order() throws -> String {
        try database.told(
            """
            SELECT coalesce(string_agg(audit_id::text, ' ' ORDER BY chain_number), '')
            FROM worker.audit_link WHERE clinic_id = 1
            """)[0]
    }

    /// What `audit verify --json` says.
    private struct Verdict: Decodable {
        let rows: Int
        let after: Int
        let head: Int
        let fault_count: Int
        let faults: [Fault]

        struct Fault: Decodable {
            let kind: String
            let detail: String
        }
    }

    private func verified(_ range: String...) throws -> Verdict {
        let done = try Program.run(
            Program.evclinic, ["audit", "verify", "--clinic", "a", "--json"] + range,
            environment: database.environment(["OUTPUT_DIR": out, "KEYS_DIR": ""]),
            folder: folder.path)
        return try JSONDecoder().decode(Verdict.self, from: Data(done.output.utf8))
    }

    private static func row(_ id: String, at: String = "2026-10-01") -> String {
        """
        INSERT INTO clinic.audit_log (clinic_id, id, login, role, recorded_at, entity, entity_id,
            action) VALUES (1, \(id), 'mia', 'owner', '\(at)', 'clinic.invoice', '1', 'invoice.void')
        """
    }

    @Test("links what commits late, late, and never a row of an open transaction")
    func late() throws {
        let (early, late) = (try database.superuser(), try database.superuser())
        try late.script("BEGIN; \(Self.row("5"))")
        try early.script(Self.row("6"))
        for _ in 0..<3 { #expect(try pass().linked == 0, "6 is younger than an open one") }
        try late.script("COMMIT")
        try pass(until: "5 6")

        // A number that was taken, and written only when higher ones were linked.
        try early.script(Self.row("9"))
        try pass(until: "5 6 9")
        try early.script("BEGIN; \(Self.row("7")); SAVEPOINT a; \(Self.row("8")); ROLLBACK TO a")
        try late.script(Self.row("10"))
        #expect(try pass().linked == 0)
        try early.script("COMMIT")
        try pass(until: "5 6 9 7 10")
        #expect(try verified().fault_count == 0)
    }

    @Test("looks at every row once a day, and in between at those beyond what is complete")
    func complete() throws {
        try database.change("\(Self.row("20000")); \(Self.row("20001"))")
        try pass(until: "20000 20001", "2025-09-01T12:00:00Z")
        try waitUntil("a mark") {
            _ = try pass("2025-09-01T12:00:00Z")
            let mark = "SELECT complete_until::text FROM worker.audit_mark"
            return try database.told(mark) == ["20001"]
        }
        // So late that only the day's look finds it.
        try database.change(Self.row("3"))
        #expect(try pass("2025-09-01T12:00:00Z").linked == 0)
        var day = 2
        try waitUntil("a day's look") {
            _ = try pass("2025-09-\(day.padded(2))T12:00:00Z")
            day += 1
            return try order() == "20000 20001 3"
        }
        #expect(try verified().fault_count == 0)
        // Not so late that the next minute would not see it.
        try database.change(Self.row("15000"))
        try pass(until: "20000 20001 3 15000", "2025-09-\((day - 1).padded(2))T12:01:00Z")
    }

    @Test("goes on where a day's look at every row was cut off, and begins the next day anew")
    func resumed() throws {
        try database.change((1...9).map { Self.row("\($0)") }.joined(separator: ";"))
        try database.change(
            "INSERT INTO worker.audit_mark (clinic_id, complete_until, swept_until) VALUES (1, 0, 6)"
        )
        try settle()
        _ = try pass("2025-11-28T12:00:00Z")
        #expect(try order() == "7 8 9")
        #expect(
            try database.told("SELECT (swept_until IS NULL)::text FROM worker.audit_mark") == [
                "true"
            ])
        try database.change("UPDATE worker.audit_mark SET complete_until = 30000")
        #expect(try pass("2025-11-28T12:01:00Z").linked == 0)
        try pass(until: "7 8 9 1 2 3 4 5 6", "2025-11-29T12:00:00Z")
    }

    @Test("counts transactions anew in a cluster that was restored")
    func restored() throws {
        try database.change(Self.row("1"))
        try pass(until: "1")
        try database.change("UPDATE worker.audit_mark SET pending_transaction = 4000000000000")
        try database.change(Self.row("2"))
        try pass(until: "1 2")
        try waitUntil("another mark") {
            _ = try pass()
            return try database.told("SELECT complete_until::text FROM worker.audit_mark") == ["2"]
        }
    }

    @Test(
        "keeps a head when a local day is over, over clock changes too",
        arguments: table(
            """
            at                    heads
            2026-03-29T21:59:00Z  2026-03-28
            2026-03-29T22:00:00Z  2026-03-29
            2026-10-24T22:00:00Z  2026-10-24
            2026-10-25T22:59:00Z  2026-10-24
            2026-10-25T23:00:00Z  2026-10-25
            """))
    func days(_ row: [String]) throws {
        try database.change(Self.row("1"))
        try pass(until: "1", row[0])
        try pass(until: "1", row[0])
        let days = "SELECT local_day::text FROM worker.audit_head"
        #expect(try database.told(days) == [row[1]])
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(out)/a/audit")
        #expect(files == ["audit-head-a-\(row[1]).json"])
    }

    @Test("is verified in part: what was linked on some days, from one head to another")
    func part() throws {
        for day in 20...22 {
            let ids = [2 * day, 2 * day + 1]
            for id in ids { try database.change(Self.row("\(id)", at: "2025-11-\(day) 12:00")) }
            try pass(
                until: (40...ids[1]).map(String.init).joined(separator: " "),
                "2025-11-\(day)T22:00:00Z")
            _ = try pass("2025-11-\(day + 1)T01:00:00Z")
        }
        let range = ["--from", "2025-11-21", "--until", "2025-11-22"]
        let middle = try verified(range[0], range[1], range[2], range[3])
        #expect((middle.rows, middle.after, middle.head) == (2, 2, 4))
        #expect(middle.fault_count == 0)
        let end = try verified("--from", "2025-11-22")
        #expect((end.rows, end.after, end.head) == (2, 4, 6))
        let begin = try verified("--until", "2025-11-21")
        #expect((begin.rows, begin.after, begin.head) == (2, 0, 2))

        let quiet = try verified("--from", "2025-11-23", "--until", "2025-11-24")
        #expect((quiet.rows, quiet.fault_count) == (0, 0), "nothing was linked then")

        try database.change("UPDATE clinic.audit_log SET role = 'x' WHERE id = 40")
        try database.change(Self.row("99", at: "2025-11-21 13:00"))
        let touched = try verified(range[0], range[1], range[2], range[3])
        #expect(touched.faults.map(\.kind) == ["UNLINKED"], "row 40 is of the day before")
        #expect(try verified("--from", "2025-11-22").fault_count == 0)
        #expect(try verified("--until", "2025-11-21").faults.map(\.kind) == ["CHANGED"])
        #expect(try verified().fault_count == 2)
        // A head that is gone is told by its file, and the part begins with the one before.
        try database.change("DELETE FROM worker.audit_head WHERE local_day = '2025-11-20'")
        #expect(try verified(range[0], range[1], range[2], range[3]).fault_count > 1)
    }

    @Test("goes on beside a head of a day to come, which verifying names")
    func tomorrow() throws {
        try database.change(Self.row("1"))
        try pass(until: "1", "2025-11-20T12:00:00Z")
        try database.change(
            """
            INSERT INTO worker.audit_head SELECT clinic_id, '2036-01-01', chain_number, hash, document
            FROM worker.audit_head
            """)
        #expect(try pass("2025-11-21T12:00:00Z").heads == 1)
        #expect(try verified().faults.contains { $0.detail.contains("a day that is not over") })
    }

    @Test("keeps its place for every clinic when one has more rows than a turn has time for")
    func turns() throws {
        try database.change(
            """
            INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone)
                VALUES (2, 'b', 'B', 1, 'DE', 'EUR', 'UTC');
            INSERT INTO worker.audit_mark (clinic_id, complete_until, cut_at, passed_at)
                VALUES (1, 0, 6, '2025-11-28 11:58:50+00'), (2, 0, NULL, '2025-11-28 11:58:55+00');
            INSERT INTO worker.audit_head VALUES (1, '2025-11-27', 1, sha256('a'), '', NULL, NULL)
            """)
        try database.change((1...9).map { Self.row("\($0)") }.joined(separator: ";"))
        try settle()
        let order = try database.primary().transaction(of: nil) {
            try AuditHeadRepository().clinics(
                before: Instant(microseconds: 1_764_331_200_000_000), from: $0)
        }
        #expect(order.map(\.rawValue) == [1, 2])
        _ = try pass()
        #expect(try self.order() == "7 8 9", "it goes on where it was cut off")
        try pass(until: "7 8 9 1 2 3 4 5 6", "2025-11-28T12:01:00Z")
    }

    @Test("takes no link of the last number that there is, and no head of one")
    func last() throws {
        let max = Int64.max
        for values in [
            "audit_link VALUES (1, \(max), 1, sha256('a'), sha256('a'))",
            "audit_head VALUES (1, '2025-11-27', \(max), sha256('a'), '', NULL, NULL)",
            "audit_head VALUES (1, 'infinity', 1, sha256('a'), '', NULL, NULL)",
            "audit_head VALUES (1, '2025-11-27', 1, 'a', '', NULL, NULL)",
        ] {
            #expect(throws: AppError.self) { try database.change("INSERT INTO worker.\(values)") }
        }
    }

    @Test("puts a head's lost file back, and never over another one")
    func files() throws {
        try database.change(Self.row("1"))
        try pass(until: "1", "2025-11-20T12:00:00Z")
        _ = try pass("2025-11-21T12:00:00Z")
        let folder = "\(out)/a/audit"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["audit-head-a-2025-11-19.json", "audit-head-a-2025-11-20.json"])
        let before = try names.map { try Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
        try FileManager.default.removeItem(atPath: folder)
        _ = try pass("2025-11-21T13:00:00Z")
        let after = try names.map { try Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
        #expect(after == before)
        try Data("mine".utf8).write(to: URL(filePath: "\(folder)/\(names[1])"))
        _ = try pass("2025-11-21T14:00:00Z")
        let kept = try Data(contentsOf: URL(filePath: "\(folder)/\(names[1])"))
        #expect(kept == Data("mine".utf8))
        let faults = try verified().faults
        #expect(faults.map(\.kind) == ["HEAD", "HEAD"], "\(faults)")
    }

    @Test("has nothing left out and nothing twice when writers die and chainers race")
    func killed() throws {
        // Threads of their own: a pool of two would have writers alone, and no chainer among them.
        let group = DispatchGroup()
        func beside(_ work: @escaping @Sendable () -> Void) {
            group.enter()
            Thread {
                work()
                group.leave()
            }
            .start()
        }
        let until = Clock.steady.now.adding(seconds: 5)
        for writer in 0..<6 {
            beside { [database] in
                var dice = Dice(seed: UInt64(writer))
                while Clock.steady.now < until {
                    guard let connection = try? database.superuser() else { continue }
                    try? connection.script("SET application_name = 'writer'")
                    while (try? Self.write(connection, &dice)) != nil, Clock.steady.now < until {}
                }
            }
        }
        for _ in 0..<2 {
            beside { [self] in
                let chainer = controller
                while Clock.steady.now < until { _ = try? chainer.pass([Self.clinic]) }
            }
        }
        var killed = 0
        let admin = try database.superuser()
        while Clock.steady.now < until {
            letPass(microseconds: 20_000)
            try admin.query(
                """
                SELECT pg_terminate_backend(pid)::text FROM (SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'writer'
                    ORDER BY random() LIMIT 1) AS one
                """
            ) { _ in killed += 1 }
        }
        group.wait()
        #expect(killed > 50)
        let linked = try database.told("SELECT count(*)::text FROM worker.audit_link")[0]
        #expect(try #require(Int(linked)) > 100, "chainers raced with the writers")
        let rows = try database.told("SELECT count(*)::text FROM clinic.audit_log")[0]
        try waitUntil("all of \(rows) rows") {
            // At the server's own time, as those that raced: heads of two clocks contradict each other.
            _ = try controller.pass([Self.clinic])
            return try database.told("SELECT count(*)::text FROM worker.audit_link") == [rows]
        }
        let verdict = try verified()
        #expect(verdict.fault_count == 0, "\(verdict.faults.prefix(3))")
        #expect("\(verdict.rows)" == rows && verdict.head == verdict.rows && verdict.rows > 500)
    }

    /// A transaction of some rows, that may be given up.
    private static func write(_ connection: Connection, _ dice: inout Dice) throws {
        try connection.script("BEGIN")
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            try connection.script(
                row("DEFAULT", at: "2026-10-0\(Int.random(in: 1...9, using: &dice))"))
            if Int.random(in: 0..<3, using: &dice) == 0 { letPass(microseconds: 5000) }
        }
        try connection.script(Int.random(in: 0..<5, using: &dice) == 0 ? "ROLLBACK" : "COMMIT")
    }
}
