import Access
import Domain

extension AuditFlagRepository {
    /// One statement a concern: clinic, id, time, the clinic's day and time, login, role, entity, its id
    /// where that names nobody, action, rows, why, and an amount with its currency that ends the why.
    ///
    /// `$1` is the clinic, `$2` and `$3` the period's days, `$4` the clinic's zone.
    package enum SQL: Statement {
        case closedPeriod, voidAfterPayment, sameHands, unreadable, patientExport, priceOverride
        case afterHours, firstTime

        static func of(_ concern: AuditConcern) -> SQL {
            switch concern {
            case .closedPeriod: .closedPeriod
            case .voidAfterPayment: .voidAfterPayment
            case .sameHands: .sameHands
            case .unreadable: .unreadable
            case .patientExport: .patientExport
            case .priceOverride: .priceOverride
            case .afterHours: .afterHours
            case .firstTime: .firstTime
            }
        }

        package init?(rawValue: String) { nil }

        package var rawValue: String {
            switch self {
            case .closedPeriod: Self.closedText
            case .voidAfterPayment: Self.voidText
            case .sameHands: Self.handsText
            case .unreadable: Self.unreadableText
            case .patientExport: Self.exportText
            case .priceOverride: Self.priceText
            case .afterHours: Self.afterHoursText
            case .firstTime: Self.firstText
            }
        }

        private typealias Trail = AuditRollupRepository.SQL
        private static let ofPeriod = Trail.ofPeriod
        private static let local = "audit.recorded_at AT TIME ZONE $4"
        private static let words = """
            left(audit.login, 120), left(audit.role, 120), left(audit.entity, 120)
            """

        /// An id that is no person's: a row of the books by its number, or what the worker calls its own.
        private static let shownID = """
            CASE WHEN audit.entity LIKE 'worker.%' THEN left(audit.entity_id, 60)
                WHEN audit.entity IN ('invoice', 'invoice_line', 'payment', 'payment_allocation', 'refund',
                    'document_adjustment', 'deposit', 'dispute', 'drawer_movement', 'payout', 'service',
                    'medicine', 'stock_movement') AND audit.entity_id ~ \(Trail.number)
                    THEN audit.entity_id
                ELSE '' END
            """

        /// What a row is, up to the why.
        private static let row = """
            audit.clinic_id, audit.id, audit.recorded_at,
                to_char(\(local), 'YYYY-MM-DD HH24:MI'), \(words),
                \(shownID), left(audit.action, 120), 1::bigint
            """

        /// The same of rows alike on one day, told by the first of them.
        private static let alike = """
            audit.clinic_id, (array_agg(audit.id ORDER BY audit.recorded_at, audit.id))[1],
                min(audit.recorded_at), to_char(min(\(local)), 'YYYY-MM-DD HH24:MI'), \(words),
                CASE WHEN count(*) = 1 THEN min(\(shownID)) ELSE '' END, left(audit.action, 120),
                count(*)
            """
        private static let byDay = """
            audit.clinic_id, (\(local))::date, \(words), left(audit.action, 120)
            """

        /// What the schedule made the worker do is nobody's.
        private static let isSomebodys = """
            NOT (audit.role = 'scheduler' AND audit.user_id IS NULL AND audit.entity LIKE 'worker.%')
            """

        /// The number of the row of the books that a row of the trail is about; NULL of another entity.
        private static func numbered(_ entity: String) -> String {
            """
            CASE WHEN audit.entity = '\(entity)'
                AND audit.entity_id ~ \(Trail.number) THEN audit.entity_id::bigint END
            """
        }

        /// Whether there was something before.
        private static let isChange = "coalesce(jsonb_typeof(audit.before), 'null') <> 'null'"

        /// A change of what was in the books when they were closed, while they were.
        ///
        /// Whose close it was is decided as for periods: one that was ever approved here goes by its
        /// approvals. The clinic's own system does not say when it reopened a period, so such a one counts
        /// for nothing. Of what was deleted nobody knows the day any more.
        private static let closedText = """
            SELECT \(row),
                thing.what || ' of ' || to_char(thing.day, 'YYYY-MM-DD') || ', books of ' || closed.name
                    || ' closed on ' || to_char(closed.at AT TIME ZONE $4, 'YYYY-MM-DD') || ' '
                    || closed.who,
                NULL::numeric, NULL::text
            FROM clinic.audit_log AS audit
            LEFT JOIN clinic.invoice_line AS line ON line.clinic_id = $1
                AND line.id = \(numbered("invoice_line"))
            LEFT JOIN clinic.invoice AS document ON document.clinic_id = $1
                AND document.id = CASE audit.entity WHEN 'invoice_line' THEN line.invoice_id
                    WHEN 'invoice' THEN CASE WHEN audit.entity_id ~ \(Trail.number)
                        THEN audit.entity_id::bigint END END
            LEFT JOIN clinic.payment ON payment.clinic_id = $1
                AND payment.id = \(numbered("payment"))
            LEFT JOIN clinic.refund ON refund.clinic_id = $1
                AND refund.id = \(numbered("refund"))
            CROSS JOIN LATERAL (
                VALUES ('document ' || document.number, document.issue_date, document.recorded_at),
                    ('payment', payment.received_on, payment.recorded_at),
                    ('refund', refund.refunded_on, NULL)
            ) AS thing (what, day, recorded_at)
            CROSS JOIN LATERAL (
                SELECT was.name, was.at, was.who
                FROM (
                    SELECT close.period AS name, close.approved_at AS at,
                        'by ' || close.approved_by AS who, close.from_date, close.until_date
                    FROM worker.close
                    WHERE close.clinic_id = $1
                        AND coalesce(close.reopened_at, 'infinity') > audit.recorded_at
                        AND coalesce(close.stale_at, 'infinity') > audit.recorded_at
                    UNION ALL
                    SELECT theirs.name, theirs.closed_at, 'in the clinic''s own system',
                        theirs.from_date, theirs.until_date
                    FROM clinic.accounting_period AS theirs
                    WHERE theirs.clinic_id = $1 AND theirs.state = 'closed'
                        AND NOT EXISTS (SELECT FROM worker.close WHERE close.clinic_id = $1
                            AND close.from_date < theirs.until_date
                            AND close.until_date > theirs.from_date)
                ) AS was
                WHERE thing.day >= was.from_date AND thing.day < was.until_date
                    AND was.at <= audit.recorded_at
                    AND coalesce(thing.recorded_at, '-infinity') <= was.at
                ORDER BY was.at DESC, was.name LIMIT 1
            ) AS closed
            WHERE audit.clinic_id = $1 AND \(ofPeriod) AND \(isChange)
                AND audit.entity IN ('invoice', 'invoice_line', 'payment', 'refund')
                AND thing.day IS NOT NULL
            ORDER BY audit.recorded_at, audit.id
            """

        /// Whatever became of the payment: one that was taken back first is the one to look at.
        private static let voidText = """
            SELECT \(row),
                'document ' || document.number || ' was voided after payment'
                    || CASE WHEN paid.left_over = 0 THEN ', which was taken back before; it was'
                        ELSE ' of' END,
                paid.amount, document.currency
            FROM clinic.audit_log AS audit
            JOIN clinic.invoice AS document ON document.clinic_id = $1
                AND document.id = \(numbered("invoice"))
            CROSS JOIN LATERAL (
                SELECT sum(part.amount) FILTER (WHERE part.amount > 0), sum(part.amount)
                FROM clinic.payment_allocation AS part
                JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = part.payment_id
                WHERE part.clinic_id = $1 AND part.invoice_id = document.id
                    AND part.allocated_on <= (\(local))::date
                    AND payment.recorded_at <= audit.recorded_at
            ) AS paid (amount, left_over)
            WHERE audit.clinic_id = $1 AND \(ofPeriod) AND audit.entity = 'invoice' AND paid.amount > 0
                AND (audit.action = 'void' OR audit.after ->> 'status' = 'void')
                AND audit.before ->> 'status' IS DISTINCT FROM 'void'
            ORDER BY audit.recorded_at, audit.id
            """

        /// Who gives back what he took, or what he made out.
        private static let handsText = """
            SELECT \(row),
                CASE WHEN cashier.login = audit.login
                    THEN 'took the payment and gave back of it'
                    ELSE 'made out document ' || made.number || ' and gave back of its payment' END,
                refund.amount, refund.currency
            FROM clinic.audit_log AS audit
            JOIN clinic.refund ON refund.clinic_id = $1
                AND refund.id = \(numbered("refund"))
            JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = refund.payment_id
            LEFT JOIN clinic.app_user AS cashier ON cashier.id = payment.cashier_id
            LEFT JOIN LATERAL (
                SELECT document.number
                FROM clinic.payment_allocation AS part
                JOIN clinic.invoice AS document
                    ON document.clinic_id = $1 AND document.id = part.invoice_id
                JOIN clinic.audit_log AS birth ON birth.clinic_id = $1
                    AND birth.entity = 'invoice' AND birth.entity_id = part.invoice_id::text
                    AND coalesce(jsonb_typeof(birth.before), 'null') = 'null'
                WHERE part.clinic_id = $1 AND part.payment_id = payment.id
                    AND birth.login = audit.login AND birth.recorded_at <= audit.recorded_at
                ORDER BY document.id LIMIT 1
            ) AS made ON true
            WHERE audit.clinic_id = $1 AND \(ofPeriod) AND audit.entity = 'refund' AND NOT \(isChange)
                AND (cashier.login = audit.login OR made.number IS NOT NULL)
            ORDER BY audit.recorded_at, audit.id
            """

        private static let unreadableText = """
            SELECT \(alike),
                'before or after holds no plain amount: moved as nothing', NULL::numeric, NULL::text
            FROM (
                SELECT $2::date::timestamp AT TIME ZONE $4 AS from_at,
                    $3::date::timestamp AT TIME ZONE $4 AS until_at
            ) AS span
            CROSS JOIN LATERAL \(Trail.figures) AS audit
            WHERE audit.is_unreadable
            GROUP BY \(byDay)
            ORDER BY 3, 2
            """

        /// Purposes are not repeated: they are free text.
        private static let exportText = """
            SELECT \(row),
                CASE WHEN audit.entity LIKE 'worker.%' THEN 'report that names patients'
                    WHEN audit.after ->> 'rows' ~ '^[0-9]{1,9}$'
                        THEN 'data of patients, ' || (audit.after ->> 'rows') || ' rows'
                    ELSE 'data of patients' END,
                NULL::numeric, NULL::text
            FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = $1 AND \(ofPeriod)
                AND (audit.entity IN ('patient', 'payer', 'appointment') AND audit.action LIKE '%export%'
                    OR audit.entity LIKE 'worker.%' AND audit.after ->> 'names' = 'yes')
            ORDER BY audit.recorded_at, audit.id
            """

        private static let priceText = """
            SELECT \(row),
                coalesce('document ' || document.number || ', ', '') || 'unit price '
                    || coalesce(price.old_text, '?') || ' → ' || coalesce(price.new_text, '?')
                    || CASE WHEN line.list_price <> price.old
                        THEN ', list price ' || trim_scale(line.list_price) ELSE '' END,
                NULL::numeric, NULL::text
            FROM clinic.audit_log AS audit
            LEFT JOIN clinic.invoice_line AS line ON line.clinic_id = $1
                AND line.id = \(numbered("invoice_line"))
            LEFT JOIN clinic.invoice AS document
                ON document.clinic_id = $1 AND document.id = line.invoice_id
            CROSS JOIN LATERAL (
                SELECT said.old::numeric, said.new::numeric, said.old, said.new
                FROM (
                    SELECT CASE WHEN audit.before ->> 'unit_price' ~ \(Trail.amount)
                            THEN audit.before ->> 'unit_price'
                            ELSE trim_scale(line.list_price)::text END,
                        CASE WHEN audit.after ->> 'unit_price' ~ \(Trail.amount)
                            THEN audit.after ->> 'unit_price' END
                ) AS said (old, new)
            ) AS price (old, new, old_text, new_text)
            WHERE audit.clinic_id = $1 AND \(ofPeriod) AND audit.entity = 'invoice_line'
                AND (audit.action = 'price_override' OR price.new <> price.old)
            ORDER BY audit.recorded_at, audit.id
            """

        /// `$5` and `$6` are the hours, `$7` the weekdays.
        private static let afterHoursText = """
            SELECT \(alike),
                to_char(min(\(local)), 'Dy HH24:MI') || CASE WHEN count(*) > 1
                    THEN ' to ' || to_char(max(\(local)), 'HH24:MI') ELSE '' END,
                NULL::numeric, NULL::text
            FROM clinic.audit_log AS audit
            WHERE audit.clinic_id = $1 AND \(ofPeriod) AND \(isSomebodys)
                AND ((\(local))::time < $5::text::time OR (\(local))::time >= $6::text::time
                    OR extract(isodow FROM \(local)) <> ALL ($7::bigint[]))
            GROUP BY \(byDay)
            ORDER BY 3, 2
            """

        /// `$5` is how many days before the period count; nothing is a first time where these have no row.
        private static let firstText = """
            WITH known AS MATERIALIZED (
                SELECT DISTINCT older.login, older.action
                FROM clinic.audit_log AS older
                WHERE older.clinic_id = $1 AND older.recorded_at < $2::date::timestamp AT TIME ZONE $4
                    AND older.recorded_at
                        >= ($2::date - $5::bigint::integer)::timestamp AT TIME ZONE $4
            )
            SELECT DISTINCT ON (audit.login, audit.action) \(row),
                CASE WHEN EXISTS (SELECT FROM known WHERE known.login = audit.login)
                    THEN 'has not done this' ELSE 'has done nothing' END
                    || ' in the ' || $5 || ' days before',
                NULL::numeric, NULL::text
            FROM clinic.audit_log AS audit
            LEFT JOIN known ON known.login = audit.login AND known.action = audit.action
            WHERE audit.clinic_id = $1 AND \(ofPeriod) AND known.login IS NULL AND \(isSomebodys)
                AND EXISTS (SELECT FROM known)
            ORDER BY audit.login, audit.action, audit.recorded_at, audit.id
            """
    }
}
