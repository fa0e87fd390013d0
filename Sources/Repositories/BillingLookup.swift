package import Access
package import Domain

/// Rows of other periods, by the ids that rows of this one name.
package struct BillingLookup: Sendable {
    package init() {}

    /// A row that was looked up.
    package struct Found: Sendable {
        package let item: BillingItem
        package let reference: String
        package let amount: Money
        /// Of a ledger row; the gateway's have an instant.
        package let day: Day?
        package let at: Instant?
        package let isCaptured: Bool
    }

    /// Payments, refunds and gateway transactions with such references, outside the period.
    package func gateway(
        _ references: [String], of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [Found] {
        guard !references.isEmpty else { return [] }
        var found: [Found] = []
        try snapshot.stream(
            SQL.gateway,
            [
                .int(clinic.id.rawValue), .day(period.from), .day(period.until),
                .texts(references), .text(clinic.timeZone),
            ]
        ) { found.append(try Self.row($0, clinic)) }
        return found
    }

    /// Payouts, deposits, payments and refunds that bank lines name, dated before the period, and
    /// bank lines of that time that name the same.
    package func bank(
        _ references: [String], of clinic: Clinic, before day: Day, from snapshot: some Snapshot
    ) throws -> [Found] {
        guard !references.isEmpty else { return [] }
        func ids(_ prefix: String) -> [Int64] {
            references.compactMap { $0.hasPrefix(prefix) ? Int64($0.dropFirst(3)) : nil }
        }
        var found: [Found] = []
        try snapshot.stream(
            SQL.bank,
            [
                .int(clinic.id.rawValue), .day(day), .texts(references), .ints(ids("PAY")),
                .ints(ids("REF")), .text(clinic.timeZone),
            ]
        ) { found.append(try Self.row($0, clinic)) }
        return found
    }

    /// Which of some payments stand on a slip of an earlier day.
    package func deposited(
        _ payments: [Int64], of clinic: Clinic, before day: Day, from snapshot: some Snapshot
    ) throws -> [Int64] {
        guard !payments.isEmpty else { return [] }
        return try snapshot.all(
            SQL.deposited, .int(clinic.id.rawValue), .day(day), .ints(payments)
        ) { row in
            try clinic.id.assertOwns(row, "deposit_item")
            return try row.int(1)
        }
    }

    private static func row(_ row: Row, _ clinic: Clinic) throws -> Found {
        let name = try row.text(1)
        try clinic.id.assertOwns(row, name)
        guard let kind = ItemKind(rawValue: name) else {
            throw AppError(.rowShapeUnexpected, "kind \(AppError.quoted(name))")
        }
        return Found(
            item: BillingItem(kind, try row.int(2)), reference: try row.text(3),
            amount: try row.money(5, try Currency(code: try row.text(4))),
            day: try row.optionalDay(6), at: try row.optionalInstant(7),
            isCaptured: try row.bool(8))
    }

    package enum SQL: String, Statement {
        case deposited = """
            SELECT item.clinic_id, item.payment_id FROM clinic.deposit_item AS item
            JOIN clinic.deposit
                ON deposit.clinic_id = item.clinic_id AND deposit.id = item.deposit_id
            WHERE item.clinic_id = $1 AND item.payment_id = ANY ($3::bigint[])
                AND deposit.deposited_on < $2
            GROUP BY item.clinic_id, item.payment_id
            """
        case gateway = """
            SELECT clinic_id, 'payment', id, gateway_reference, currency, amount, received_on,
                NULL::timestamptz, status = 'captured'
            FROM clinic.payment
            WHERE payment.clinic_id = $1 AND gateway_reference = ANY ($4::text[])
                AND (received_on < $2 OR received_on >= $3)
            UNION ALL
            SELECT clinic_id, 'refund', id, gateway_reference, currency, -amount, refunded_on,
                NULL::timestamptz, true
            FROM clinic.refund
            WHERE refund.clinic_id = $1 AND gateway_reference = ANY ($4::text[])
                AND (refunded_on < $2 OR refunded_on >= $3)
            UNION ALL
            SELECT clinic_id, 'gateway_transaction', id, reference, currency, gross, NULL::date,
                created_at, status = 'captured'
            FROM clinic.gateway_transaction
            WHERE gateway_transaction.clinic_id = $1 AND reference = ANY ($4::text[])
                AND (created_at < $2::date::timestamp AT TIME ZONE $5
                    OR created_at >= $3::date::timestamp AT TIME ZONE $5)
            UNION ALL
            SELECT clinic_id, 'import_settlement', id, reference, currency, gross, NULL::date,
                created_at, is_captured
            FROM worker.gateway_line AS line
            WHERE line.clinic_id = $1 AND reference = ANY ($4::text[])
                AND (created_at < $2::date::timestamp AT TIME ZONE $5
                    OR created_at >= $3::date::timestamp AT TIME ZONE $5)
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            """
        case bank = """
            SELECT clinic_id, 'payout', id, trace_id, currency, amount, NULL::date, created_at, true
            FROM clinic.payout
            WHERE payout.clinic_id = $1 AND trace_id = ANY ($3::text[])
                AND created_at < $2::date::timestamp AT TIME ZONE $6
                AND status NOT IN ('failed', 'reversed')
            UNION ALL
            SELECT clinic_id, 'import_payout', id, trace, currency, amount, NULL::date, created_at,
                true
            FROM worker.payout_line AS line
            WHERE line.clinic_id = $1 AND line.reference = ANY (ARRAY(
                    SELECT DISTINCT row.payout_reference FROM worker.import_settlement AS row
                    WHERE row.clinic_id = $1
                        AND (row.trace = ANY ($3::text[]) OR row.payout_reference = ANY ($3::text[]))))
                AND trace = ANY ($3::text[]) AND returned_at IS NULL
                AND created_at < $2::date::timestamp AT TIME ZONE $6
                AND NOT EXISTS (SELECT FROM clinic.payout AS own
                    WHERE own.clinic_id = line.clinic_id AND own.gateway = line.gateway
                        AND (own.reference = line.reference OR own.trace_id = line.trace))
            UNION ALL
            SELECT deposit.clinic_id, 'deposit', deposit.id, deposit.slip, account.currency,
                deposit.amount, deposit.deposited_on, NULL::timestamptz, true
            FROM clinic.deposit
            JOIN clinic.bank_account AS account
                ON account.clinic_id = deposit.clinic_id AND account.id = deposit.bank_account_id
            WHERE deposit.clinic_id = $1 AND deposit.slip = ANY ($3::text[])
                AND deposit.deposited_on < $2
            UNION ALL
            SELECT clinic_id, 'payment', id, 'PAY' || lpad(id::text, greatest(9, length(id::text)), '0'),
                currency, amount, received_on, NULL::timestamptz, true
            FROM clinic.payment
            WHERE payment.clinic_id = $1 AND id = ANY ($4::bigint[]) AND received_on < $2
                AND method = 'bank_transfer' AND status = 'captured'
            UNION ALL
            SELECT clinic_id, 'refund', id, 'REF' || lpad(id::text, greatest(9, length(id::text)), '0'),
                currency, -amount, refunded_on, NULL::timestamptz, true
            FROM clinic.refund
            WHERE refund.clinic_id = $1 AND id = ANY ($5::bigint[]) AND refunded_on < $2
                AND gateway_reference IS NULL AND tender <> 'cash'
            UNION ALL
            SELECT entry.clinic_id, 'bank_entry', entry.id, entry.reference, account.currency,
                entry.amount, entry.booked_on, NULL::timestamptz, true
            FROM clinic.bank_entry AS entry
            JOIN clinic.bank_statement AS statement ON statement.clinic_id = entry.clinic_id
                AND statement.id = entry.bank_statement_id
            JOIN clinic.bank_account AS account ON account.clinic_id = entry.clinic_id
                AND account.id = statement.bank_account_id
            WHERE entry.clinic_id = $1 AND entry.reference = ANY ($3::text[])
                AND entry.booked_on < $2
            UNION ALL
            SELECT bank_line.clinic_id, 'import_entry', bank_line.id, bank_line.reference,
                bank_line.currency, bank_line.amount, bank_line.booked_on, NULL::timestamptz, true
            FROM worker.bank_line
            WHERE bank_line.clinic_id = $1 AND bank_line.reference = ANY ($3::text[])
                AND bank_line.booked_on < $2
            """
    }
}
