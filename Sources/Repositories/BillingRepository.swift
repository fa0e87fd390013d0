package import Access
package import Domain

/// Both sides of a clinic's money: what the books have, and what gateways and banks say.
///
/// Rows come in no order; what is open since before the period comes by its ids. A row that cannot
/// be read is handed to `refuse`, and no other is lost.
package struct BillingRepository: Sendable {
    /// Whose rows, of which days, and which of earlier ones.
    package struct Scope: Sendable {
        package let clinic: Clinic
        package let period: Period
        /// Ids of earlier periods, by kind.
        package let open: [ItemKind: [Int64]]
        /// Disputes whose win is open.
        package let openWins: [Int64]

        package init(
            _ clinic: Clinic, _ period: Period, open: [ItemKind: [Int64]], openWins: [Int64] = []
        ) {
            self.clinic = clinic
            self.period = period
            self.open = open
            self.openWins = openWins
        }

        fileprivate func parameters(_ kind: ItemKind, zone: Bool = false) -> [Value] {
            [
                .int(clinic.id.rawValue), .day(period.from), .day(period.until),
                .ints(open[kind] ?? []),
            ] + (zone ? [.text(clinic.timeZone)] : [])
        }
    }

    /// What is wrong with which row.
    package typealias Refuse = (ItemKind, Int64, AppError) -> Void

    package init() {}

    /// Reads one kind of row; the row's own fault ends nothing but that row.
    private func each(
        _ statement: SQL, _ parameters: [Value], _ kind: ItemKind, _ scope: Scope,
        from snapshot: some Snapshot, _ refuse: Refuse, _ body: (Row) throws -> Void
    ) throws {
        try snapshot.stream(statement, parameters) { row in
            try scope.clinic.id.assertOwns(row, kind.rawValue)
            do { try body(row) } catch let error as AppError where error.concernsOneDocument {
                refuse(kind, try row.int(1), error)
            }
        }
    }

    /// Payments with the gateway's id of them, empty where there is none.
    package func payments(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (LedgerPayment, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        let methods = Named<PaymentMethod>()
        try each(
            .payments, scope.parameters(.payment), .payment, scope, from: snapshot, refuse
        ) { row in
            try take(
                LedgerPayment(
                    id: try row.int(1), method: try methods.read(row, 2),
                    isCaptured: try row.bool(3), receivedOn: try row.day(4),
                    amount: try money.read(row, 5, 6), payer: try row.optionalInt(7) ?? 0,
                    terminal: row.isNull(9) ? "" : try row.text(9)), row.bytes(8))
        }
    }

    /// Which way a refund went.
    package enum Way: Sendable { case gateway, bank, drawer }

    /// Refunds with the gateway's id of them.
    package func refunds(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (LedgerReturn, Way, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        try each(.refunds, scope.parameters(.refund), .refund, scope, from: snapshot, refuse) {
            let isCash = $0.bytes(2).elementsEqual("cash".utf8)
            try take(
                LedgerReturn(
                    id: try $0.int(1), day: try $0.day(3), amount: try money.read($0, 4, 5)),
                $0.isNull(6) ? (isCash ? .drawer : .bank) : .gateway, $0.bytes(6))
        }
    }

    /// Disputes, and whether the opening, or the win, of each is open since before the period.
    package func disputes(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (LedgerDispute, _ isCarried: Bool, _ isWinCarried: Bool) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        try each(
            .disputes, scope.parameters(.dispute) + [.ints(scope.openWins)], .dispute, scope,
            from: snapshot, refuse
        ) {
            try take(
                LedgerDispute(
                    id: try $0.int(1), openedOn: try $0.day(2), wonOn: try $0.optionalDay(3),
                    amount: try money.read($0, 4, 5), fee: try money.read($0, 4, 6).minor),
                try $0.bool(7), try $0.bool(8))
        }
    }

    /// The gateways' rows of the clinic's own tables, then of imported files, with their ids.
    ///
    /// `number` numbers a gateway by its name, `payout` gives the key of a payout that a file names.
    package func transactions(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        number: (String) -> Int, payout: (PayoutName) -> Int64,
        each take: (GatewayTransaction, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        let kinds = Named<GatewayTransaction.Kind>()
        var (name, gateway): ([UInt8], Int) = ([], -1)
        func filed(_ row: Row, _ currency: Currency) throws -> Int64 {
            guard let reference = try row.optionalText(11) else { return 0 }
            return payout(PayoutName(try row.text(2), reference, currency))
        }
        for (statement, kind) in [
            (SQL.transactions, ItemKind.gatewayTransaction),
            (.settledTransactions, .importSettlement),
        ] {
            try each(
                statement, scope.parameters(kind, zone: true), kind, scope, from: snapshot, refuse
            ) { row in
                if gateway < 0 || !row.bytes(2).elementsEqual(name) {
                    name = Array(row.bytes(2))
                    gateway = number(try row.text(2))
                }
                let gross = try money.read(row, 6, 7)
                let digits = gross.currency.exponent
                try take(
                    GatewayTransaction(
                        id: try row.int(1), isImported: kind == .importSettlement,
                        kind: try kinds.read(row, 3), isCaptured: try row.bool(4),
                        createdAt: try row.instant(5), currency: gross.currency,
                        gross: gross.minor, fee: try row.minor(8, digits: digits),
                        feeTax: try row.minor(9, digits: digits),
                        net: try row.minor(10, digits: digits),
                        payout: kind == .importSettlement
                            ? try filed(row, gross.currency)
                            : try row.optionalInt(11).map {
                                GatewayPayout.key($0, isImported: false)
                            } ?? 0,
                        gateway: gateway), row.bytes(12))
            }
        }
    }

    /// What a file calls a payout.
    package struct PayoutName: Hashable, Sendable {
        package let gateway: String
        package let reference: String
        /// `nil` for one of the clinic's own tables, which files name whatever the currency.
        package let currency: Currency?

        package init(_ gateway: String, _ reference: String, _ currency: Currency?) {
            (self.gateway, self.reference, self.currency) = (gateway, reference, currency)
        }
    }

    /// Payouts of the clinic's own tables, then of imported files, with the id that the bank has of
    /// them, empty where there is none, and their names.
    package func payouts(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (GatewayPayout, _ trace: String, PayoutName) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        for (statement, kind) in [(SQL.payouts, ItemKind.payout), (.settledPayouts, .importPayout)]
        {
            try each(
                statement, scope.parameters(kind, zone: true), kind, scope, from: snapshot, refuse
            ) {
                let isImported = kind == .importPayout
                let (gateway, amount) = (try $0.text(2), try money.read($0, 4, 5))
                try take(
                    GatewayPayout(
                        id: try $0.int(1), isImported: isImported, gateway: gateway,
                        createdAt: try $0.instant(3), amount: amount,
                        returnedAt: try $0.optionalInstant(6),
                        isItemised: try isImported ? $0.bool(9) : true),
                    try $0.optionalText(7) ?? "",
                    PayoutName(gateway, try $0.text(8), isImported ? amount.currency : nil))
            }
        }
    }

    /// For payouts of the period, by their keys: what rows come to that are not read with it, in
    /// minor units.
    package func besidePayouts(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (_ payout: Int64, _ net: Money) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        for (statement, kind) in [
            (SQL.earlierTransactions, ItemKind.payout), (.earlierSettled, .payout),
            (.besideSettled, .importPayout),
        ] {
            try each(
                statement,
                [
                    .int(scope.clinic.id.rawValue), .day(scope.period.from),
                    .day(scope.period.until), .text(scope.clinic.timeZone),
                ], kind, scope, from: snapshot, refuse
            ) {
                try take(
                    GatewayPayout.key(try $0.int(1), isImported: kind == .importPayout),
                    try money.read($0, 2, 3))
            }
        }
    }

    /// Deposit slips with their names.
    package func deposits(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (DepositSlip, String) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        try each(.deposits, scope.parameters(.deposit), .deposit, scope, from: snapshot, refuse) {
            try take(
                DepositSlip(
                    id: try $0.int(1), day: try $0.day(3), amount: try money.read($0, 4, 5)),
                try $0.text(2))
        }
    }

    /// Payments on slips of the period.
    package func depositItems(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (_ slip: Int64, _ payment: Int64, _ minor: Int64) throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        try each(
            .depositItems, Array(scope.parameters(.deposit).prefix(3)), .deposit, scope,
            from: snapshot, refuse
        ) { try take(try $0.int(1), try $0.int(2), try money.read($0, 3, 4).minor) }
    }

    /// Entries of the clinic's own tables, then lines of imported files.
    package func lines(
        _ scope: Scope, from snapshot: some Snapshot, refuse: Refuse,
        each take: (BookedLine, _ reference: UnsafeRawBufferPointer, _ narration: () -> String)
            throws -> Void
    ) throws {
        var money = MoneyReader(scope.clinic.currency)
        for (statement, kind) in [
            (SQL.bankEntries, ItemKind.bankEntry), (.importedLines, .importEntry),
        ] {
            try each(statement, scope.parameters(kind), kind, scope, from: snapshot, refuse) {
                row in
                try take(
                    BookedLine(
                        id: try row.int(1), isImported: try row.bool(2), bookedOn: try row.day(3),
                        amount: try money.read(row, 4, 5)), row.bytes(6)
                ) { String(decoding: row.bytes(7), as: UTF8.self) }
            }
        }
    }

    /// What was agreed with gateways.
    package func fees(of clinic: Clinic, from snapshot: some Snapshot) throws -> [GatewayFee] {
        try snapshot.all(SQL.fees, .int(clinic.id.rawValue)) { row in
            try clinic.id.assertOwns(row, "gateway_fee")
            return GatewayFee(
                gateway: try row.text(1), validFrom: try row.day(2),
                validUntil: try row.optionalDay(3),
                percentMillionths: try row.minor(4, digits: 6),
                fixedTenThousandths: try row.minor(5, digits: 4),
                taxPercentMillionths: try row.minor(6, digits: 6))
        }
    }

    /// Who pays for patients, by id.
    package func payers(
        of clinic: Clinic, from snapshot: some Snapshot
    ) throws -> [(id: Int64, name: String)] {
        try snapshot.all(SQL.payers, .int(clinic.id.rawValue)) { row in
            try clinic.id.assertOwns(row, "payer")
            return (try row.int(1), try row.text(2))
        }
    }
}
