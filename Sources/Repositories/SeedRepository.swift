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
                worker.audit_link, worker.audit_head, worker.close, worker.close_document,
                worker.import_file, worker.import_statement,
                worker.import_entry, worker.staging, worker.match_decision
            """
        /// A new seed's rules have the numbers that they had in the first one.
        case forgetRules = "TRUNCATE worker.bank_rule RESTART IDENTITY"
    }
}
