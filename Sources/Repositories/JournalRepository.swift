package import Access
package import Domain

/// What happened in a period, as the journal has it: event by event, in the order of their ids.
package struct JournalRepository: Sendable {
    package init() {}

    /// Takes what cannot be read: the row's key and why.
    package typealias Refuse = (JournalKey, AppError) -> Void

    /// Which accounts each kind of event moves; a kind that this program does not know is passed over.
    ///
    /// - Throws: `accountMapInvalid` for a name that no journal's format could keep.
    package func accountMap(
        of clinic: Clinic, from snapshot: some Snapshot
    ) throws -> [JournalEvent: PostingRule] {
        var map: [JournalEvent: PostingRule] = [:]
        try snapshot.rows(SQL.accountMap, [.int(clinic.id.rawValue)]) { row in
            try clinic.id.assertOwns(row, "account_map")
            guard let event = JournalEvent(rawValue: try row.text(1)) else { return }
            map[event] = try PostingRule(
                debit: Self.account(try row.text(2), of: event),
                credit: Self.account(try row.text(3), of: event))
        }
        return map
    }

    /// A name that stays the same in every format: no control characters, no two blanks, nothing
    /// that begins a comment or brackets.
    private static func account(
        _ name: String, of event: JournalEvent
    ) throws(AppError) -> String {
        let isPlain =
            !name.isEmpty && !name.contains("  ") && !name.hasPrefix(" ") && !name.hasSuffix(" ")
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            && !name.contains(";")
        guard isPlain, let first = name.first, !"([*!\"|".contains(first) else {
            throw AppError(
                .accountMapInvalid, "\(event.rawValue): \(AppError.quoted(name)) is no name")
        }
        return name
    }

    /// A reconciliation whose typed differences post.
    package struct Reconciled: Sendable, Equatable {
        package let run: Int64
        package let job: String
        package let revision: Int
    }

    /// The latest of exactly this period, the pack's before others; `nil` when none is recorded.
    package func reconciled(
        _ period: Period, of clinic: Clinic, from snapshot: some Snapshot
    ) throws -> Reconciled? {
        try snapshot.first(
            SQL.reconciliation, .int(clinic.id.rawValue), .day(period.from), .day(period.until)
        ) {
            Reconciled(
                run: try $0.int(0), job: try $0.text(1), revision: Int(try $0.int(2)))
        }
    }

    /// The facts of one source, in the order of their keys.
    ///
    /// - Parameters:
    ///   - source: which rows of the books; those of the return are nobody's here.
    ///   - clinic: whose.
    ///   - period: of which days.
    ///   - late: where late documents post.
    ///   - reconciled: whose differences post; none without it.
    ///   - snapshot: of a replica.
    ///   - refuse: takes rows that cannot be read; others of the same key may follow.
    ///   - take: takes each fact.
    /// - Throws: `tenantMismatch`, what reading throws, or what `take` throws.
    package func facts(
        _ source: JournalSource, of clinic: Clinic, in period: Period, late: LatePostings,
        reconciled: Reconciled?, from snapshot: some Snapshot, refuse: Refuse,
        each take: (JournalFact) throws -> Void
    ) throws {
        let days: [Value] = [
            .int(clinic.id.rawValue), .day(period.from), .day(period.until),
        ]
        var money = MoneyReader(clinic.currency)
        let events = Named<JournalEvent>()
        func read(_ row: Row) throws {
            try clinic.id.assertOwns(row, source.rawValue)
            let key = JournalKey(source, try row.int(1))
            do {
                guard let event = try? events.read(row, 4) else {
                    throw AppError(
                        .rowShapeUnexpected, "no posting rule for \(try row.text(4))")
                }
                try take(
                    JournalFact(
                        key, on: try row.day(2), note: try row.text(3), event,
                        try money.read(row, 5, 6), taxCode: try row.optionalText(7)))
            } catch let error as AppError
                where error.concernsOneDocument || error.code == .rowShapeUnexpected
            {
                refuse(key, error)
            }
        }
        let zoned = days + [.text(clinic.timeZone)]
        switch Self.reading(source) {
        case .days(let statement): try snapshot.stream(statement, days, each: read)
        case .zoned(let statement): try snapshot.stream(statement, zoned, each: read)
        case .money(let statement):
            try snapshot.stream(statement, days + late.table, each: read)
        case .posted(let kind):
            try snapshot.stream(
                JournalDocuments.posted, zoned + [.text(kind)] + late.table, each: read)
        case .differences(let kind):
            guard let reconciled else { return }
            try snapshot.stream(
                SQL.differences, days + [.int(reconciled.run), .text(kind)], each: read)
        case .shortPayments:
            try snapshot.stream(
                JournalShortPayments.changed,
                days + [reconciled.map { .int($0.run) } ?? .null] + late.table, each: read)
        case .none: return
        }
    }

    private enum Reading {
        case days(SQL)
        /// With the clinic's zone, by which instants are days.
        case zoned(any Statement)
        /// By the day on which they post.
        case money(JournalMoney)
        case posted(String)
        case differences(String)
        case shortPayments
        case none
    }

    private static func reading(_ source: JournalSource) -> Reading {
        switch source {
        case .invoice: .posted("invoice")
        case .creditNote: .posted("credit_note")
        case .payment: .money(.payments)
        case .allocation: .money(.allocations)
        case .refund: .money(.refunds)
        case .disputeOpened: .days(.disputesOpened)
        case .disputeWon: .days(.disputesWon)
        case .disputeLost: .money(.disputesLost)
        case .writeOff: .money(.writeOffs)
        case .transaction: .zoned(JournalTransactions.own)
        case .filedTransaction: .zoned(JournalTransactions.filed)
        case .payout: .zoned(SQL.payouts)
        case .payoutReturned: .zoned(SQL.payoutsReturned)
        case .payoutArrived: .days(.payoutsArrived)
        case .filedPayout: .zoned(JournalFiledPayouts.made)
        case .filedPayoutReturned: .zoned(JournalFiledPayouts.returned)
        case .filedPayoutArrived: .zoned(JournalFiledPayouts.arrived)
        case .deposit: .days(.deposits)
        case .drawer: .days(.payOuts)
        case .count: .money(.counts)
        case .differencePayment: .differences("payment")
        case .differenceRefund: .differences("refund")
        case .differenceDispute: .differences("dispute")
        case .differencePayout: .differences("payout")
        case .differencePayoutFiled: .differences("import_payout")
        case .differenceDeposit: .differences("deposit")
        case .differenceInvoice: .shortPayments
        case .taxAdvance, .taxDeferral: .none
        }
    }
}
