package import Access
package import Domain

/// The rows of one item's chain from invoice to bank line, and what reconciliations said of them.
package struct ChainRepository: Sendable {
    package init() {}

    /// A row of the chain.
    package struct Node: Sendable, Equatable {
        package let kind: ItemKind
        package let id: Int64
        package let day: Day
        package let amount: Money
        /// Number, method, reference, status: whatever people know it by.
        package let words: String
        /// What names it on the other side; empty where nothing does.
        package let key: String
    }

    /// Those items that the clinic has, by number.
    package func nodes(
        _ kind: ItemKind, _ ids: [Int64], of clinic: Clinic, from snapshot: some Snapshot
    ) throws -> [Node] {
        guard let statement = Self.statement(kind), !ids.isEmpty else { return [] }
        return try snapshot.all(
            statement, .int(clinic.id.rawValue), .ints(ids), .text(clinic.timeZone)
        ) { row in
            try clinic.id.assertOwns(row, kind.rawValue)
            return Node(
                kind: kind, id: try row.int(1), day: try row.day(2),
                amount: try row.money(4, try Currency(code: try row.text(3))),
                words: try row.text(5), key: try row.optionalText(6) ?? "")
        }
    }

    private static func statement(_ kind: ItemKind) -> SQL? {
        switch kind {
        case .invoice: .invoices
        case .payment: .payments
        case .refund: .refunds
        case .dispute: .disputes
        case .gatewayTransaction: .transactions
        case .payout: .payouts
        case .deposit: .deposits
        case .bankEntry: .bankEntries
        case .importEntry: .importEntries
        case .importSettlement: .importSettlements
        case .bankStatement: nil
        }
    }

    /// An invoice's id by its number.
    package func invoice(
        numbered number: String, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> Int64? {
        try snapshot.first(SQL.numbered, .int(clinic.rawValue), .text(number)) { try $0.int(0) }
    }

    /// Which way along the chain.
    package enum Step: Sendable {
        case paymentsOfInvoice, creditNotesOfInvoice, invoicesOfPayment, refundsOfPayment
        case disputesOfPayment, depositsOfPayment, payoutOfTransaction, paymentsOfDeposit
        case transactionsOfPayout

        var statement: SQL {
            switch self {
            case .paymentsOfInvoice: .paymentsOfInvoice
            case .creditNotesOfInvoice: .creditNotesOfInvoice
            case .invoicesOfPayment: .invoicesOfPayment
            case .refundsOfPayment: .refundsOfPayment
            case .disputesOfPayment: .disputesOfPayment
            case .depositsOfPayment: .depositsOfPayment
            case .payoutOfTransaction: .payoutOfTransaction
            case .paymentsOfDeposit: .paymentsOfDeposit
            case .transactionsOfPayout: .transactionsOfPayout
            }
        }
    }

    /// Ids one step further, by id; at most fifty.
    package func ids(
        _ step: Step, of id: Int64, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> [Int64] {
        try snapshot.all(step.statement, .int(clinic.rawValue), .int(id)) { try $0.int(0) }
    }

    /// Gateway transactions of a kind with a reference.
    package func transactions(
        of kind: String, named reference: String, of clinic: ClinicID,
        from snapshot: some Snapshot
    ) throws -> [Int64] {
        guard !reference.isEmpty else { return [] }
        return try snapshot.all(
            SQL.transactionsNamed, .int(clinic.rawValue), .text(kind), .text(reference)
        ) { try $0.int(0) }
    }

    /// What the latest reconciliation that spoke of an item has said.
    package struct Verdict: Sendable, Equatable {
        package let link: String
        /// Of the run.
        package let period: String
        package let rule: String?
        package let code: String
        package let partnerKind: ItemKind?
        package let partners: [Int64]
        package let difference: String
        package let evidence: String
    }

    /// One verdict a link: a match, or a break that no later match has closed.
    package func verdicts(
        on kind: ItemKind, _ id: Int64, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> [Verdict] {
        try snapshot.all(
            SQL.verdicts, .int(clinic.rawValue), .text(kind.rawValue), .int(id)
        ) { row in
            Verdict(
                link: try row.text(0), period: try row.text(1), rule: try row.optionalText(2),
                code: try row.text(3),
                partnerKind: try row.optionalText(4).flatMap(ItemKind.init),
                partners: try row.text(5).split(separator: ",").compactMap { Int64($0) },
                difference: try row.text(6), evidence: try row.text(7))
        }
    }
}
