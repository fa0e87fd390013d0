import Access

/// What the persistence layer itself asks a server, about the server.
package enum SessionStatement: String, Statement {
    /// Position, cluster, timeline, and whether it is a standby.
    ///
    /// The control file is behind right after a promotion, so a primary is asked for the name of
    /// its log. A standby is asked for what it receives, else for the two that it has on disk;
    /// each of the three may be behind, none can be ahead.
    case position = """
        SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                ELSE pg_current_wal_flush_lsn() END,
            (SELECT system_identifier FROM pg_control_system())::text,
            CASE WHEN pg_is_in_recovery()
                THEN greatest((SELECT received_tli FROM pg_stat_wal_receiver),
                    (SELECT timeline_id FROM pg_control_checkpoint()),
                    (SELECT min_recovery_end_timeline FROM pg_control_recovery()))::bigint
                ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
            END,
            pg_is_in_recovery()
        """

    /// Also the first statement of a snapshot: what it sees is what the report sees.
    case facts = """
        SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                ELSE pg_current_wal_flush_lsn() END,
            (SELECT max(beat_at) FROM worker.heartbeat),
            (SELECT system_identifier FROM pg_control_system())::text,
            CASE WHEN pg_is_in_recovery()
                THEN greatest((SELECT received_tli FROM pg_stat_wal_receiver),
                    (SELECT timeline_id FROM pg_control_checkpoint()),
                    (SELECT min_recovery_end_timeline FROM pg_control_recovery()))::bigint
                ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
            END,
            current_setting('server_version'),
            current_setting('transaction_isolation'),
            pg_is_in_recovery()
        """

    /// What another session reads by, as long as this transaction lasts.
    static let view = "SELECT pg_export_snapshot(), current_setting('evclinic.clinic')"

    static let listen = "LISTEN evclinic_queue"

    /// A commit that the ledger relies on is on disk when it returns, whatever the server's default.
    static let durable = """
        SELECT set_config('synchronous_commit', 'on', true)
        WHERE current_setting('synchronous_commit') = 'off'
        """
}
