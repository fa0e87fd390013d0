package import Access
package import Domain

/// What `doctor` asks the servers about themselves and about the relations we read.
package struct HealthRepository: Sendable {
    package init() {}

    /// A column as the database has it.
    package struct Column: Sendable, Hashable {
        package let relation: String
        package let name: String
        package let type: String
    }

    /// Something about a relation's tenancy that leaks rows of other clinics.
    package struct Leak: Sendable, Equatable {
        package let relation: String
        package let why: String
    }

    /// Every column of schema `clinic`, tables and views alike.
    package func columns(from reader: some Reader) throws -> [Column] {
        try reader.all(SQL.columns) {
            Column(relation: try $0.text(0), name: try $0.text(1), type: try $0.text(2))
        }
    }

    /// Tables without forced row-level security, views that run with their owner's rights, and what
    /// can have neither.
    package func leaks(from reader: some Reader) throws -> [Leak] {
        try reader.all(SQL.leaks) { Leak(relation: try $0.text(0), why: try $0.text(1)) }
    }

    /// Whether a role may do what it needs and no more: `(superuser, bypasses row security)`.
    package func rights(from reader: some Reader) throws -> (role: String, isTooMuch: Bool) {
        let found = try reader.first(SQL.rights) { (try $0.text(0), try $0.bool(1)) }
        return found ?? ("?", true)
    }

    /// The server's clock.
    package func clock(from reader: some Reader) throws -> Instant {
        try reader.first(SQL.clock) { try $0.instant(0) } ?? Instant(seconds: 0)
    }

    /// The zones of active clinics, by name, and whether the server has each.
    package func zones(from reader: some Reader) throws -> [(name: String, isKnown: Bool)] {
        try reader.all(SQL.zones) { (try $0.text(0), try $0.bool(1)) }
    }

    /// The first instant at which the server's clocks of a zone are not as far from UTC as ours.
    ///
    /// - Parameters:
    ///   - zone: that the server has.
    ///   - offsets: seconds ahead of UTC, by instant.
    ///   - reader: any server.
    /// - Returns: `nil` when all agree.
    /// - Throws: what the database throws.
    package func difference(
        of zone: String, _ offsets: [(at: Instant, ahead: Int)], from reader: some Reader
    ) throws -> Instant? {
        let found = try reader.first(
            SQL.zoneDifference, .text(zone), .ints(offsets.map(\.at.seconds)),
            .ints(offsets.map { Int64($0.ahead) })
        ) { try $0.optionalInt(0) }
        return (found ?? nil).map { Instant(seconds: $0) }
    }

    /// Where a server stands in the history of its cluster.
    package struct Standing: Sendable, Equatable {
        package let isStandby: Bool
        /// Flushed by a primary, replayed by a standby.
        package let lsn: LSN
        package let lineage: Lineage
        /// The login may not see from whom the standby receives, and so not its timeline either.
        package let hidesReceiver: Bool
    }

    /// Where a server stands.
    package func standing(from reader: some Reader) throws -> Standing {
        let found = try reader.first(SQL.standing) { row in
            Standing(
                isStandby: try row.bool(0), lsn: try row.lsn(1),
                lineage: Lineage(systemIdentifier: try row.text(2), timeline: try row.int(3)),
                hidesReceiver: try row.bool(4))
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "no position") }
        return found
    }

    /// The primary last worked with; `nil` before the first run.
    package func lastPrimary(from reader: some Reader) throws -> Lineage? {
        try reader.first(SQL.lastPrimary) {
            Lineage(systemIdentifier: try $0.text(0), timeline: try $0.int(1))
        }
    }

    /// What a monitor watches.
    package struct Watch: Sendable, Equatable {
        package let ready: Int
        package let waiting: Int
        package let running: Int
        package let failed: Int
        package let quarantined: Int
        /// Of the run that has been due longest and is not begun; 0 when there is none.
        package let oldestDueSeconds: Int
        /// Of the supervisor that was heard of last; `nil` when there never was one.
        package let heartbeatSeconds: Int?
    }

    /// Counts of the queue and of runs that ended without a result, and two ages by its clock.
    package func watch(from reader: some Reader) throws -> Watch {
        let found = try reader.first(SQL.watch) { row in
            Watch(
                ready: Int(try row.int(0)), waiting: Int(try row.int(1)),
                running: Int(try row.int(2)), failed: Int(try row.int(3)),
                quarantined: Int(try row.int(4)), oldestDueSeconds: Int(try row.int(5)),
                heartbeatSeconds: try row.optionalInt(6).map(Int.init))
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "no counts") }
        return found
    }

    package enum SQL: String, Statement {
        case zones = """
            SELECT time_zone, worker.zone_is_known(time_zone)
            FROM (SELECT DISTINCT time_zone FROM clinic.clinic WHERE active) AS named
            ORDER BY 1
            """
        case zoneDifference = """
            SELECT min(at) FROM unnest($2::bigint[], $3::bigint[]) AS given (at, ahead)
            WHERE extract(epoch FROM (to_timestamp(at) AT TIME ZONE $1)
                - (to_timestamp(at) AT TIME ZONE 'UTC'))::bigint <> ahead
            """
        case watch = """
            SELECT count(*) FILTER (WHERE state = 'ready'),
                count(*) FILTER (WHERE state = 'waiting'),
                count(*) FILTER (WHERE state = 'running'),
                (SELECT count(*) FROM worker.run_trouble JOIN worker.run ON run.id = run_id
                    WHERE run.state = 'failed'),
                (SELECT count(*) FROM worker.run_trouble JOIN worker.run ON run.id = run_id
                    WHERE run.state = 'quarantined'),
                greatest(0, coalesce(extract(epoch FROM clock_timestamp()
                    - min(due_at) FILTER (WHERE state = 'ready')), 0))::bigint,
                (SELECT extract(epoch FROM clock_timestamp() - max(beat_at))
                    FROM worker.heartbeat)::bigint
            FROM worker.queue
            """

        case columns = """
            SELECT relation.relname::text, attribute.attname::text,
                format_type(attribute.atttypid, NULL)
            FROM pg_attribute AS attribute
            JOIN pg_class AS relation ON relation.oid = attribute.attrelid
            JOIN pg_namespace AS namespace ON namespace.oid = relation.relnamespace
            WHERE namespace.nspname = 'clinic' AND relation.relkind IN ('r', 'p', 'v', 'm', 'f')
                AND attribute.attnum > 0 AND NOT attribute.attisdropped
            ORDER BY relation.relname, attribute.attnum
            """
        case leaks = """
            SELECT relation.relname::text, CASE relation.relkind
                WHEN 'v' THEN 'is a view without security_invoker'
                WHEN 'm' THEN 'is a materialized view, which knows no row-level security'
                WHEN 'f' THEN 'is a foreign table, which knows no row-level security'
                ELSE 'has no forced row-level security' END
            FROM pg_class AS relation
            JOIN pg_namespace AS namespace ON namespace.oid = relation.relnamespace
            JOIN pg_attribute AS attribute ON attribute.attrelid = relation.oid
                AND attribute.attname = 'clinic_id' AND NOT attribute.attisdropped
            WHERE namespace.nspname = 'clinic' AND CASE WHEN relation.relkind = 'v'
                THEN NOT EXISTS (SELECT FROM pg_options_to_table(relation.reloptions)
                    WHERE option_name = 'security_invoker' AND option_value::boolean)
                WHEN relation.relkind IN ('r', 'p')
                THEN NOT (relation.relrowsecurity AND relation.relforcerowsecurity)
                ELSE relation.relkind IN ('m', 'f') END
            ORDER BY relation.relname
            """
        case rights = """
            SELECT current_user::text, rolsuper OR rolbypassrls FROM pg_roles
            WHERE rolname = current_user
            """
        case clock = "SELECT clock_timestamp()"
        /// As a run asks it, `SessionStatement.position`.
        case standing = """
            SELECT pg_is_in_recovery(), CASE WHEN pg_is_in_recovery()
                    THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
                (SELECT system_identifier FROM pg_control_system())::text,
                CASE WHEN pg_is_in_recovery()
                    THEN greatest((SELECT received_tli FROM pg_stat_wal_receiver),
                        (SELECT timeline_id FROM pg_control_checkpoint()),
                        (SELECT min_recovery_end_timeline FROM pg_control_recovery()))::bigint
                    ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))
                        ::bit(32)::bigint END,
                EXISTS (SELECT FROM pg_stat_wal_receiver WHERE received_tli IS NULL)
            """
        case lastPrimary = "SELECT system_identifier, timeline FROM worker.server"
    }
}
