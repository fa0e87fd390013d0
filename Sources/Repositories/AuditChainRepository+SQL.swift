import Access

extension AuditChainRepository {
    package enum SQL: String, Statement {
        case lock = """
            SELECT pg_try_advisory_xact_lock(hashtextextended('evclinic audit chain', $1))
            """
        case mark = """
            SELECT complete_until, pending_transaction, pending_until, swept_until,
                cut_at
            FROM worker.audit_mark WHERE clinic_id = $1
            """
        case keep = """
            INSERT INTO worker.audit_mark AS mark
                (clinic_id, complete_until, pending_transaction, pending_until, swept_until,
                    cut_at, passed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (clinic_id) DO UPDATE SET complete_until = excluded.complete_until,
                pending_transaction = excluded.pending_transaction,
                pending_until = excluded.pending_until, swept_until = excluded.swept_until,
                cut_at = excluded.cut_at, passed_at = excluded.passed_at
            """
        case horizon = """
            SELECT pg_snapshot_xmin(seen)::text::bigint, pg_snapshot_xmax(seen)::text::bigint,
                coalesce((SELECT max(id) FROM clinic.audit_log WHERE clinic_id = $1), 0)
            FROM pg_current_snapshot() AS seen
            """
        case slice = """
            SELECT count(*), coalesce(max(id), 0) FROM (SELECT id FROM clinic.audit_log
                WHERE clinic_id = $1 AND id > $2 ORDER BY id LIMIT $3) AS slice
            """
        /// Links are asked for row by row, so that no plan of stale statistics reads all of them.
        ///
        /// How many transactions a row is behind the next one is counted modulo 2³², since `xmin` has no
        /// more; it is seen, so it is behind, and open ones are never 2³² behind.
        case unlinked = """
            WITH horizon AS MATERIALIZED (
                SELECT pg_snapshot_xmin(seen)::text::bigint AS oldest,
                    pg_snapshot_xmax(seen)::text::bigint AS next
                FROM pg_current_snapshot() AS seen
            )
            SELECT log.clinic_id, log.id, log.user_id, log.login, log.role, log.recorded_at,
                log.entity, log.entity_id, log.action, log.before, log.after, log.request_id
            FROM clinic.audit_log AS log
            CROSS JOIN horizon
            WHERE log.clinic_id = $1 AND log.id > $2 AND log.id <= $3
                AND (SELECT true FROM worker.audit_link AS link
                    WHERE link.clinic_id = $1 AND link.audit_id = log.id LIMIT 1) IS NULL
                AND (horizon.next - log.xmin::text::bigint) & 4294967295
                    > horizon.next - horizon.oldest
            ORDER BY log.id
            """
        case head = """
            SELECT chain_number, hash FROM worker.audit_link WHERE clinic_id = $1
            ORDER BY chain_number DESC LIMIT 1
            """
        case link = """
            INSERT INTO worker.audit_link (clinic_id, chain_number, audit_id, previous, hash)
            SELECT $1::bigint, $2::bigint + at, id, substring($4::bytea FROM (32 * at - 31)::integer FOR 32),
                substring($4::bytea FROM (32 * at + 1)::integer FOR 32)
            FROM unnest($3::bigint[]) WITH ORDINALITY AS given (id, at)
            """
        case rows = """
            SELECT clinic_id, id, user_id, login, role, recorded_at, entity, entity_id, action,
                before, after, request_id
            FROM clinic.audit_log
            WHERE clinic_id = $1 AND id > $2 AND id <= $3
            ORDER BY id
            """
        case rowsOfPart = """
            SELECT log.clinic_id, log.id, log.user_id, log.login, log.role, log.recorded_at,
                log.entity, log.entity_id, log.action, log.before, log.after, log.request_id
            FROM clinic.audit_log AS log
            WHERE log.clinic_id = $1 AND log.id > $2 AND log.id <= $3
                AND EXISTS (SELECT FROM worker.audit_link AS link
                    WHERE link.clinic_id = $1 AND link.audit_id = log.id
                        AND link.chain_number > $4 AND link.chain_number <= $5)
            UNION ALL
            SELECT log.clinic_id, log.id, log.user_id, log.login, log.role, log.recorded_at,
                log.entity, log.entity_id, log.action, log.before, log.after, log.request_id
            FROM clinic.audit_log AS log
            WHERE log.clinic_id = $1 AND log.id > $2 AND log.id <= $3
                AND log.recorded_at >= $6 AND log.recorded_at < $7
                AND NOT EXISTS (SELECT FROM worker.audit_link AS link
                    WHERE link.clinic_id = $1 AND link.audit_id = log.id)
            ORDER BY 2
            """
        case links = """
            SELECT chain_number, audit_id, previous, hash FROM worker.audit_link
            WHERE clinic_id = $1 AND audit_id >= $2 AND (audit_id > $2 OR chain_number > $6)
                AND chain_number > $4 AND chain_number <= $5
            ORDER BY audit_id, chain_number
            LIMIT $3
            """
    }
}
