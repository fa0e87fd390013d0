/// The rollup of the audit trail: money by its currency, of any size, and what could not be read.
///
/// What was kept without a currency goes; the next run of a period keeps it anew.
enum RollupSchema {
    static let statements: [String] = [columns]

    private static let columns = """
        TRUNCATE worker.audit_rollup;
        ALTER TABLE worker.audit_rollup
            ADD COLUMN currency text NOT NULL,
            ADD COLUMN unreadable bigint NOT NULL DEFAULT 0,
            ALTER COLUMN money TYPE numeric,
            DROP CONSTRAINT audit_rollup_pkey,
            ADD PRIMARY KEY (clinic_id, local_day, login, role, entity, action, currency)
        """
}
