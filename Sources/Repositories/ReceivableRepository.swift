package import Access
package import Domain

/// Invoices and payments whose balance a period changed, and rows that came late.
package struct ReceivableRepository: Sendable {
    package init() {}

    /// An invoice that is due, with what has become of it by the end of the period.
    package struct Invoice: Sendable {
        package let id: Int64
        package let number: String
        package let dueOn: Day
        package let gross: Money
        /// Credit notes and write-offs.
        package let credited: Money
        package let allocated: Money
    }

    /// Invoices due before the period's end that the period touched, or that are open since before.
    package func invoices(
        _ scope: BillingRepository.Scope, from snapshot: some Snapshot,
        refuse: BillingRepository.Refuse, each take: (Invoice) throws -> Void
    ) throws {
        try snapshot.stream(
            SQL.invoices, Self.parameters(scope, .invoice)
        ) { row in
            try scope.clinic.id.assertOwns(row, "invoice")
            do {
                let currency = try Currency(code: try row.text(3))
                try take(
                    Invoice(
                        id: try row.int(1), number: try row.text(2), dueOn: try row.day(4),
                        gross: try row.money(5, currency), credited: try row.money(6, currency),
                        allocated: try row.money(7, currency)))
            } catch let error as AppError where error.concernsOneDocument {
                refuse(.invoice, try row.int(1), error)
            }
        }
    }

    /// A payment for an invoice, with what has become of it by the end of the period.
    package struct Payment: Sendable {
        package let id: Int64
        package let receivedOn: Day
        package let amount: Money
        package let allocated: Money
        /// Refunds, and disputes that were lost.
        package let returned: Money
    }

    /// Payments for invoices that have had time to be allocated, and that the period touched.
    ///
    /// Not those that were recorded twice: the second is no payment that could be allocated.
    package func payments(
        _ scope: BillingRepository.Scope, allocationDays: Int, from snapshot: some Snapshot,
        refuse: BillingRepository.Refuse, each take: (Payment) throws -> Void
    ) throws {
        try snapshot.stream(
            SQL.payments, Self.parameters(scope, .payment) + [.int(Int64(allocationDays))]
        ) { row in
            try scope.clinic.id.assertOwns(row, "payment")
            do {
                let currency = try Currency(code: try row.text(2))
                try take(
                    Payment(
                        id: try row.int(1), receivedOn: try row.day(3),
                        amount: try row.money(4, currency), allocated: try row.money(5, currency),
                        returned: try row.money(6, currency)))
            } catch let error as AppError where error.concernsOneDocument {
                refuse(.payment, try row.int(1), error)
            }
        }
    }

    private static func parameters(
        _ scope: BillingRepository.Scope, _ kind: ItemKind
    ) -> [Value] {
        [
            .int(scope.clinic.id.rawValue), .day(scope.period.from), .day(scope.period.until),
            .ints(scope.open[kind] ?? []),
        ]
    }

    /// A row that posts in the period and is dated in one that was closed when it came.
    package struct Late: Sendable {
        package let item: BillingItem
        package let day: Day
        package let amount: Money
        /// The closed period's name.
        package let closed: String
    }

    /// Invoices and payments that came after their day was closed, and post in the period.
    package func late(
        _ postings: LatePostings, _ scope: BillingRepository.Scope, from snapshot: some Snapshot,
        refuse: BillingRepository.Refuse
    ) throws -> [Late] {
        var late: [Late] = []
        let kinds: [BookedKind] = [.invoice, .payment]
        let ids = kinds.map { Value.ints(postings.side($0, in: scope.period).into) }
        try snapshot.stream(
            SQL.late, [.int(scope.clinic.id.rawValue), .day(scope.period.from)] + ids
        ) { row in
            let name = try row.text(1)
            try scope.clinic.id.assertOwns(row, name)
            guard let kind = ItemKind(rawValue: name) else { return }
            do {
                late.append(
                    Late(
                        item: BillingItem(kind, try row.int(2)), day: try row.day(3),
                        amount: try row.money(5, try Currency(code: try row.text(4))),
                        closed: try row.text(6)))
            } catch let error as AppError where error.concernsOneDocument {
                refuse(kind, try row.int(2), error)
            }
        }
        return late
    }

    /// The clinic's own bank statements, by account and sequence.
    package func statements(
        of clinic: Clinic, in period: Period, from snapshot: some Snapshot
    ) throws -> [StatementBalance] {
        try snapshot.all(
            SQL.statements, .int(clinic.id.rawValue), .day(period.from), .day(period.until)
        ) { row in
            try clinic.id.assertOwns(row, "bank_statement")
            let currency = try Currency(code: try row.text(2))
            return StatementBalance(
                id: try row.int(1), account: try row.text(3), from: try row.day(4),
                until: try row.day(5), sequence: try row.int(6),
                opening: try row.money(7, currency), closing: try row.money(8, currency),
                sequenceBefore: try row.optionalInt(9),
                closingBefore: row.isNull(10) ? nil : try row.money(10, currency),
                entries: try row.money(11, currency))
        }
    }

    package enum SQL: String, Statement {
        case invoices = """
            WITH touched AS (
                SELECT id FROM clinic.invoice
                WHERE invoice.clinic_id = $1 AND due_date >= $2 AND due_date < $3
                UNION SELECT invoice_id FROM clinic.payment_allocation
                WHERE payment_allocation.clinic_id = $1 AND allocated_on >= $2 AND allocated_on < $3
                UNION SELECT credited_invoice_id FROM clinic.invoice
                WHERE invoice.clinic_id = $1 AND kind = 'credit_note' AND issue_date >= $2
                    AND issue_date < $3 AND credited_invoice_id IS NOT NULL
                UNION SELECT unnest($4::bigint[])
            )
            SELECT invoice.clinic_id, invoice.id, invoice.number, invoice.currency,
                invoice.due_date, invoice.gross,
                coalesce((SELECT sum(note.gross) FROM clinic.invoice AS note
                    WHERE note.clinic_id = invoice.clinic_id
                        AND note.credited_invoice_id = invoice.id AND note.status = 'issued'
                        AND note.issue_date < $3), 0)
                + coalesce((SELECT sum(change.amount) FROM clinic.document_adjustment AS change
                    WHERE change.clinic_id = invoice.clinic_id AND change.invoice_id = invoice.id
                        AND change.kind = 'write_off' AND change.adjusted_on < $3), 0),
                coalesce((SELECT sum(part.amount) FROM clinic.payment_allocation AS part
                    WHERE part.clinic_id = invoice.clinic_id AND part.invoice_id = invoice.id
                        AND part.allocated_on < $3), 0)
            FROM touched JOIN clinic.invoice ON invoice.clinic_id = $1 AND invoice.id = touched.id
            WHERE invoice.kind = 'invoice' AND invoice.status = 'issued' AND invoice.due_date < $3
            """
        case payments = """
            WITH touched AS (
                SELECT id FROM clinic.payment
                WHERE payment.clinic_id = $1 AND received_on >= $2::date - $5::int
                    AND received_on < $3::date - $5::int AND purpose = 'invoice'
                UNION SELECT payment_id FROM clinic.payment_allocation
                WHERE payment_allocation.clinic_id = $1 AND allocated_on >= $2 AND allocated_on < $3
                UNION SELECT payment_id FROM clinic.refund
                WHERE refund.clinic_id = $1 AND refunded_on >= $2 AND refunded_on < $3
                UNION SELECT payment_id FROM clinic.dispute
                WHERE dispute.clinic_id = $1 AND lost_on >= $2 AND lost_on < $3
                UNION SELECT unnest($4::bigint[])
            )
            SELECT payment.clinic_id, payment.id, payment.currency, payment.received_on,
                payment.amount,
                coalesce((SELECT sum(part.amount) FROM clinic.payment_allocation AS part
                    WHERE part.clinic_id = payment.clinic_id AND part.payment_id = payment.id
                        AND part.allocated_on < $3), 0),
                coalesce((SELECT sum(refund.amount) FROM clinic.refund
                    WHERE refund.clinic_id = payment.clinic_id AND refund.payment_id = payment.id
                        AND refund.refunded_on < $3), 0)
                + coalesce((SELECT sum(dispute.amount) FROM clinic.dispute
                    WHERE dispute.clinic_id = payment.clinic_id AND dispute.payment_id = payment.id
                        AND dispute.lost_on < $3), 0)
            FROM touched JOIN clinic.payment ON payment.clinic_id = $1 AND payment.id = touched.id
            WHERE payment.status = 'captured' AND payment.purpose = 'invoice'
                AND payment.received_on < $3::date - $5::int
                AND NOT EXISTS (SELECT FROM clinic.payment AS twin
                    WHERE twin.clinic_id = payment.clinic_id
                        AND twin.gateway_reference = payment.gateway_reference
                        AND twin.id < payment.id AND twin.status = 'captured')
            """
        /// The closed month is named as it was approved, or as the clinic's own system calls it.
        case late = """
            SELECT $1::bigint, found.kind, found.id, found.day, found.currency, found.amount,
                coalesce((SELECT close.period FROM worker.close
                        WHERE close.clinic_id = $1 AND close.from_date <= found.day
                            AND close.until_date > found.day ORDER BY close.id DESC LIMIT 1),
                    (SELECT theirs.name FROM clinic.accounting_period AS theirs
                        WHERE theirs.clinic_id = $1 AND theirs.from_date <= found.day
                            AND theirs.until_date > found.day
                        ORDER BY theirs.from_date DESC LIMIT 1), to_char(found.day, 'YYYY-MM'))
            FROM (
                SELECT 'invoice' AS kind, invoice.id, invoice.issue_date AS day, invoice.currency,
                    CASE invoice.kind WHEN 'invoice' THEN invoice.gross ELSE -invoice.gross END
                        AS amount
                FROM clinic.invoice
                WHERE invoice.clinic_id = $1 AND invoice.id = ANY ($3)
                    AND invoice.status = 'issued' AND invoice.issue_date < $2
                UNION ALL
                SELECT 'payment', payment.id, payment.received_on, payment.currency, payment.amount
                FROM clinic.payment
                WHERE payment.clinic_id = $1 AND payment.id = ANY ($4)
                    AND payment.status = 'captured' AND payment.received_on < $2
            ) AS found
            ORDER BY found.kind, found.id
            """
        case statements = """
            SELECT statement.clinic_id, statement.id, statement.currency, statement.name,
                statement.from_date, statement.until_date, statement.sequence, statement.opening,
                statement.closing, statement.sequence_before, statement.closing_before,
                coalesce((SELECT sum(entry.amount) FROM clinic.bank_entry AS entry
                    WHERE entry.clinic_id = $1
                        AND entry.bank_statement_id = statement.id), 0)
            FROM (
                SELECT one.*, account.currency, account.name,
                    lag(one.sequence) OVER account_order AS sequence_before,
                    lag(one.closing) OVER account_order AS closing_before
                FROM clinic.bank_statement AS one
                JOIN clinic.bank_account AS account
                    ON account.clinic_id = one.clinic_id AND account.id = one.bank_account_id
                WHERE one.clinic_id = $1
                WINDOW account_order AS (PARTITION BY one.bank_account_id ORDER BY one.sequence, one.id)
            ) AS statement
            WHERE statement.until_date > $2 AND statement.from_date < $3
            ORDER BY statement.bank_account_id, statement.sequence, statement.id
            """
    }
}
