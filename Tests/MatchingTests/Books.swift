import Domain
import Matching

/// A clinic's rows of a month, made by hand, and what the engine makes of them.
struct Books {
    static let period = Period(monthOf: day(1))
    var terms = BillingTerms(in: .eur)
    var payments: [(LedgerPayment, String)] = []
    var refunds: [(LedgerReturn, String?)] = []
    var disputes: [(LedgerDispute, Bool)] = []
    var transactions: [(GatewayTransaction, String)] = []
    var payouts: [(GatewayPayout, String)] = []
    var earlier: [(payout: Int64, net: Int64)] = []
    var deposits: [(DepositSlip, String)] = []
    var items: [(slip: Int64, payment: Int64, amount: Int64)] = []
    var lines: [(BookedLine, reference: String, narration: String)] = []
    /// Of other periods: given where they are asked for by their reference.
    var elsewhere: [(BillingItem, Money, Day, String, isLedger: Bool)] = []
    var earlierLedger: [(BillingItem, Money, Day, String)] = []

    /// A day of October 2026; 0 and below are of September, 32 and above of November.
    static func day(_ day: Int) -> Day {
        Day(year: 2026, month: 10, day: 1)?.adding(days: day - 1) ?? Day(number: 0)
    }

    static func noon(_ day: Int) -> Instant {
        Instant(seconds: Int64(Self.day(day).number) * 86_400 + 43_200)
    }

    mutating func pay(
        _ id: Int64, _ amount: Int64, _ reference: String = "", on day: Int = 5,
        by method: PaymentMethod = .card, in currency: Currency = .eur, captured: Bool = true,
        payer: Int64 = 0
    ) {
        payments.append(
            (
                LedgerPayment(
                    id: id, method: method, isCaptured: captured, receivedOn: Self.day(day),
                    amount: Money(minor: amount, currency), payer: payer), reference
            ))
    }

    mutating func charge(
        _ id: Int64, _ gross: Int64, _ reference: String, on day: Int = 5, fee: Int64 = 0,
        tax: Int64 = 0, kind: GatewayTransaction.Kind = .charge, in currency: Currency = .eur,
        captured: Bool = true, payout: Int64 = 0
    ) {
        transactions.append(
            (
                GatewayTransaction(
                    id: id, kind: kind, isCaptured: captured, createdAt: Self.noon(day),
                    currency: currency, gross: gross, fee: fee, feeTax: tax,
                    net: gross - fee - tax, payout: payout, gateway: 0), reference
            ))
    }

    mutating func payOut(
        _ id: Int64, _ amount: Int64, _ trace: String, on day: Int = 6, failed: Bool = false
    ) {
        payouts.append(
            (
                GatewayPayout(
                    id: id, gateway: "stripe", createdAt: Self.noon(day),
                    amount: Money(minor: amount, .eur), hasFailed: failed), trace
            ))
    }

    mutating func slip(_ id: Int64, _ amount: Int64, _ name: String, on day: Int = 6) {
        deposits.append(
            (DepositSlip(id: id, day: Self.day(day), amount: Money(minor: amount, .eur)), name))
    }

    mutating func line(
        _ id: Int64, _ amount: Int64, _ reference: String = "", on day: Int = 7,
        text: String = "CREDIT", in currency: Currency = .eur, imported: Bool = false
    ) {
        lines.append(
            (
                BookedLine(
                    id: id, isImported: imported, bookedOn: Self.day(day),
                    amount: Money(minor: amount, currency)), reference, text
            ))
    }

    /// Runs the engine over the rows in their order.
    func reconcile() -> Reconciliation.Output {
        var engine = Reconciliation(Self.period, terms) {
            Day(number: Int32($0.seconds.floorDivided(by: 86_400)))
        }
        _ = engine.gateway(named: "stripe")
        for (payout, trace) in payouts { engine.payout(payout, trace: trace) }
        for (payment, key) in payments { bytes(key) { engine.payment(payment, reference: $0) } }
        for (refund, key) in refunds {
            guard let key else {
                engine.transfer(refund)
                continue
            }
            bytes(key) { engine.refund(refund, reference: $0) }
        }
        for (dispute, isCarried) in disputes { engine.dispute(dispute, isCarried: isCarried) }
        for (row, key) in transactions { bytes(key) { engine.transaction(row, reference: $0) } }
        for row in earlier {
            engine.earlierTransaction(payout: row.payout, net: Money(minor: row.net, .eur))
        }
        let wanted = Set(engine.pairGateway())
        for (item, amount, day, key, isLedger) in elsewhere where wanted.contains(key) {
            engine.elsewhere(
                item, amount, day, isCaptured: true, reference: key, isLedger: isLedger)
        }
        for (slip, name) in deposits { engine.deposit(slip, name: name) }
        for item in items {
            engine.depositItem(slip: item.slip, payment: item.payment, amount: item.amount)
        }
        for (line, key, text) in lines {
            bytes(key) { engine.line(line, reference: $0) { text } }
        }
        let unknown = Set(engine.unknownBankReferences)
        for (item, amount, day, key) in earlierLedger where unknown.contains(key) {
            engine.earlier(item, amount, day, reference: key)
        }
        return engine.finish()
    }

    /// Every exception in short: `CODE owner amount since open`, with its other side.
    func told() -> [String] { Self.told(reconcile()) }

    static func told(_ output: Reconciliation.Output) -> [String] {
        output.results.exceptions.map { found in
            let others = found.others.map { "\($0.kind.word):\($0.id)" }.joined(separator: ",")
            return "\(found.code.rawValue) \(found.owner.kind.word):\(found.owner.id) "
                + "\(found.amount.plain) \(found.since)\(found.isOpen ? " open" : "")"
                + (others.isEmpty ? "" : " / \(others)")
        }
    }

    /// Every match in short: `RULE left = right`, with a typed difference.
    static func joined(_ output: Reconciliation.Output) -> [String] {
        output.results.matches.flatMap { match -> [String] in
            let rule = match.rule.rawValue.prefix(1)
            func item(_ kind: ItemKind, _ ids: some Sequence<Int64>) -> String {
                "\(kind.word):\(ids.map(String.init).joined(separator: ","))"
            }
            if match.isPairwise {
                return zip(match.left, match.right).map {
                    "\(rule) \(item(match.leftKind, [$0])) = \(item(match.rightKind, [$1]))"
                }
            }
            let type =
                match.differenceType.map { " \($0.rawValue) \(match.difference.plain)" } ?? ""
            return [
                "\(rule) \(item(match.leftKind, match.left)) = "
                    + "\(item(match.rightKind, match.right))\(type)"
            ]
        }
    }

    private func bytes(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        var text = text
        text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
