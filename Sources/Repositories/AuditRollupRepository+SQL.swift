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

        /// A price that is told: at most twelve digits, and four behind the point.
        static let amount = "'^-?[0-9]{1,12}([.][0-9]{1,4}0{0,12})?$'"

        /// A number of a row of the books.
        static let number = "'^[1-9][0-9]{0,17}$'"

        /// The days of the period, each from one midnight of the clinic's clocks to the next.
        static let spans = """
            (
                SELECT $2::date + step AS local_day,
                    ($2::date + step)::timestamp AT TIME ZONE $4 AS from_at,
                    ($2::date + step + 1)::timestamp AT TIME ZONE $4 AS until_at
                FROM generate_series(0, $3::date - $2::date - 1) AS step
            ) AS span
            """

        /// Day by day, since the server groups rows of a day by hashing and those of a month by sorting,
        /// which takes thrice as long; then the names that are longer than they may be.
        ///
        /// The currency is the row's own, else that of the document, payment or refund.
        private static let rollupText = """
            SELECT $1::bigint AS clinic_id, span.local_day,
                left(part.login, 120) COLLATE "C" AS login,
                left(part.role, 120) COLLATE "C" AS role,
                left(part.entity, 120) COLLATE "C" AS entity,
                left(part.action, 120) COLLATE "C" AS action, part.currency COLLATE "C" AS currency,
                sum(part.rows)::bigint, sum(part.moved), sum(part.unreadable)::bigint
            FROM \(spans)
            CROSS JOIN LATERAL (
                SELECT figure.login, figure.role, figure.entity, figure.action,
                    coalesce(figure.currency, invoice.currency, payment.currency, refund.currency, $5)
                        AS currency,
                    count(*) AS rows,
                    coalesce(sum(figure.moved) FILTER (WHERE NOT figure.is_unreadable), 0) AS moved,
                    count(*) FILTER (WHERE figure.is_unreadable) AS unreadable
                FROM \(figures) AS figure
                LEFT JOIN clinic.invoice ON invoice.clinic_id = $1
                    AND invoice.id = CASE WHEN figure.entity = 'invoice' THEN figure.owner END
                LEFT JOIN clinic.payment ON payment.clinic_id = $1
                    AND payment.id = CASE WHEN figure.entity = 'payment' THEN figure.owner END
                LEFT JOIN clinic.refund ON refund.clinic_id = $1
                    AND refund.id = CASE WHEN figure.entity = 'refund' THEN figure.owner END
                GROUP BY 1, 2, 3, 4, 5
            ) AS part
            GROUP BY 2, 3, 4, 5, 6, 7
            ORDER BY 2, 3, 4, 5, 6, 7
            """

        /// Rows of the trail from `span.from_at` to `span.until_at` with what each moves: `gross` where it
        /// has one, else `amount`, after less before.
        ///
        /// A side that is not there counts as nothing, so what is created moves all of it. Both sides there
        /// and the figure on one of them cannot be read; nor what is no plain number of at most twelve
        /// digits and four behind the point, a side that is no object, or two currencies. `owner` is the
        /// number of what it belongs to, where the row has money and no currency. OFFSET 0 has the server
        /// look each word up once; the pattern is a short one, since one that counts takes thrice as long.
        static let figures = """
            (SELECT word.clinic_id, word.id, word.recorded_at, word.login, word.role, word.entity,
                word.entity_id, word.action, word.currency,
                CASE WHEN word.currency IS NULL AND (word.old IS NOT NULL OR word.new IS NOT NULL)
                    AND word.entity IN ('invoice', 'payment', 'refund')
                    AND word.entity_id ~ '^[1-9][0-9]*$' AND length(word.entity_id) <= 18
                    THEN word.entity_id::bigint END AS owner,
                coalesce(word.new_number, 0) - coalesce(word.old_number, 0) AS moved,
                CASE WHEN word.old IS NOT NULL THEN word.old_number IS NULL
                        OR abs(word.old_number) >= 1000000000000
                        OR scale(word.old_number) > 4 AND scale(trim_scale(word.old_number)) > 4
                    WHEN word.before IS NOT NULL THEN CASE jsonb_typeof(word.before)
                        WHEN 'null' THEN false WHEN 'object' THEN word.new IS NOT NULL ELSE true END
                    ELSE false END
                OR CASE WHEN word.new IS NOT NULL THEN word.new_number IS NULL
                        OR abs(word.new_number) >= 1000000000000
                        OR scale(word.new_number) > 4 AND scale(trim_scale(word.new_number)) > 4
                    WHEN word.after IS NOT NULL THEN CASE jsonb_typeof(word.after)
                        WHEN 'null' THEN false WHEN 'object' THEN word.old IS NOT NULL ELSE true END
                    ELSE false END
                OR word.has_two_currencies AS is_unreadable
            FROM (
                SELECT said.*,
                    CASE WHEN said.old ~ '^-?[0-9]+([.][0-9]+)?$' AND length(said.old) <= 30
                        THEN said.old::numeric END AS old_number,
                    CASE WHEN said.new ~ '^-?[0-9]+([.][0-9]+)?$' AND length(said.new) <= 30
                        THEN said.new::numeric END AS new_number
                FROM (
                    SELECT one.*,
                        CASE WHEN one.old_gross IS NULL AND one.new_gross IS NULL
                            THEN one.before ->> 'amount' ELSE one.old_gross END AS old,
                        CASE WHEN one.old_gross IS NULL AND one.new_gross IS NULL
                            THEN one.after ->> 'amount' ELSE one.new_gross END AS new,
                        CASE WHEN coalesce(one.after ->> 'currency', one.before ->> 'currency')
                            ~ '^[A-Z]{3}$'
                            THEN coalesce(one.after ->> 'currency', one.before ->> 'currency')
                            END AS currency,
                        coalesce(one.after ->> 'currency' <> (one.before ->> 'currency'), false)
                            AS has_two_currencies
                    FROM (
                        SELECT audit.*, audit.before ->> 'gross' AS old_gross,
                            audit.after ->> 'gross' AS new_gross
                        FROM clinic.audit_log AS audit
                        WHERE audit.clinic_id = $1 AND audit.recorded_at >= span.from_at
                            AND audit.recorded_at < span.until_at
                        OFFSET 0
                    ) AS one
                    OFFSET 0
                ) AS said
                OFFSET 0
            ) AS word
            OFFSET 0)
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
                SELECT span.local_day, counted.rows
                FROM \(spans)
                CROSS JOIN LATERAL (
                    SELECT count(*) AS rows FROM clinic.audit_log AS audit
                    WHERE audit.clinic_id = $1 AND audit.recorded_at >= span.from_at
                        AND audit.recorded_at < span.until_at
                ) AS counted
                WHERE counted.rows > 0
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
