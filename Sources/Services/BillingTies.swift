package import Domain
import Matching

/// The ties of a billing reconciliation.
package struct BillingTies {
    static let reconciliation = "Reconciliation"
    static let exceptions = "Exceptions"
    static let differences = "Differences"
    static let transit = "In transit"
    static let clearing = "Gateway clearing"
    static let bank = "Bank reconciliation"
    static let receivables = "Receivables"
    static let exchange = "Exchange"
    static let completeness = "Completeness"
    static let refusals = "Not read"

    private let outcome: BillingOutcome

    package init(_ outcome: BillingOutcome) { self.outcome = outcome }

    /// In the order of the chain; a clinic without any row ties nothing but that.
    package func ties(of clinic: Clinic) -> [Tie] {
        [
            Tie(
                "Rows that could not be read = none", count: outcome.refusals.count, 0,
                sheet: outcome.refusals.isEmpty ? nil : Self.refusals)
        ] + inputs + differences + clearing + statements + receivables
            + (outcome.exchange?.ties(receivables: outcome.receivables) ?? [])
    }

    /// Whether both sides of every link went into buckets, each item once.
    private var inputs: [Tie] {
        outcome.inputs.flatMap { input -> [Tie] in
            let name = input.name.capitalizedFirst
            let code = input.currency.code
            return [
                Tie(
                    "\(name): count of the database = of the buckets (\(code))",
                    count: Int(input.count + input.brought.count), Int(input.bucketed.count),
                    sheet: Self.completeness),
                Tie(
                    "\(name): sum of the database = of the buckets (\(code))", input.expected,
                    input.found, sheet: Self.completeness),
            ]
        }
    }

    /// Whether the exceptions explain all that the sides differ by.
    private var differences: [Tie] {
        BillingLink.allCases.filter { $0 != .control }.flatMap { link in
            outcome.currencies(of: link).map { currency in
                let left = outcome.sum(link, isLeft: true, currency).amount
                let right = outcome.sum(link, isLeft: false, currency).amount
                return Tie(
                    "\(link.title): left less right = exceptions, in transit, typed differences, "
                        + "out of scope (\(currency.code))",
                    Fixed(unscaled: left - right, scale: currency.exponent),
                    Fixed(unscaled: explained(link, currency), scale: currency.exponent),
                    sheet: Self.exceptions)
            }
        }
    }

    /// The sum of what is told of a link, from the lists and not from the buckets; two codes have
    /// their sides in two currencies or two links, and only there the buckets must do.
    private func explained(_ link: BillingLink, _ currency: Currency) -> Int128 {
        let twofold: [BillingCode] = [.currencyDifference, .wrongTender]
        var sum: Int128 = 0
        for found in outcome.found.results.exceptions
        where found.link == link && found.amount.currency == currency
            && !twofold.contains(found.code) && found.code != .feeDifference
            && !(link == .deposit && found.owner.kind == .deposit)
        {
            sum += Int128(found.amount.minor)
        }
        for match in outcome.found.results.matches where match.link == link {
            if let sides = match.exchanged {
                if sides.left.currency == currency { sum += Int128(sides.left.minor) }
                if sides.right.currency == currency { sum -= Int128(sides.right.minor) }
            } else if match.difference.currency == currency {
                sum += Int128(match.difference.minor)
            }
        }
        for code in twofold {
            sum +=
                outcome.bucket(link, isLeft: true, code, currency).amount
                - outcome.bucket(link, isLeft: false, code, currency).amount
        }
        return sum - outcome.bucket(link, isLeft: false, .outOfScope, currency).amount
    }

    private var clearing: [Tie] {
        outcome.balances.compactMap { balance in
            guard let opening = balance.opening, let closing = balance.closing else { return nil }
            let book = outcome.found.books[GatewayAccountKey(balance.gateway, balance.currency)]
            let change = Fixed(unscaled: book?.change ?? 0, scale: balance.currency.exponent)
            return Tie(
                "Clearing of \(balance.gateway): roll-forward = the gateway's own balance "
                    + "(\(balance.currency.code))",
                opening.adding(change).subtracting(balance.cutOff), closing, sheet: Self.clearing)
        }
    }

    private var statements: [Tie] {
        outcome.statements.map { statement in
            Tie(
                "Statement \(statement.sequence) of \(statement.account): opening and entries = "
                    + "closing",
                statement.opening.minor + statement.entries.minor, statement.closing.minor,
                statement.closing.currency, sheet: Self.bank,
                subject: "Bank statements: opening and entries = closing")
        }
    }

    /// The first fails when documents of approved months were voided or changed since; `close changes`
    /// lists them.
    private var receivables: [Tie] {
        outcome.receivables.flatMap { flow -> [Tie] in
            let code = flow.currency.code
            let moved = Tie(
                "Receivables: opening and movements = invoice by invoice (\(code))", flow.moved,
                flow.closing, sheet: Self.receivables)
            guard let rows = flow.openingOfRows else { return [moved] }
            return [
                Tie(
                    "Receivables: approved opening = the books of today (\(code))", flow.opening,
                    rows, sheet: Self.receivables), moved,
            ]
        }
    }
}

extension String {
    /// The same with a capital at its beginning.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
