import Access

/// Money on the day on which it posts, and drawers, which are counted on their own.
///
/// Columns are those of `JournalRepository.SQL`; `$4` to `$6` are what is late. The count of a drawer
/// is held against what was booked when its day's books were closed. What came later posts its part
/// of `over_short` itself: the count had it in the drawer already, so it moves no cash.
package enum JournalMoney: Statement {
    case payments, allocations, refunds, disputesLost, writeOffs, counts

    package init?(rawValue: String) { nil }

    package var rawValue: String {
        switch self {
        case .payments: Self.paymentText
        case .allocations: Self.allocationText
        case .refunds: Self.refundText
        case .disputesLost: Self.lostText
        case .writeOffs: Self.writeOffText
        case .counts: Self.countText
        }
    }

    private static let posted = PostedRows(lateAt: 4)

    /// Whether cash came after the books of its day were closed, and its drawer was counted that day.
    private static func wasCounted(_ row: String, on day: String) -> String {
        """
        \(row).posted_on > \(day) AND \(row).currency = house.currency
            AND EXISTS (SELECT FROM clinic.drawer_movement AS counted
                WHERE counted.clinic_id = $1 AND counted.kind = 'count'
                    AND counted.drawer_id = payment.drawer_id AND counted.moved_on = \(day))
        """
    }

    /// A rule of the map is no tender: what is neither at the counter nor at the bank is a gateway's.
    private static let paymentText = """
        SELECT payment.clinic_id, payment.id, payment.posted_on,
            replace(payment.method, '_', ' '), part.event, payment.currency, payment.amount,
            NULL::text
        FROM \(posted.received) AS payment
        JOIN clinic.clinic AS house ON house.id = payment.clinic_id
        CROSS JOIN LATERAL (VALUES
            (1, CASE WHEN payment.method = 'cash' THEN 'payment_cash'
                WHEN payment.method = 'cheque' THEN 'payment_cheque'
                WHEN payment.method = 'bank_transfer' THEN 'payment_transfer'
                WHEN payment.gateway IS NULL AND payment.gateway_reference IS NULL
                    AND payment.terminal <> '' THEN 'payment_terminal'
                ELSE 'payment_gateway' END),
            (2, CASE payment.purpose WHEN 'advance' THEN 'advance' END),
            (3, CASE WHEN payment.method = 'cash'
                AND \(wasCounted("payment", on: "payment.received_on")) THEN 'over_short' END)
        ) AS part (position, event)
        WHERE payment.clinic_id = $1 AND payment.status = 'captured' AND part.event IS NOT NULL
        ORDER BY payment.id, part.position
        """

    /// What was allocated counts in the invoice's currency there, and in the payment's here.
    private static let allocationText = """
        SELECT used.clinic_id, used.id, used.posted_on,
            'payment ' || used.payment_id || ' for ' || invoice.number, part.event,
            part.currency, part.amount, NULL::text
        FROM \(posted.allocated) AS used
        JOIN clinic.payment
            ON payment.clinic_id = used.clinic_id AND payment.id = used.payment_id
        JOIN clinic.invoice
            ON invoice.clinic_id = used.clinic_id AND invoice.id = used.invoice_id
        CROSS JOIN LATERAL (VALUES
            (1, 'allocation', invoice.currency, used.amount),
            (2, CASE WHEN payment.status <> 'captured' THEN 'payment_failed' END,
                payment.currency, used.amount),
            (3, CASE WHEN payment.status = 'captured' AND payment.purpose = 'advance'
                THEN 'advance' END, payment.currency, -used.amount),
            (4, CASE WHEN payment.currency <> invoice.currency THEN 'exchange' END,
                payment.currency, used.amount),
            (5, CASE WHEN payment.currency <> invoice.currency THEN 'exchange' END,
                invoice.currency, -used.amount)
        ) AS part (position, event, currency, amount)
        WHERE used.clinic_id = $1 AND part.event IS NOT NULL
        ORDER BY used.id, part.position
        """

    private static let refundText = """
        SELECT refund.clinic_id, refund.id, refund.posted_on,
            'payment ' || refund.payment_id, part.event, refund.currency,
            part.sign * refund.amount, NULL::text
        FROM \(posted.refunded) AS refund
        JOIN clinic.clinic AS house ON house.id = refund.clinic_id
        JOIN clinic.payment
            ON payment.clinic_id = refund.clinic_id AND payment.id = refund.payment_id
        CROSS JOIN LATERAL (VALUES
            (1, CASE WHEN refund.gateway_reference IS NOT NULL THEN 'refund_gateway'
                WHEN refund.tender = 'cash' THEN 'refund_cash' ELSE 'refund_transfer' END, 1),
            (2, CASE WHEN payment.status <> 'captured' THEN 'payment_failed'
                WHEN payment.currency <> refund.currency THEN 'exchange'
                WHEN payment.purpose = 'advance' THEN 'advance' END,
                CASE WHEN payment.status <> 'captured' THEN 1 ELSE -1 END),
            (3, CASE WHEN refund.tender = 'cash'
                AND \(wasCounted("refund", on: "refund.refunded_on")) THEN 'over_short' END, -1)
        ) AS part (position, event, sign)
        WHERE refund.clinic_id = $1 AND part.event IS NOT NULL
        ORDER BY refund.id, part.position
        """

    private static let lostText = """
        SELECT dispute.clinic_id, dispute.id, dispute.posted_on,
            'payment ' || dispute.payment_id, part.event, payment.currency,
            part.sign * dispute.amount, NULL::text
        FROM \(posted.lost) AS dispute
        JOIN clinic.payment
            ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
        CROSS JOIN LATERAL (VALUES (1, 'dispute_lost', 1),
            (2, CASE WHEN payment.status <> 'captured' THEN 'payment_failed'
                WHEN payment.purpose = 'advance' THEN 'advance' END,
                CASE WHEN payment.status <> 'captured' THEN 1 ELSE -1 END)
        ) AS part (position, event, sign)
        WHERE dispute.clinic_id = $1 AND part.event IS NOT NULL
        ORDER BY dispute.id, part.position
        """

    private static let writeOffText = """
        SELECT change.clinic_id, change.id, change.posted_on, invoice.number, 'write_off',
            invoice.currency, change.amount, NULL::text
        FROM \(posted.adjusted) AS change
        JOIN clinic.invoice
            ON invoice.clinic_id = change.clinic_id AND invoice.id = change.invoice_id
        WHERE change.clinic_id = $1 AND change.kind = 'write_off' AND invoice.status = 'issued'
        ORDER BY change.id
        """

    /// The last count of a drawer's day against what was to be in it; missing cash is positive.
    private static let countText = """
        SELECT counted.clinic_id, counted.id, counted.moved_on, counted.name, 'over_short',
            counted.currency, expected.amount - counted.amount, NULL::text
        FROM (
            SELECT DISTINCT ON (moved.drawer_id, moved.moved_on) moved.clinic_id, moved.id,
                moved.drawer_id, moved.moved_on, moved.amount, drawer.name, house.currency
            FROM clinic.drawer_movement AS moved
            JOIN clinic.clinic AS house ON house.id = moved.clinic_id
            JOIN clinic.drawer
                ON drawer.clinic_id = moved.clinic_id AND drawer.id = moved.drawer_id
            WHERE moved.clinic_id = $1 AND moved.kind = 'count'
                AND moved.moved_on >= $2 AND moved.moved_on < $3
            ORDER BY moved.drawer_id, moved.moved_on, moved.id DESC
        ) AS counted
        JOIN (
            SELECT part.drawer_id, part.day, sum(part.amount) AS amount
            FROM (
                SELECT moved.drawer_id, moved.moved_on AS day,
                    CASE moved.kind WHEN 'float' THEN moved.amount
                        WHEN 'pay_out' THEN -moved.amount ELSE 0 END AS amount
                FROM clinic.drawer_movement AS moved
                WHERE moved.clinic_id = $1 AND moved.moved_on >= $2 AND moved.moved_on < $3
                UNION ALL
                SELECT payment.drawer_id, payment.posted_on, payment.amount
                FROM \(posted.received) AS payment
                JOIN clinic.clinic AS house ON house.id = payment.clinic_id
                    AND house.currency = payment.currency
                WHERE payment.clinic_id = $1 AND payment.drawer_id IS NOT NULL
                    AND payment.method = 'cash' AND payment.status = 'captured'
                    AND payment.posted_on <= payment.received_on
                UNION ALL
                SELECT payment.drawer_id, refund.posted_on, -refund.amount
                FROM \(posted.refunded) AS refund
                JOIN clinic.clinic AS house ON house.id = refund.clinic_id
                    AND house.currency = refund.currency
                JOIN clinic.payment ON payment.clinic_id = refund.clinic_id
                    AND payment.id = refund.payment_id
                WHERE refund.clinic_id = $1 AND refund.tender = 'cash'
                    AND refund.posted_on <= refund.refunded_on
            ) AS part
            GROUP BY part.drawer_id, part.day
        ) AS expected ON expected.drawer_id = counted.drawer_id
            AND expected.day = counted.moved_on
        WHERE expected.amount <> counted.amount
        ORDER BY counted.id
        """
}
