import Access

extension AuditRollupRepository {
    /// `$1` is the clinic, `$2` and `$3` the period's days, `$4` the clinic's zone.
    package enum SQL: Statement {
        case rollup, hours, count, found, late, keep

        package init?(rawValue: String) { nil }

        package var rawValue: String {
            switch self {
            case .rollup: Self.rollupText
            case .hours: Self.hoursText
            case .count: Self.countText
            case .found: Self.foundText
            case .late: Self.lateText
            case .keep: Self.keepText
            }
        }

        /// Rows of the trail in the period; with the clinic, by the index of both.
        static let ofPeriod = """
            audit.recorded_at >= $2::date::timestamp AT TIME ZONE $4
                AND audit.recorded_at < $3::date::timestamp AT TIME ZONE $4
            """

        /// An amount that is moved: at most twelve digits, and four behind the point.
        static let amount = "'^-?[0-9]{1,12}([.][0-9]{1,4}0{0,12})?$'"

        /// A number of a row of the books.
        static let number = "'^[1-9][0-9]{0,17}$'"

        /// What each row moves: `gross` where it has one, else `amount`.
        ///
        /// A side that is not there counts as nothing, so what is created moves all of it. Both sides there
        /// and the figure on one of them is not to be read, nor is what is no plain number, nor a side that
        /// is no object. The currency is the row's own, else that of the document, payment or refund.
        private static let rollupText = """
            SELECT $1::bigint AS clinic_id, (audit.recorded_at AT TIME ZONE $4)::date AS local_day,
                left(audit.login, 120) COLLATE "C" AS login,
                left(audit.role, 120) COLLATE "C" AS role,
                left(audit.entity, 120) COLLATE "C" AS entity,
                left(audit.action, 120) COLLATE "C" AS action,
                coalesce(figure.currency, invoice.currency, payment.currency, refund.currency, $5)
                    COLLATE "C" AS currency,
                count(*),
                coalesce(sum(CASE WHEN NOT figure.is_unreadable THEN
                    coalesce(figure.new::numeric, 0) - coalesce(figure.old::numeric, 0) END), 0),
                count(*) FILTER (WHERE figure.is_unreadable)
            FROM clinic.audit_log AS audit
            \(figure)
            LEFT JOIN clinic.invoice ON invoice.clinic_id = $1
                AND invoice.id = CASE WHEN audit.entity = 'invoice' THEN figure.owner END
            LEFT JOIN clinic.payment ON payment.clinic_id = $1
                AND payment.id = CASE WHEN audit.entity = 'payment' THEN figure.owner END
            LEFT JOIN clinic.refund ON refund.clinic_id = $1
                AND refund.id = CASE WHEN audit.entity = 'refund' THEN figure.owner END
            WHERE audit.clinic_id = $1 AND \(ofPeriod)
            GROUP BY 2, 3, 4, 5, 6, 7
            ORDER BY 2, 3, 4, 5, 6, 7
            """

        /// The figure of a row of `audit`: `old`, `new`, `currency`, `owner` and whether it can be read.
        ///
        /// `owner` is the number of what it belongs to, where the row has money and no currency.
        static let figure = """
            CROSS JOIN LATERAL (
                SELECT coalesce(audit.before ->> 'gross', audit.after ->> 'gross') IS NOT NULL
            ) AS word (is_gross)
            CROSS JOIN LATERAL (
                SELECT CASE WHEN word.is_gross THEN audit.before ->> 'gross'
                        ELSE audit.before ->> 'amount' END,
                    CASE WHEN word.is_gross THEN audit.after ->> 'gross'
                        ELSE audit.after ->> 'amount' END,
                    audit.before ->> 'currency', audit.after ->> 'currency'
            ) AS said (old, new, old_currency, new_currency)
            CROSS JOIN LATERAL (
                SELECT said.old, said.new,
                    CASE WHEN coalesce(said.old, said.new) IS NOT NULL
                        AND coalesce(said.new_currency, said.old_currency) ~ '^[A-Z]{3}$'
                        THEN coalesce(said.new_currency, said.old_currency) END,
                    CASE WHEN coalesce(said.old, said.new) IS NOT NULL
                        AND coalesce(said.new_currency, said.old_currency, '') !~ '^[A-Z]{3}$'
                        AND audit.entity_id ~ \(number) THEN audit.entity_id::bigint END,
                    coalesce(said.old !~ \(amount), false)
                        OR coalesce(said.new !~ \(amount), false)
                        OR coalesce(said.old_currency <> said.new_currency, false)
                        OR coalesce(jsonb_typeof(audit.before) NOT IN ('object', 'null'), false)
                        OR coalesce(jsonb_typeof(audit.after) NOT IN ('object', 'null'), false)
                        OR (said.old IS NULL) <> (said.new IS NULL)
                            AND coalesce(jsonb_typeof(audit.before) <> 'null', false)
                            AND coalesce(jsonb_typeof(audit.after) <> 'null', false)
            ) AS figure (old, new, currency, owner, is_unreadable)
            """

        private static let hoursText = """
            SELECT $1::bigint AS clinic_id,
                extract(isodow FROM audit.recorded_at AT TIME ZONE $4)::bigint AS weekday,
                extract(hour FROM audit.recorded_at AT TIME ZONE $4)::bigint AS hour, count(*)
            FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = $1 AND \(ofPeriod)
            GROUP BY 2, 3 ORDER BY 2, 3
            """

        private static let countText = """
            SELECT count(*) FROM clinic.audit_log AS audit WHERE audit.clinic_id = $1 AND \(ofPeriod)
            """

        private static let foundText = """
            SELECT count(*) FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = $1 AND \(ofPeriod) AND audit.id = ANY ($5::bigint[])
            """

        /// Rows are only ever added to a trail, so a day whose number of rows is the same is the same.
        private static let lateText = """
            SELECT $1::bigint AS clinic_id, local_day
            FROM (
                SELECT (audit.recorded_at AT TIME ZONE $4)::date AS local_day, count(*) AS rows
                FROM clinic.audit_log AS audit
                WHERE audit.clinic_id = $1 AND \(ofPeriod)
                GROUP BY 1
            ) AS trail
            FULL JOIN (
                SELECT rollup.local_day, sum(rollup.rows) AS rows
                FROM worker.audit_rollup AS rollup
                WHERE rollup.clinic_id = $1 AND rollup.local_day >= $2 AND rollup.local_day < $3
                GROUP BY 1
            ) AS kept USING (local_day)
            WHERE trail.rows IS DISTINCT FROM kept.rows
            ORDER BY local_day
            """

        /// Whole days: what they do not have any more goes.
        private static let keepText = """
            WITH wanted AS (
                SELECT one.*
                FROM unnest($3::text[]::date[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::bigint[], $10::text[]::numeric[], $11::bigint[])
                    AS one (local_day, login, role, entity, action, currency, rows, money, unreadable)
            ), gone AS (
                DELETE FROM worker.audit_rollup AS kept
                WHERE kept.clinic_id = $1 AND kept.local_day = ANY ($2::text[]::date[])
                    AND NOT EXISTS (SELECT FROM wanted
                        WHERE wanted.local_day = kept.local_day AND wanted.login = kept.login
                            AND wanted.role = kept.role AND wanted.entity = kept.entity
                            AND wanted.action = kept.action AND wanted.currency = kept.currency)
            )
            INSERT INTO worker.audit_rollup AS kept (clinic_id, local_day, login, role, entity,
                action, currency, rows, money, unreadable)
            SELECT $1, wanted.local_day, wanted.login, wanted.role, wanted.entity, wanted.action,
                wanted.currency, wanted.rows, trim_scale(wanted.money), wanted.unreadable
            FROM wanted
            ON CONFLICT (clinic_id, local_day, login, role, entity, action, currency) DO UPDATE
                SET rows = excluded.rows, money = excluded.money, unreadable = excluded.unreadable
                WHERE (kept.rows, kept.money, kept.unreadable)
                    IS DISTINCT FROM (excluded.rows, excluded.money, excluded.unreadable)
            """
    }
}
