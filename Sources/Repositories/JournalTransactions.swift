import Access

/// Rows of gateways on their own days: those of the clinic's table, and those that only files have.
///
/// Columns and parameters are those of `JournalRepository.SQL`; `$4` is the clinic's zone.
package enum JournalTransactions: Statement {
    case own, filed

    package init?(rawValue: String) { nil }

    package var rawValue: String {
        """
        SELECT moved.clinic_id, moved.id, (moved.created_at AT TIME ZONE $4)::date,
            moved.gateway || ' ' || moved.reference, part.event, moved.currency, part.amount,
            NULL::text
        FROM \(rows) AS moved
        CROSS JOIN LATERAL (VALUES
            (1, CASE moved.kind WHEN 'charge' THEN 'gateway_charge'
                WHEN 'refund' THEN 'gateway_refund' WHEN 'dispute' THEN 'gateway_dispute'
                WHEN 'adjustment' THEN 'gateway_adjustment' ELSE 'gateway_fee' END,
                CASE moved.kind WHEN 'charge' THEN moved.gross
                    WHEN 'adjustment' THEN moved.gross - moved.fee - moved.fee_tax
                    WHEN 'dispute' THEN moved.fee + moved.fee_tax - moved.gross
                    ELSE -moved.gross END),
            (2, CASE WHEN moved.kind NOT IN ('dispute', 'adjustment')
                THEN 'gateway_fee' END, moved.fee),
            (3, CASE WHEN moved.kind NOT IN ('dispute', 'adjustment')
                THEN 'gateway_fee_tax' END, moved.fee_tax)
        ) AS part (position, event, amount)
        WHERE moved.created_at >= $2::date::timestamp AT TIME ZONE $4
            AND moved.created_at < $3::date::timestamp AT TIME ZONE $4
            AND part.event IS NOT NULL
        ORDER BY moved.id, part.position
        """
    }

    /// What came by files counts unless the clinic's own table has it too.
    private var rows: String {
        switch self {
        case .own:
            """
            (SELECT own.* FROM clinic.gateway_transaction AS own
                WHERE own.clinic_id = $1 AND own.status = 'captured')
            """
        case .filed:
            """
            (SELECT line.* FROM worker.gateway_line AS line
                WHERE line.clinic_id = $1 AND line.is_captured
                    AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                        WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                            AND own.gateway = line.gateway AND own.kind = line.kind
                            AND sign(own.gross) = sign(line.gross)))
            """
        }
    }
}
