import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

/// Every statement that modifies something, and what sees to its row in the audit trail.
@Suite("Audited statement", .serialized) struct AuditedStatementTests {
    /// Each table that a statement modifies: `guarded` by the trigger, `of` a guarded one that its key leads
    /// to, or `exempt`, since it controls the work and says nothing of the books.
    private static let tables = table(
        """
        table                     kept by                why
        worker.close              guarded                an approval, and its end
        worker.import_file        guarded                a file that counts, and its undoing
        worker.match_decision     guarded                who matched or took apart by hand
        worker.bank_rule          guarded                what is out of scope
        worker.run                guarded                a result, with its provenance
        worker.queue              guarded                an end that somebody asked for
        worker.backfill           guarded                who asked for it
        worker.close_balance      of:worker.run          of a result
        worker.close_document     of:worker.run          of a result
        worker.tax_variance       of:worker.run          of a result
        worker.match              of:worker.run          of a result
        worker.break_item         of:worker.run          of a result
        worker.journal_entry      of:worker.run          of a result
        worker.run_file           of:worker.run          of a result
        worker.import_statement   of:worker.import_file  of a file
        worker.import_entry       of:worker.import_file  of a file
        worker.import_settlement  of:worker.import_file  of a file
        worker.import_balance     of:worker.import_file  of a file
        worker.run_attempt        exempt                 lease and progress
        worker.run_event          exempt                 what happened to the work
        worker.run_child          exempt                 a parent's plan
        worker.run_trouble        exempt                 an index of the ledger
        worker.backfill_run       exempt                 a backfill's plan and progress
        worker.schedule_slot      exempt                 due times
        worker.heartbeat          exempt                 the clock of replicas
        worker.server             exempt                 which primary this is
        worker.staging            exempt                 rows on their way
        worker.audit_rollup       exempt                 condensed from the trail, and again by each run
        clinic.audit_log          exempt                 the trail itself
        worker.audit_link         exempt                 the trail's seal
        worker.audit_head         exempt                 the trail's seal, day by day
        worker.audit_mark         exempt                 how far the trail is linked
        worker.schedule_plan      exempt                 when jobs run next
        worker.schedule_cursor    exempt                 how far due times are planned
        """)

    /// What a statement may modify: a fresh database's own records, and a world that is made up.
    private static let others = ["SchemaStatement.swift", "SeedRepository.swift"]

    @Test("modifies nothing that the list does not name") func named() throws {
        let known = Set(Self.tables.map { $0[0] })
        var found: Set<String> = []
        let verb =
            /(?:INSERT INTO|UPDATE|DELETE FROM|COPY|TRUNCATE|MERGE INTO)\s+([a-z]+\.[a-z_]+)/
        for (file, statements) in StatementTests.all + StatementTests.composed
        where !Self.others.contains(file) {
            for (name, sql) in statements {
                let modified = sql.matches(of: verb).map { String($0.1) }
                for table in modified where !known.contains(table) {
                    Issue.record("\(file) \(name) modifies \(table): who audits it?")
                }
                found.formUnion(modified)
            }
        }
        #expect(found.isSuperset(of: ["worker.close", "worker.run", "clinic.audit_log"]))
    }

    @Test("is of a table with the guard, or of one whose key leads to such a table")
    func guarded() throws {
        let database = try TestDatabase(.schema)
        let guards = Set(
            try database.told(
                """
                SELECT tgrelid::regclass::text FROM pg_trigger
                WHERE tgname = 'is_audited' AND tgenabled = 'O' AND tgdeferrable AND tginitdeferred
                """))
        let keys = Set(
            try database.told(
                """
                SELECT conrelid::regclass::text || ' of:' || confrelid::regclass::text
                FROM pg_constraint WHERE contype = 'f'
                """))
        for row in Self.tables {
            switch row[1] {
            case "guarded": #expect(guards.contains(row[0]), "\(row[0])")
            case "exempt": #expect(!guards.contains(row[0]), "\(row[0])")
            default: #expect(keys.contains("\(row[0]) \(row[1])"), "\(row[0])")
            }
        }
        #expect(guards == Set(Self.tables.filter { $0[1] == "guarded" }.map { $0[0] }))
    }

    /// What somebody who forgets the audit row would do.
    private static let modifications = [
        """
        INSERT INTO worker.bank_rule (clinic_id, pattern, direction, reason, made_by, made_at)
            VALUES (1, 'rent', 'out', 'rent', 'mia', clock_timestamp())
        """,
        "UPDATE worker.bank_rule SET reason = 'other'",
        "DELETE FROM worker.bank_rule",
        "UPDATE worker.queue SET cancel_asked_at = clock_timestamp()",
        "UPDATE worker.run SET provenance = '{}'",
    ]

    @Test("is refused at its commit without an audit row", arguments: modifications)
    func refused(_ modification: String) throws {
        let database = try TestDatabase(.schema)
        try database.change(
            """
            INSERT INTO clinic.legal_entity (id, name, country) VALUES (1, 'A', 'DE');
            INSERT INTO clinic.clinic (id, slug, name, legal_entity_id, country, currency, time_zone)
                VALUES (1, 'a', 'A', 1, 'DE', 'EUR', 'UTC');
            INSERT INTO worker.bank_rule (clinic_id, pattern, direction, reason, made_by, made_at)
                VALUES (1, 'older', 'out', 'rent', 'mia', clock_timestamp());
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                    requested_by, from_date, until_date, from_instant, until_instant)
                VALUES ('a', 'a', 1, 'p', 1, 'ready', 'r', 'r', '2026-10-01', '2026-11-01',
                    '2026-10-01', '2026-11-01');
            INSERT INTO worker.queue (run_id, clinic_id, state, due_at)
                SELECT id, 1, 'ready', clock_timestamp() FROM worker.run
            """)
        let worker = try Connection(
            url: database.worker, alias: "worker", limits: TestDatabase.limits)
        let enter = "SELECT set_config('evclinic.clinic', '1', true)"
        #expect(
            throws: AppError(
                .constraintViolated, "worker, SQLSTATE 23514 a_modification_has_an_audit_row")
        ) { try worker.script("BEGIN; \(enter); \(modification); COMMIT") }
        try? worker.script("ROLLBACK")
        // An audit row of a transaction before is none.
        let audit = """
            INSERT INTO clinic.audit_log (clinic_id, login, role, recorded_at, entity, entity_id, action)
                VALUES (1, 'mia', 'accountant', clock_timestamp(), 'a', '1', 'a')
                RETURNING set_config('evclinic.audited', pg_current_xact_id()::text, true)
            """
        #expect(throws: AppError.self) {
            try worker.script(
                "BEGIN; \(enter); \(audit); COMMIT; BEGIN; \(enter); \(modification); COMMIT")
        }
        try? worker.script("ROLLBACK")
        try worker.script("BEGIN; \(enter); \(modification); \(audit); COMMIT")
    }
}
