import Domain
import Matching

/// A clinic's October 2026, row by row, and what the engine says of it in short lines of text.
struct Month {
    static let period = Period(monthOf: day(1))
    var terms = BillingTerms(in: .eur)
    var payments: [(row: LedgerPayment, reference: String)] = []
    var refunds: [(row: LedgerReturn, reference: String)] = []
    var transfers: [LedgerReturn] = []
    var disputes: [(row: LedgerDispute, isCarried: Bool, isWinCarried: Bool)] = []
    var transactions: [(row: GatewayTransaction, reference: String)] = []
    var payouts: [(row: GatewayPayout, trace: String)] = []
    var earlierNets: [(payout: Int64, net: Int64)] = []
    var slips: [(row: DepositSlip, name: String)] = []
    var items: [(slip: Int64, payment: Int64, amount: Int64)] = []
    /// Payments on a slip of an earlier month.
    var deposited: [Int64] = []
    var lines: [(row: BookedLine, reference: String, narration: String)] = []
    var elsewhere: [Elsewhere] = []
    var earlier: [Elsewhere] = []
    var zone: (Instant) -> Day = { Day(number: Int32($0.seconds.floorDivided(by: 86_400))) }

    /// A row of another period, given only if its reference is asked for.
    struct Elsewhere {
        let item: BillingItem
        let amount: Money
        let day: Day
        let reference: String
        var isCaptured = true
    }

    /// A day of October; 0 is the last of September, 32 the first of November.
    static func day(_ day: Int) -> Day { Day(number: 20_727 + Int32(day - 1)) }

    static func noon(_ day: Int) -> Instant {
        Instant(seconds: Int64(Self.day(day).number) * 86_400 + 43_200)
    }

    mutating func pay(
        _ id: Int64, _ amount: Int64, _ reference: String = "", _ method: PaymentMethod = .card,
        on day: Int = 10, _ currency: Currency = .eur, captured: Bool = true, payer: Int64 = 0
    ) {
        payments.append(
            (
                LedgerPayment(
                    id: id, method: method, isCaptured: captured, receivedOn: Self.day(day),
                    amount: Money(minor: amount, currency), payer: payer), reference
            ))
    }

    mutating func transfer(_ id: Int64, _ amount: Int64, on day: Int = 10, payer: Int64 = 0) {
        pay(id, amount, "", .bankTransfer, on: day, payer: payer)
    }

    mutating func refund(_ id: Int64, _ amount: Int64, _ reference: String, on day: Int = 10) {
        refunds.append(
            (
                LedgerReturn(id: id, day: Self.day(day), amount: Money(minor: amount, .eur)),
                reference
            ))
    }

    mutating func transferBack(_ id: Int64, _ amount: Int64, on day: Int = 10) {
        transfers.append(
            LedgerReturn(id: id, day: Self.day(day), amount: Money(minor: amount, .eur)))
    }

    mutating func dispute(
        _ id: Int64, _ amount: Int64, fee: Int64, on day: Int = 10, won: Int? = nil,
        carried: Bool = false, winCarried: Bool = false
    ) {
        disputes.append(
            (
                LedgerDispute(
                    id: id, openedOn: Self.day(day), wonOn: won.map { Self.day($0) },
                    amount: Money(minor: amount, .eur), fee: fee), carried, winCarried
            ))
    }

    mutating func charge(
        _ id: Int64, _ gross: Int64, _ reference: String, on day: Int = 10,
        _ kind: GatewayTransaction.Kind = .charge, _ currency: Currency = .eur, fee: Int64 = 0,
        tax: Int64 = 0, captured: Bool = true, payout: Int64 = 0, gateway: Int = 0
    ) {
        transactions.append(
            (
                GatewayTransaction(
                    id: id, kind: kind, isCaptured: captured, createdAt: Self.noon(day),
                    currency: currency, gross: gross, fee: fee, feeTax: tax,
                    net: gross - fee - tax, payout: GatewayPayout.key(payout, isImported: false),
                    gateway: gateway), reference
            ))
    }

    mutating func payOut(
        _ id: Int64, _ amount: Int64, _ trace: String, on day: Int = 10, failed: Bool = false,
        _ currency: Currency = .eur
    ) {
        payouts.append(
            (
                GatewayPayout(
                    id: id, gateway: "acme", createdAt: Self.noon(day),
                    amount: Money(minor: amount, currency),
                    returnedAt: failed ? Self.noon(day) : nil), trace
            ))
    }

    mutating func slip(
        _ id: Int64, _ amount: Int64, _ name: String = "", on day: Int = 10,
        _ currency: Currency = .eur, of parts: [(payment: Int64, amount: Int64)] = []
    ) {
        slips.append(
            (
                DepositSlip(id: id, day: Self.day(day), amount: Money(minor: amount, currency)),
                name
            ))
        for part in parts { items.append((id, part.payment, part.amount)) }
    }

    mutating func line(
        _ id: Int64, _ amount: Int64, _ reference: String = "", _ narration: String = "CREDIT",
        on day: Int = 11, imported: Bool = false, _ currency: Currency = .eur
    ) {
        lines.append(
            (
                BookedLine(
                    id: id, isImported: imported, bookedOn: Self.day(day),
                    amount: Money(minor: amount, currency)), reference, narration
            ))
    }

    mutating func decide(
        _ id: Int64, _ kind: MatchDecision.Kind, _ left: String, _ right: String? = nil,
        _ difference: MatchDifference? = nil
    ) {
        guard let left = MatchItems(left) else { return }
        terms.decisions.append(
            MatchDecision(
                id: id, kind: kind, left: left, right: right.flatMap { MatchItems($0) },
                reason: "because \(id)", difference: difference, decidedBy: "ada",
                decidedOn: Self.day(20)))
    }

    mutating func elsewhere(
        _ kind: ItemKind, _ id: Int64, _ amount: Int64, _ reference: String, on day: Int,
        captured: Bool = true
    ) {
        elsewhere.append(
            Elsewhere(
                item: BillingItem(kind, id), amount: Money(minor: amount, .eur),
                day: Self.day(day), reference: reference, isCaptured: captured))
    }

    mutating func earlier(
        _ kind: ItemKind, _ id: Int64, _ amount: Int64, _ reference: String, on day: Int = -5
    ) {
        earlier.append(
            Elsewhere(
                item: BillingItem(kind, id), amount: Money(minor: amount, .eur),
                day: Self.day(day), reference: reference))
    }
}

extension Month {
    /// Gives the engine every row, kind by kind.
    func engine() -> Reconciliation {
        var engine = Reconciliation(Self.period, terms, zone: zone)
        _ = engine.gateway(named: "acme")
        for (row, trace) in payouts { engine.payout(row, trace: trace) }
        for (row, key) in payments { key.bytes { engine.payment(row, reference: $0) } }
        for (row, key) in refunds { key.bytes { engine.refund(row, reference: $0) } }
        for row in transfers { engine.transfer(row) }
        for (row, isCarried, isWinCarried) in disputes {
            engine.dispute(row, isCarried: isCarried, isWinCarried: isWinCarried)
        }
        for (row, key) in transactions { key.bytes { engine.transaction(row, reference: $0) } }
        for part in earlierNets {
            engine.besidePayout(
                GatewayPayout.key(part.payout, isImported: false), net: Money(minor: part.net, .eur)
            )
        }
        let wanted = Set(engine.pairGateway())
        for row in elsewhere where wanted.contains(row.reference) {
            engine.elsewhere(
                row.item, row.amount, row.day, isCaptured: row.isCaptured,
                reference: row.reference, isLedger: row.item.kind != .gatewayTransaction)
        }
        for (row, name) in slips { engine.deposit(row, name: name) }
        for item in items {
            engine.depositItem(slip: item.slip, payment: item.payment, amount: item.amount)
        }
        for payment in engine.cashOfOtherPeriods where deposited.contains(payment) {
            engine.depositedBefore(payment: payment)
        }
        for (row, key, text) in lines {
            key.bytes { key in engine.line(row, reference: key, narration: { text }) }
        }
        let unknown = Set(engine.unknownBankReferences)
        for row in earlier where unknown.contains(row.reference) {
            engine.earlier(row.item, row.amount, row.day, reference: row.reference)
        }
        return engine
    }

    func output() -> Reconciliation.Output {
        var engine = engine()
        return engine.finish()
    }
}

extension String {
    fileprivate func bytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        Array(utf8).withUnsafeBytes(body)
    }
}
