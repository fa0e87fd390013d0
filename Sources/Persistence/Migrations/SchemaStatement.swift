import Access

/// What the migrator asks and records.
package enum SchemaStatement: String, Statement {
    case exists = "SELECT to_regclass('worker.schema_version') IS NOT NULL"
    case version = "SELECT coalesce(max(number), 0) FROM worker.schema_version"
    case applied = "SELECT number, checksum, applied_at FROM worker.schema_version ORDER BY number"
    case record = """
        INSERT INTO worker.schema_version (number, name, checksum) VALUES ($1::int, $2, $3)
        """
    case checksum = "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')"
    /// A key of our own, so that no other program's advisory lock is meant: 'evclinic' in ASCII.
    case lock = "SELECT pg_try_advisory_xact_lock(7311140362359040355)"

    /// Not a case, because ANALYZE cannot be prepared.
    static let analyze = "ANALYZE"
}
