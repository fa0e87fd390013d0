package import Access

/// Loading a made-up world into an empty clinic schema.
package struct SeedRepository: Sendable {
    package init() {}

    /// Whether the clinic schema holds any clinic.
    package func isEmpty(from reader: some Reader) throws -> Bool {
        try reader.first(SQL.anyClinic) { try $0.bool(0) } != true
    }

    /// Forgets every run: their clinics are about to be replaced.
    package func forgetRuns(in transaction: some Transaction) throws {
        try transaction.execute(SQL.forgetRuns, [])
        try transaction.execute(SQL.forgetRules, [])
    }

    /// Gives every clinic its rules for bank entries.
    ///
    /// - Parameters:
    ///   - patterns: of money that goes out.
    ///   - reasons: why, one a pattern.
    ///   - transaction: of the role that owns the tables; it ends as a session of the last clinic.
    /// - Throws: what the database throws.
    package func addRules(
        _ patterns: [String], because reasons: [String], in transaction: some Transaction
    ) throws {
        try transaction.execute(SQL.audited)
        for clinic in try transaction.all(SQL.clinics, decode: { try $0.int(0) }) {
            try transaction.execute(AuditRepository.SQL.enter, with: .text(String(clinic)))
            try transaction.execute(
                SQL.addRules, with: .int(clinic), .texts(patterns), .texts(reasons))
        }
    }

    /// The statement that loads rows of one table in binary.
    package static func copy(_ table: String, _ columns: [String]) -> String {
        "COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN (FORMAT binary)"
    }

    package enum SQL: String, Statement {
        case anyClinic = "SELECT EXISTS (SELECT FROM clinic.clinic)"
        case forgetRuns = """
            TRUNCATE worker.run, worker.run_attempt, worker.run_event, worker.run_file,
                worker.queue, worker.run_child, worker.run_trouble, worker.schedule_slot,
                worker.schedule_cursor, worker.schedule_plan,
                worker.backfill, worker.backfill_run, worker.outbox, worker.delivery,
                worker.tax_variance, worker.match, worker.break_item, worker.audit_rollup,
                worker.audit_link, worker.audit_head, worker.audit_mark, worker.close, worker.close_balance,
                worker.close_document,
                worker.import_file, worker.import_statement,
                worker.import_entry, worker.import_settlement, worker.staging, worker.match_decision,
                worker.journal_entry, worker.import_balance
            """
        /// A new seed's rules have the numbers that they had in the first one.
        case clinics = "SELECT id FROM clinic.clinic ORDER BY id"
        /// Made before the longest seed begins, so that two loads are alike.
        case addRules = """
            INSERT INTO worker.bank_rule (clinic_id, pattern, direction, reason, made_by, made_at)
            SELECT $1, pattern, 'out', reason, 'seed', timestamptz '2016-11-01 00:00:00+00'
            FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS rule (pattern, reason, place)
            ORDER BY place
            """
        /// What a seed does to itself stands in the trail that it loads.
        case audited = "SELECT set_config('evclinic.audited', pg_current_xact_id()::text, true)"
        case forgetRules = "TRUNCATE worker.bank_rule RESTART IDENTITY"
    }
}
