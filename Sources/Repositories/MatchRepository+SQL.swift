import Access

extension MatchRepository {
    package enum SQL: String, Statement {
        case lock = "SELECT pg_advisory_xact_lock(hashtextextended('evclinic match', $1))"
        /// $2 for undone ones too, $3 a number, NULL for any.
        case decisions = """
            SELECT decision.id, kind, left_kind, array_to_string(left_ids, ','), right_kind,
                array_to_string(right_ids, ','), reason, difference_type, decided_by,
                (decided_at AT TIME ZONE clinic.time_zone)::date, decided_at, undone_at,
                undone_by, undone_because
            FROM worker.match_decision AS decision
                JOIN clinic.clinic ON clinic.id = decision.clinic_id
            WHERE decision.clinic_id = $1 AND ($2::boolean OR undone_at IS NULL)
                AND ($3::bigint IS NULL OR decision.id = $3)
            ORDER BY decision.id
            """
        /// $2 for undone ones too, $3 a number, NULL for any.
        case rules = """
            SELECT id, pattern, direction, reason, made_by, made_at, undone_at, undone_by,
                undone_because
            FROM worker.bank_rule
            WHERE clinic_id = $1 AND ($2::boolean OR undone_at IS NULL)
                AND ($3::bigint IS NULL OR id = $3)
            ORDER BY id
            """
        case addDecision = """
            INSERT INTO worker.match_decision (clinic_id, kind, left_kind, left_ids, right_kind,
                right_ids, difference_type, reason, decided_by, decided_at)
            VALUES ($1, $2, $3, $4::bigint[], $5::text, $6::bigint[], $7::text, $8, $9,
                clock_timestamp())
            RETURNING id
            """
        case addRule = """
            INSERT INTO worker.bank_rule (clinic_id, pattern, direction, reason, made_by, made_at)
            VALUES ($1, $2, $3, $4, $5, clock_timestamp()) RETURNING id
            """
        case undoDecision = """
            UPDATE worker.match_decision
            SET undone_at = clock_timestamp(), undone_by = $3, undone_because = $4
            WHERE clinic_id = $1 AND id = $2 AND undone_at IS NULL
            """
        case undoRule = """
            UPDATE worker.bank_rule
            SET undone_at = clock_timestamp(), undone_by = $3, undone_because = $4
            WHERE clinic_id = $1 AND id = $2 AND undone_at IS NULL
            """
    }
}
