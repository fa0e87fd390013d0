package import Access
package import Domain

/// The rows of one item's chain from invoice to bank line, and what reconciliations said of them.
package struct ChainRepository: Sendable {
    package init() {}

    /// A row of the chain.
    package struct Node: Sendable, Equatable {
        package let item: BillingItem
        package let day: Day
        /// Positive for money that came in; a dispute's is that of its opening.
        package let amount: Money
        /// Of a gateway's transaction: what the gateway pays out of it.
        package let net: Money?
        /// Number, method, reference, status: whatever people know it by.
        package let words: String
        /// What names it on the other side; empty where nothing does.
        package let key: String
        /// Where it has its other side; `nil` for what has none, such as a refund in cash.
        package let link: BillingLink?
    }

    /// Those items that the clinic has, by number.
    package func nodes(
        _ kind: ItemKind, _ ids: [Int64], of clinic: Clinic, from reader: some Reader
    ) throws -> [Node] {
        guard !ids.isEmpty else { return [] }
        let (statement, isTimed) = Self.statement(kind)
        var nodes: [Node] = []
        try reader.rows(
            statement,
            [.int(clinic.id.rawValue), .ints(ids)] + (isTimed ? [.text(clinic.timeZone)] : [])
        ) { row in
            try clinic.id.assertOwns(row, kind.rawValue)
            let currency = try Currency(code: try row.text(3))
            nodes.append(
                Node(
                    item: BillingItem(kind, try row.int(1)), day: try row.day(2),
                    amount: try row.money(4, currency),
                    net: row.isNull(5) ? nil : try row.money(5, currency),
                    words: try row.text(6), key: try row.optionalText(7) ?? "",
                    link: try row.optionalText(8).flatMap(BillingLink.init)))
        }
        return nodes
    }

    /// And whether its day is looked up in the clinic's zone.
    private static func statement(_ kind: ItemKind) -> (SQL, isTimed: Bool) {
        switch kind {
        case .invoice: (.invoices, false)
        case .payment: (.payments, false)
        case .refund: (.refunds, false)
        case .dispute: (.disputes, false)
        case .gatewayTransaction: (.transactions, true)
        case .importSettlement: (.importSettlements, true)
        case .payout: (.payouts, true)
        case .importPayout: (.importPayouts, true)
        case .deposit: (.deposits, false)
        case .bankEntry: (.bankEntries, false)
        case .importEntry: (.importEntries, false)
        case .bankStatement: (.bankStatements, false)
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
        case disputesOfPayment, depositsOfPayment, paymentsOfDeposit

        var statement: SQL {
            switch self {
            case .paymentsOfInvoice: .paymentsOfInvoice
            case .creditNotesOfInvoice: .creditNotesOfInvoice
            case .invoicesOfPayment: .invoicesOfPayment
            case .refundsOfPayment: .refundsOfPayment
            case .disputesOfPayment: .disputesOfPayment
            case .depositsOfPayment: .depositsOfPayment
            case .paymentsOfDeposit: .paymentsOfDeposit
            }
        }
    }

    /// Ids one step further, by id; at most fifty.
    package func ids(
        _ step: Step, of id: Int64, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> [Int64] {
        try snapshot.all(step.statement, .int(clinic.rawValue), .int(id)) { try $0.int(0) }
    }

    /// The payouts of a gateway's row, or the rows of a payout; the clinic's own first, at most fifty.
    ///
    /// An item that stands in no such relation has none.
    package func settled(
        with item: BillingItem, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> [BillingItem] {
        let statement: SQL? =
            switch item.kind {
            case .gatewayTransaction: .payoutOfTransaction
            case .importSettlement: .payoutOfSettlement
            case .payout: .rowsOfPayout
            case .importPayout: .rowsOfImportPayout
            default: nil
            }
        guard let statement else { return [] }
        return try snapshot.all(statement, .int(clinic.rawValue), .int(item.id)) {
            guard let kind = ItemKind(rawValue: try $0.text(0)) else {
                throw AppError(.rowShapeUnexpected, try $0.text(0))
            }
            return BillingItem(kind, try $0.int(1))
        }
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
        package let link: BillingLink
        /// Of the run.
        package let period: String
        /// `nil` for a break.
        package let rule: String?
        package let code: BillingCode
        package let partners: [BillingItem]
        package let difference: String
        package let evidence: String
    }

    /// One verdict a link: a match, or a break that no later match has closed.
    package func verdicts(
        on item: BillingItem, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> [Verdict] {
        try snapshot.all(
            SQL.verdicts, .int(clinic.rawValue), .text(item.kind.rawValue), .int(item.id)
        ) { row -> Verdict? in
            // Words of a newer program are passed over.
            guard let link = BillingLink(rawValue: try row.text(0)),
                let code = BillingCode(rawValue: try row.text(3))
            else { return nil }
            let partner = try row.optionalText(4).flatMap(ItemKind.init)
            let ids = try row.text(5).split(separator: ",").compactMap { Int64($0) }
            return Verdict(
                link: link, period: try row.text(1), rule: try row.optionalText(2), code: code,
                partners: partner.map { kind in ids.map { BillingItem(kind, $0) } } ?? [],
                difference: try row.text(6), evidence: try row.text(7))
        }.compactMap(\.self)
    }
}
