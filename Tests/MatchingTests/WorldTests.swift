import Domain
import TestSupport
import Testing

@testable import Matching

/// Months that nobody made up: few amounts, few days, few ids, so that everything collides.
@Suite("Any month") struct WorldTests {
    private static func month(_ dice: inout Dice) -> Month {
        var month = Month()
        func pick<T>(_ values: [T], _ dice: inout Dice) -> T {
            values[Int.random(in: values.indices, using: &dice)]
        }
        func amount(_ dice: inout Dice) -> Int64 { pick([100, 200, 300, 350, 500], &dice) }
        func day(_ dice: inout Dice) -> Int { pick([0, 1, 2, 10, 11, 12, 24, 30, 31], &dice) }
        func key(_ prefix: String, _ dice: inout Dice) -> String {
            let number = Int.random(in: 0...25, using: &dice)
            return number == 0 ? "" : "\(prefix)\(number)"
        }
        func currency(_ dice: inout Dice) -> Currency {
            pick([.eur, .eur, .eur, .eur, .usd], &dice)
        }
        let density = Int.random(in: 1...3, using: &dice)
        month.terms.payers = [.init(id: 1, name: "Lorelei"), .init(id: 2, name: "Hill & Sons")]
        month.terms.rules = [BankRule(id: 1, pattern: "RENT*", direction: .any, reason: "rent")]
        for id in 1...Int64(25 * density) {
            month.pay(
                id, amount(&dice), key("C", &dice), pick(PaymentMethod.allCases, &dice),
                on: day(&dice), currency(&dice), captured: Int.random(in: 0...7, using: &dice) > 0,
                payer: Int64.random(in: 0...2, using: &dice))
        }
        for id in 1...Int64(8 * density) {
            month.refund(id, amount(&dice), key("R", &dice), on: day(&dice))
            month.transferBack(id + 1000, amount(&dice), on: day(&dice))
            month.dispute(
                id, amount(&dice), fee: 15, on: pick([-9, 1, 11], &dice),
                won: pick([nil, 12, 20, 32], &dice), carried: Bool.random(using: &dice))
        }
        month.disputes = month.disputes.map { row, isCarried, _ in
            (row, isCarried && row.openedOn < Month.period.from, false)
        }
        for id in 1...Int64(30 * density) {
            let kind = pick(GatewayTransaction.Kind.allCases + [.charge, .charge], &dice)
            let isIn = kind == .charge || kind == .adjustment
            month.charge(
                id, isIn ? amount(&dice) : -amount(&dice), key(kind == .refund ? "R" : "C", &dice),
                on: day(&dice), kind, currency(&dice), fee: pick([0, 15], &dice),
                captured: Int.random(in: 0...7, using: &dice) > 0,
                payout: Int64.random(in: 0...9, using: &dice))
        }
        for id in 1...Int64(4 * density) {
            month.payOut(
                id, amount(&dice), key("TRACE", &dice), on: day(&dice),
                failed: Int.random(in: 0...6, using: &dice) == 0, currency(&dice))
            let items = (0..<Int.random(in: 0...6, using: &dice)).map { _ in
                (Int64.random(in: 1...Int64(30 * density), using: &dice), amount(&dice))
            }
            month.slip(
                id, amount(&dice), key("SLIP-00", &dice), on: day(&dice), currency(&dice),
                of: items)
        }
        for id in 1...Int64(20 * density) {
            let number = Int64.random(in: 1...Int64(25 * density), using: &dice)
            let named = Reconciliation.reference("PAY", number)
            let returned = Reconciliation.reference("REF", 1000 + number % Int64(8 * density))
            month.line(
                id, pick([-500, -100, 100, 200, 300, 350, 500, 700, 850], &dice),
                pick(["", key("TRACE", &dice), key("SLIP-00", &dice), named, returned], &dice),
                pick(
                    [
                        "RENT", "CREDIT", "LORELEI", "HILL/SONS LORELEI", named,
                        "\(named) PAY000000001",
                    ], &dice),
                on: day(&dice), imported: Bool.random(using: &dice), currency(&dice))
        }
        others(&month, &dice)
        decisions(&month, &dice)
        return month
    }

    /// Rows of other periods.
    private static func others(_ month: inout Month, _ dice: inout Dice) {
        for id in Int64(5001)...5020 {
            let number = Int.random(in: 1...25, using: &dice)
            let amount = [Int64(100), 200, 500][Int.random(in: 0...2, using: &dice)]
            let day = Bool.random(using: &dice) ? -3 : 33
            let isCaptured = Int.random(in: 0...5, using: &dice) > 0
            switch Int.random(in: 0...4, using: &dice) {
            case 0:
                month.elsewhere(.payment, id, amount, "C\(number)", on: day, captured: isCaptured)
            case 1: month.elsewhere(.refund, id, -amount, "R\(number)", on: day)
            case 2:
                month.elsewhere(
                    .gatewayTransaction, id, amount, "C\(number)", on: day, captured: isCaptured)
            case 3: month.elsewhere(.gatewayTransaction, id, -amount, "R\(number)", on: day)
            default: month.earlier(.payout, id, amount, "TRACE\(number)")
            }
        }
    }

    private static func decisions(_ month: inout Month, _ dice: inout Dice) {
        for id in Int64(1)...8 {
            let left = Int64.random(in: 1...25, using: &dice)
            let right = Int64.random(in: 1...20, using: &dice)
            let rights = [
                "gateway:\(right)", "bank:\(right)", "imported:\(right)", "bank:\(right),9",
            ]
            let lefts = [
                "payment:\(left)", "payment:\(left),7", "payout:\(left)", "dispute:\(left)",
            ]
            let sides = (
                lefts[Int.random(in: 0...3, using: &dice)],
                rights[Int.random(in: 0...3, using: &dice)]
            )
            month.decide(
                id, Bool.random(using: &dice) ? .accept : .reject, sides.0, sides.1,
                Bool.random(using: &dice) ? .fee : nil)
        }
        month.decide(9, .note, "payment:\(Int64.random(in: 1...25, using: &dice))")
    }

    @Test(
        "has each item in one bucket, none in two matches, and its differences explained",
        arguments: 0..<8) func whole(_ part: Int)
    {
        let dice = Dice()
        var throwing = Dice(seed: dice.seed &+ UInt64(part))
        for _ in 0..<50 { _ = Self.month(&throwing).found("\(dice), part \(part)") }
    }

    @Test("comes out alike from its rows in any order", arguments: 0..<8) func order(_ part: Int) {
        let dice = Dice()
        var throwing = Dice(seed: dice.seed &+ UInt64(part))
        for _ in 0..<50 {
            var month = Self.month(&throwing)
            let once = month.output()
            month.payments.shuffle(using: &throwing)
            month.refunds.shuffle(using: &throwing)
            month.transfers.shuffle(using: &throwing)
            month.disputes.shuffle(using: &throwing)
            month.transactions.shuffle(using: &throwing)
            month.payouts.shuffle(using: &throwing)
            month.slips.shuffle(using: &throwing)
            month.items.shuffle(using: &throwing)
            month.lines.shuffle(using: &throwing)
            month.elsewhere.shuffle(using: &throwing)
            month.earlier.shuffle(using: &throwing)
            let again = month.output()
            #expect(once.told == again.told, "\(dice), part \(part)")
            #expect(once.results.exceptions == again.results.exceptions, "\(dice), part \(part)")
            #expect(once.results.matches == again.results.matches, "\(dice), part \(part)")
            #expect(once.results.buckets == again.results.buckets, "\(dice), part \(part)")
            #expect(once.results.brought == again.results.brought, "\(dice), part \(part)")
            #expect(once.books == again.books, "\(dice), part \(part)")
            #expect(once.unfollowed == again.unfollowed, "\(dice), part \(part)")
        }
    }

    @Test("what is told of one owner has an order too") func ties() {
        let rows: [(minor: Int64, slip: Int64, evidence: String)] = [
            (-1, 7, "a"), (-2, 8, "a"), (-1, 8, "a"), (-1, 8, "b"), (-3, 9, "a"),
        ]
        let exceptions = rows.map { row in
            BillingException(
                .deposit, .duplicateTheirs, BillingItem(.payment, 1), Money(minor: row.minor, .eur),
                since: Month.day(1), isOpen: false, others: [BillingItem(.deposit, row.slip)],
                evidence: row.evidence)
        }
        #expect(exceptions.reversed().sorted(by: BillingException.isBefore) == exceptions)
    }

    @Test("more pairs than one match may hold are several matches") func many() {
        var month = Month()
        for id in Int64(1)...10_001 {
            month.pay(id, id, "C\(id)")
            month.charge(20_002 - id, id, "C\(id)")
        }
        let matches = month.found().results.matches
        #expect(matches.map(\.left.count) == [10_000, 1])
        #expect(matches.flatMap(\.left) == Array(1...10_001))
        #expect(matches.flatMap(\.right) == Array(1...10_001).map { 20_002 - $0 })
    }
}
