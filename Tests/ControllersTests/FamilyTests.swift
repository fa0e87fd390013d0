import Access
import Controllers
import Domain
import Jobs
import Persistence
import Repositories
import TestSupport
import Testing

/// Runs that make other runs, on a real ledger of two clinics.
@Suite("Family") struct FamilyTests {
    private let ledger: Ledger
    private let primary: PrimaryServer

    init() throws {
        ledger = try Ledger(["UTC", "UTC"])
        primary = ledger.database.primary()
    }

    private static func files(_ more: String = "# no more") -> [String: String] {
        [
            "a": Ledger.job("0 0 1 1 *", more), "g": Ledger.group(of: "a"),
            "h": Ledger.group(of: "a"),
        ]
    }

    /// Asks for a group's run of October.
    private func ask(_ name: String = "g", _ files: [String: String] = files()) throws -> RunID {
        let job = try Ledger.catalogue(files).job(named: name)
        return try LedgerController(primary: primary).enqueue(
            job, for: Period("2025-10"), at: Ledger.at("01 18:00"),
            by: .init(login: "operator:test", role: "operator"))
    }

    /// Claims everything, and performs the parents among it; the others end with that digest.
    private func perform(_ files: [String: String] = files(), digest: String = "d") throws {
        let (queue, catalogue) = (QueueRepository(), Ledger.catalogue(files))
        let claimed = try primary.transaction(of: nil) {
            try queue.claim(as: "host/1", count: 100, leaseSeconds: 20, in: $0)
        }
        for one in claimed {
            let job = try catalogue.job(named: one.job)
            do {
                if job.isForGroup {
                    try FamilyController(primary: primary, catalogue: catalogue).perform(job, one)
                } else {
                    try primary.transaction(of: nil) {
                        try queue.complete(one.claim, digest: digest, breaks: 1, in: $0)
                    }
                }
            } catch let error as AppError {
                try primary.transaction(of: nil) {
                    try RunRepository().fail(one.claim, error, in: $0)
                }
            }
        }
    }

    private func runs() throws -> [String] {
        try ledger.told(
            """
            SELECT concat_ws(' ', job, 'c' || clinic_id, 'r' || revision, run.state, breaks,
                (SELECT queue.state FROM worker.queue WHERE run_id = run.id))
            FROM worker.run ORDER BY job, clinic_id, revision
            """)
    }

    @Test("makes a run a clinic, waits for the last, and adds their breaks up") func whole() throws
    {
        let parent = try ask()
        try perform()
        #expect(
            try runs() == ["a c1 r1 ready ready", "a c2 r1 ready ready", "g r1 ready waiting"])
        try ledger.tick("01 19:00", Self.files())
        #expect(try runs().last == "g r1 ready waiting", "its children are not done")
        try perform()
        try ledger.tick("01 19:01", Self.files())
        try perform()
        #expect(try runs() == ["a c1 r1 done 1", "a c2 r1 done 1", "g r1 done 2"])
        let children = try primary.transaction(of: nil) {
            try LedgerRepository().entries(.init(parent: parent), from: $0)
        }
        #expect(children.map(\.job) == ["a", "a"])
    }

    @Test("of two parents that share their children each waits for them, and both end done")
    func shared() throws {
        _ = try ask("g")
        try perform()
        _ = try ask("h")
        let hasParted = try primary.transaction(of: nil) {
            try QueueRepository().claim(as: "host/1", count: 1, leaseSeconds: 20, in: $0)
        }
        #expect(hasParted.count == 1)
        try ledger.change(
            """
            UPDATE worker.queue SET state = 'ready', leased_until = NULL, worker = NULL,
                fencing_token = NULL;
            UPDATE worker.queue SET state = 'waiting', waiting_for = '{children}'
            WHERE run_id IN (SELECT id FROM worker.run WHERE job = 'g')
            """)
        try perform()
        try perform()
        for minute in 0..<4 {
            try ledger.tick("01 19:0\(minute)", Self.files())
            try perform()
        }
        #expect(
            try runs().filter { !$0.hasPrefix("a") } == ["g r1 done 2", "h r1 done 2"])
    }

    @Test("asked for again is the same run when its children are, and the next revision when not")
    func revised() throws {
        func close(_ digest: String) throws {
            _ = try ask()
            for minute in 0..<3 {
                try perform(digest: digest)
                try ledger.tick("01 19:0\(minute)", Self.files())
            }
            try perform(digest: digest)
        }
        try close("d")
        let first = try ledger.told("SELECT digest FROM worker.run WHERE job = 'g'")
        try close("d")
        #expect(try ledger.told("SELECT digest FROM worker.run WHERE job = 'g'") == first)
        #expect(
            try ledger.told("SELECT outcome FROM worker.run_attempt ORDER BY id DESC LIMIT 1")
                == ["unchanged"])
        try close("other")
        #expect(
            try ledger.told(
                "SELECT revision || ' ' || reason FROM worker.run WHERE job = 'g' ORDER BY 1")
                == [
                    "1 asked for on the command line", "2 children changed since revision 1",
                ])
        #expect(
            try ledger.told("SELECT digest FROM worker.run WHERE job = 'g' AND revision = 1")
                == first, "what was recorded stays (I1)")
    }

    @Test("of no clinic at all ends at once") func empty() throws {
        try ledger.change("UPDATE clinic.clinic SET active = false")
        _ = try ask()
        try perform()
        for minute in 0..<3 {
            try ledger.tick("01 19:0\(minute)", Self.files())
            try perform()
        }
        #expect(try runs() == ["g r1 done 0"])
        #expect(
            try ledger.told("SELECT outcome FROM worker.run_attempt ORDER BY id")
                == ["parted", "recorded"])
    }

    @Test(
        "made by a program of the schema before, which names none of its children, waits for them")
    func before() throws {
        _ = try ask()
        try perform()
        try ledger.change("DELETE FROM worker.run_child")
        try ledger.tick("01 19:00", Self.files())
        #expect(try runs().last == "g r1 ready waiting", "its children are not done")
        try perform()
        try ledger.tick("01 19:01", Self.files())
        try perform()
        #expect(try runs() == ["a c1 r1 done 1", "a c2 r1 done 1", "g r1 done 2"])
    }

    @Test("closes the others when one clinic's zone is wrong, and fails with that one's name")
    func zone() throws {
        try ledger.change("UPDATE clinic.clinic SET time_zone = 'Mars/Olympus' WHERE id = 2")
        _ = try ask()
        try perform()
        try perform()
        try ledger.tick("01 19:00", Self.files())
        try perform()
        #expect(try runs() == ["a c1 r1 done 1", "g r1 failed"])
        #expect(
            try ledger.told("SELECT error_context FROM worker.run_attempt WHERE outcome = 'failed'")
                == ["1 of 2: a c2 absent"])
    }

    @Test("has its children wait for what they need; past the time they go on, and are marked")
    func needs() throws {
        try ledger.change(
            "INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency) VALUES (1, 1, 'b', '1', 'EUR')"
        )
        let files = Self.files("needs: [bank_statement]")
        _ = try ask("g", files)
        try perform(files)
        #expect(try runs().first == "a c1 r1 ready waiting")
        try ledger.tick("01 19:00", files)
        #expect(
            try runs().prefix(2) == ["a c1 r1 ready waiting", "a c2 r1 ready ready"],
            "the second clinic has no bank")
        try ledger.change(
            """
            UPDATE worker.queue SET wait_until = clock_timestamp() - interval '1 s',
                due_at = clock_timestamp() - interval '1 s'
            WHERE state = 'waiting' AND clinic_id = 1
            """)
        try ledger.tick("01 19:01", files)
        let claimed = try primary.transaction(of: nil) {
            try QueueRepository().claim(as: "host/1", count: 9, leaseSeconds: 20, in: $0)
        }
        #expect(claimed.first { $0.clinic?.rawValue == 1 }?.lacking == ["bank_statement"])
    }

    @Test(
        "has its children go on with a statement that was booked from a file, unless it was undone")
    func imported() throws {
        try ledger.change(
            """
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
            VALUES (1, 1, 'b', '1', 'EUR');
            INSERT INTO worker.import_file (clinic_id, kind, format, name, sha256, findings,
                imported_at, imported_by, undone_at, undone_by, undone_because)
            VALUES (1, 'bank', 'camt', 'a', 'a', '[]', now(), 'x', now(), 'x', 'x'),
                (1, 'bank', 'camt', 'b', 'b', '[]', now(), 'x', NULL, NULL, NULL);
            INSERT INTO worker.import_statement (clinic_id, import_id, bank_account_id, place,
                currency, closing_on, entries)
            SELECT 1, id, 1, 1, 'EUR', DATE '2025-10-31' - CASE WHEN name = 'b' THEN 1 ELSE 0 END, 0
            FROM worker.import_file
            """)
        try waits(
            for: "bank_statement",
            until: "UPDATE worker.import_statement SET closing_on = closing_on + 1")
    }

    /// A child waits for what is undone or a day too short, and no longer.
    private func waits(for input: String, until change: String) throws {
        let files = Self.files("needs: [\(input)]")
        _ = try ask("g", files)
        try perform(files)
        func look() throws {
            try ledger.change(
                "UPDATE worker.queue SET due_at = clock_timestamp() WHERE state = 'waiting'")
            try ledger.tick("01 19:00", files)
        }
        try look()
        #expect(try runs().first == "a c1 r1 ready waiting", "one is undone, one a day too short")
        try ledger.change(change)
        try look()
        #expect(try runs().first == "a c1 r1 ready ready")
    }

    @Test("has its children go on with a settlement that was booked from a file, unless undone")
    func settled() throws {
        try ledger.change(
            """
            INSERT INTO clinic.gateway_balance (clinic_id, gateway, balance_on, currency, amount)
            VALUES (1, 'stripe', '2025-10-20', 'EUR', 0);
            INSERT INTO worker.import_file (clinic_id, kind, format, name, sha256, findings,
                imported_at, imported_by, undone_at, undone_by, undone_because)
            VALUES (1, 'settlement', 'stripe', 'a', 'a', '[]', now(), 'x', now(), 'x', 'x'),
                (1, 'settlement', 'stripe', 'b', 'b', '[]', now(), 'x', NULL, NULL, NULL);
            INSERT INTO worker.import_settlement (clinic_id, import_id, place, gateway, reference,
                kind, currency, gross, fee, fee_tax, net, created_at, is_captured, occurrence)
            SELECT 1, id, 1, 'stripe', 'ch_1', 'charge', 'EUR', 1, 0, 0, 1,
                timestamptz '2025-10-31 10:00Z'
                    - CASE WHEN name = 'b' THEN interval '1 day' ELSE interval '0' END, true, 1
            FROM worker.import_file
            """)
        try waits(
            for: "settlement",
            until: """
                UPDATE worker.import_settlement SET created_at = created_at + interval '1 day'
                """)
    }
}
