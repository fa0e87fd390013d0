package import Access
package import Domain

/// The items that decisions name, with their amounts.
package struct MatchItemRepository: Sendable {
    package init() {}

    /// An item and what it moves: positive for money that came in.
    package struct Item: Sendable, Equatable {
        package let id: Int64
        package let amount: Money
    }

    /// Those items that the clinic has, by number.
    ///
    /// - Parameters:
    ///   - items: whose numbers may be of nothing.
    ///   - other: the kind they are held against. A gateway's transaction is its gross for who paid
    ///     it, and what the gateway pays out of it for a payout or a bank.
    ///   - clinic: the session's.
    ///   - reader: at any state.
    /// - Returns: refunds and disputes negative.
    /// - Throws: `amountTooPrecise`, or what the database throws.
    package func items(
        _ items: MatchItems, against other: ItemKind?, of clinic: ClinicID, from reader: some Reader
    ) throws -> [Item] {
        try reader.all(
            Self.statement(items.kind, against: other), .int(clinic.rawValue), .ints(items.ids)
        ) { row in
            Item(
                id: try row.int(0),
                amount: try row.money(1, try Currency(code: try row.text(2))))
        }
    }

    private static func statement(_ kind: ItemKind, against other: ItemKind?) -> SQL {
        switch kind {
        case .payment: .payments
        case .refund: .refunds
        case .dispute: .disputes
        case .payout: .payouts
        case .deposit: .deposits
        case .invoice: .invoices
        case .gatewayTransaction: isBehindGateway(other) ? .gatewayNets : .gatewayGrosses
        case .importSettlement: isBehindGateway(other) ? .settledNets : .settledGrosses
        case .bankEntry: .bankEntries
        case .importEntry: .importEntries
        case .bankStatement: .bankStatements
        }
    }

    private static func isBehindGateway(_ kind: ItemKind?) -> Bool {
        switch kind {
        case .payout, .bankEntry, .importEntry: true
        default: false
        }
    }

    package enum SQL: String, Statement {
        case payments = """
            SELECT id, amount, currency::text FROM clinic.payment
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case refunds = """
            SELECT id, -amount, currency::text FROM clinic.refund
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case disputes = """
            SELECT dispute.id, -dispute.amount, payment.currency::text
            FROM clinic.dispute JOIN clinic.payment
                ON payment.clinic_id = dispute.clinic_id AND payment.id = dispute.payment_id
            WHERE dispute.clinic_id = $1 AND dispute.id = ANY ($2::bigint[]) ORDER BY dispute.id
            """
        case payouts = """
            SELECT id, amount, currency::text FROM clinic.payout
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case deposits = """
            SELECT deposit.id, deposit.amount, account.currency::text
            FROM clinic.deposit JOIN clinic.bank_account AS account
                ON account.clinic_id = deposit.clinic_id AND account.id = deposit.bank_account_id
            WHERE deposit.clinic_id = $1 AND deposit.id = ANY ($2::bigint[]) ORDER BY deposit.id
            """
        case invoices = """
            SELECT id, gross, currency::text FROM clinic.invoice
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case gatewayGrosses = """
            SELECT id, gross, currency::text FROM clinic.gateway_transaction
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case gatewayNets = """
            SELECT id, net, currency::text FROM clinic.gateway_transaction
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        /// A row that the clinic's own table has too counts there.
        case settledGrosses = """
            SELECT id, gross, currency::text FROM worker.gateway_line AS line
            WHERE line.clinic_id = $1 AND id = ANY ($2::bigint[])
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            ORDER BY id
            """
        case settledNets = """
            SELECT id, net, currency::text FROM worker.gateway_line AS line
            WHERE line.clinic_id = $1 AND id = ANY ($2::bigint[])
                AND NOT EXISTS (SELECT FROM clinic.gateway_transaction AS own
                    WHERE own.clinic_id = line.clinic_id AND own.reference = line.reference
                        AND own.gateway = line.gateway AND own.kind = line.kind
                        AND sign(own.gross) = sign(line.gross))
            ORDER BY id
            """
        case bankEntries = """
            SELECT entry.id, entry.amount, account.currency::text
            FROM clinic.bank_entry AS entry
                JOIN clinic.bank_statement AS statement
                ON statement.clinic_id = entry.clinic_id AND statement.id = entry.bank_statement_id
                JOIN clinic.bank_account AS account
                ON account.clinic_id = statement.clinic_id
                    AND account.id = statement.bank_account_id
            WHERE entry.clinic_id = $1 AND entry.id = ANY ($2::bigint[]) ORDER BY entry.id
            """
        case importEntries = """
            SELECT id, amount, currency::text FROM worker.bank_line
            WHERE clinic_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id
            """
        case bankStatements = """
            SELECT statement.id, statement.closing, account.currency::text
            FROM clinic.bank_statement AS statement JOIN clinic.bank_account AS account
                ON account.clinic_id = statement.clinic_id
                    AND account.id = statement.bank_account_id
            WHERE statement.clinic_id = $1 AND statement.id = ANY ($2::bigint[])
            ORDER BY statement.id
            """
    }
}
