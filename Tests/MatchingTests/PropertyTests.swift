import Domain
import TestSupport
import Testing

@testable import Matching

@Suite("Reconciliation of made-up months") struct PropertyTests {
    private static let methods: [PaymentMethod] = [.card, .card, .wallet, .cash, .bankTransfer]

    /// Few amounts, few days, few ids: whatever can collide does.
    private static func world(_ dice: inout Dice) -> Books {
        var books = Books()
        func amount() -> Int64 { Int64([100, 250, 250, 999].randomElement(using: &dice) ?? 1) }
        func day() -> Int { Int.random(in: -3...34, using: &dice) }
        func key(_ prefix: String) -> String {
            prefix + String(Int.random(in: 0..<40, using: &dice))
        }
        func currency() -> Currency { Int.random(in: 0..<12, using: &dice) == 0 ? .usd : .eur }
        func captured() -> Bool { Int.random(in: 0..<8, using: &dice) > 0 }
        books.terms.payers = [.init(id: 1, name: "Lorelei")]
        books.terms.rules = [BankRule(id: 1, pattern: "RENT*", direction: .any, reason: "rent")]
        for id in 1...Int64.random(in: 1...12, using: &dice) {
            books.payOut(
                id, amount(), key("TR"), on: day(), failed: Int.random(in: 0..<9, using: &dice) == 0
            )
        }
        for id in 1...Int64.random(in: 1...70, using: &dice) {
            books.pay(
                id, amount(), key("CH"), on: day(),
                by: methods.randomElement(using: &dice) ?? .card,
                in: currency(), captured: captured(), payer: Int64.random(in: 0...1, using: &dice))
        }
        for id in 1...Int64.random(in: 1...10, using: &dice) {
            books.refunds.append(
                (
                    LedgerReturn(
                        id: id, day: Books.day(day()), amount: Money(minor: amount(), .eur)),
                    Bool.random(using: &dice) ? key("RE") : nil
                ))
        }
        for id in 1...Int64.random(in: 1...70, using: &dice) {
            let kind = GatewayTransaction.Kind.allCases.randomElement(using: &dice) ?? .charge
            books.charge(
                id, kind == .charge || kind == .adjustment ? amount() : -amount(),
                key(kind == .refund ? "RE" : "CH"), on: day(), fee: 3, kind: kind, in: currency(),
                captured: captured(), payout: Int64.random(in: 0...12, using: &dice))
        }
        for id in 1...Int64.random(in: 1...6, using: &dice) {
            books.slip(id, amount(), key("SLIP"), on: day())
            for payment in 1...Int64.random(in: 1...5, using: &dice) {
                books.items.append((id, payment * 7, amount()))
            }
        }
        for id in 1...Int64.random(in: 1...40, using: &dice) {
            let number = Int.random(in: 1...70, using: &dice)
            let texts = [
                "RENT", "CREDIT", "SETTLEMENT LORELEI",
                Reconciliation.reference("PAY", Int64(number)),
            ]
            let references = [
                "", key("TR"), key("SLIP"), Reconciliation.reference("PAY", Int64(number)),
            ]
            books.line(
                id,
                Bool.random(using: &dice)
                    ? amount() : [-100, 350, 500][Int.random(in: 0..<3, using: &dice)],
                references.randomElement(using: &dice) ?? "", on: day(),
                text: texts.randomElement(using: &dice) ?? "", in: currency(),
                imported: Bool.random(using: &dice))
        }
        return books
    }

    @Test("any order of the rows gives the same results") func order() {
        let dice = Dice()
        var throwing = dice
        for _ in 0..<150 {
            var books = Self.world(&throwing)
            let once = books.reconcile()
            books.payouts.shuffle(using: &throwing)
            books.payments.shuffle(using: &throwing)
            books.refunds.shuffle(using: &throwing)
            books.transactions.shuffle(using: &throwing)
            books.deposits.shuffle(using: &throwing)
            books.lines.shuffle(using: &throwing)
            let again = books.reconcile()
            #expect(once.results.exceptions == again.results.exceptions, "\(dice)")
            #expect(once.results.matches == again.results.matches, "\(dice)")
            #expect(once.results.buckets == again.results.buckets, "\(dice)")
            #expect(once.books == again.books, "\(dice)")
        }
    }

    @Test("each item is in one bucket of its side, and in one match or exception of its link")
    func completeness() {
        let dice = Dice()
        var throwing = dice
        for _ in 0..<150 {
            let books = Self.world(&throwing)
            let output = books.reconcile()
            let wanted = Self.naive(books)
            for link in [BillingLink.gateway, .bank, .deposit] {
                for isLeft in [true, false] {
                    for currency in [Currency.eur, .usd] {
                        var sum = BillingSum()
                        for (bucket, part) in output.results.buckets
                        where bucket.link == link && bucket.isLeft == isLeft
                            && bucket.currency == currency
                        {
                            sum.add(part)
                        }
                        var brought = BillingSum()
                        // Only what a slip names and no payment of ours is comes from elsewhere.
                        if link == .deposit, isLeft {
                            brought =
                                output.results.brought[
                                    BillingBucket(link, isLeft: true, .matchedExact, currency)]
                                ?? brought
                            let carried = books.payments.filter {
                                $0.0.method.isDeposited && $0.0.isCaptured
                                    && $0.0.receivedOn < Books.period.from
                                    && $0.0.amount.currency == currency
                            }
                            brought.add(
                                BillingSum(
                                    count: -Int64(carried.count),
                                    amount: -carried.reduce(Int128(0)) {
                                        $0 + Int128($1.0.amount.minor)
                                    }))
                        }
                        var given =
                            wanted[BillingBucket(link, isLeft: isLeft, .matchedExact, currency)]
                            ?? BillingSum()
                        given.add(brought)
                        #expect(sum == given, "\(link) \(isLeft) \(currency), \(dice)")
                    }
                }
            }
            var seen: Set<[String]> = []
            for match in output.results.matches {
                // A slip has many items, each a row of its own.
                let rights =
                    match.link == .deposit ? [] : match.right.map { "\(match.rightKind) \($0)" }
                for id in match.left.map({ "\(match.leftKind) \($0)" }) + rights {
                    #expect(seen.insert([match.link.rawValue, id]).inserted, "\(id), \(dice)")
                }
            }
            for found in output.results.exceptions
            where found.code != .feeDifference && !found.code.pairsItsOwner {
                let id = "\(found.owner.kind) \(found.owner.id)"
                #expect(!seen.contains([found.link.rawValue, id]), "\(found), \(dice)")
            }
        }
    }

    /// What there is on each side, counted row by row.
    private static func naive(_ books: Books) -> [BillingBucket: BillingSum] {
        var sums: [BillingBucket: BillingSum] = [:]
        func add(_ link: BillingLink, _ isLeft: Bool, _ amount: Money) {
            sums[
                BillingBucket(link, isLeft: isLeft, .matchedExact, amount.currency),
                default: BillingSum()
            ].add(amount.minor)
        }
        for (payment, _) in books.payments where payment.isCaptured {
            add(payment.method.link, true, payment.amount)
        }
        for (refund, key) in books.refunds {
            add(key == nil ? .bank : .gateway, true, Money(minor: -refund.amount.minor, .eur))
        }
        for (payout, _) in books.payouts { add(.bank, true, payout.amount) }
        for (slip, _) in books.deposits { add(.bank, true, slip.amount) }
        let ours = Set(books.deposits.filter { $0.0.day >= Books.period.from }.map(\.0.id))
        for item in books.items where ours.contains(item.slip) {
            add(.deposit, false, Money(minor: item.amount, .eur))
        }
        for (row, _) in books.transactions where row.isCaptured && row.kind != .fee {
            add(.gateway, false, Money(minor: row.ledgerAmount, row.currency))
        }
        for (line, _, _) in books.lines { add(.bank, false, line.amount) }
        return sums
    }

    @Test("sums that are found are those that trying everything finds") func subsets() {
        let dice = Dice()
        var throwing = dice
        for _ in 0..<400 {
            let count = Int.random(in: 0...9, using: &throwing)
            let amounts = (0..<count).map { _ in Int64.random(in: 1...40, using: &throwing) }
            let target = Int64.random(in: 1...120, using: &throwing)
            let all = (0..<1 << count).filter { mask in
                mask.nonzeroBitCount >= 2
                    && amounts.indices.reduce(0) { $0 + (mask >> $1 & 1 == 1 ? amounts[$1] : 0) }
                        == target
            }
            switch SubsetSum.find(amounts, summing: target) {
            case .none: #expect(all.isEmpty, "\(dice)")
            case .unique(let places):
                #expect(all == [places.reduce(0) { $0 | 1 << $1 }], "\(dice)")
            case .several: #expect(all.count > 1, "\(dice)")
            case .tooMany: Issue.record("\(count) are not too many, \(dice)")
            }
        }
        #expect(
            SubsetSum.find(Array(repeating: 1, count: SubsetSum.most + 1), summing: 2) == .tooMany)
    }

    @Test("tables find what was put in, however it is spelt") func tables() {
        let dice = Dice()
        var throwing = dice
        var (keys, known): (ReferenceTable, [String: Int]) = (ReferenceTable(), [:])
        var (ids, places): (IDTable, [Int64: Int]) = (IDTable(), [:])
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...20, using: &throwing)
            let letters = (0..<length).map { _ in
                ["A", "B", "0"].randomElement(using: &throwing) ?? ""
            }
            let key = letters.joined()
            #expect(keys.find(key) == known[key], "\(dice)")
            let (place, isNew) = keys.number(key)
            #expect(isNew == (known[key] == nil))
            known[key] = known[key] ?? place
            #expect(keys[place] == key)
            let id =
                Int64.random(in: -3...3000, using: &throwing)
                << Int64.random(in: 0...40, using: &throwing)
            #expect(ids.find(id) == places[id], "\(dice)")
            places[id] = ids.number(id).index
        }
        #expect(keys.count == known.count)
    }

    @Test("a day is the zone's own, whichever quarter of an hour was asked for before")
    func days() {
        // A zone that is 2 h 07 min behind until some instant, and 10 min ahead from then on.
        let zone = { (instant: Instant) -> Day in
            let offset: Int64 = instant.seconds < 864_000 + 1234 ? -7620 : 600
            return Day(number: Int32((instant.seconds + offset).floorDivided(by: 86_400)))
        }
        let dice = Dice()
        var throwing = dice
        var days = LocalDays(zone)
        for _ in 0..<50_000 {
            let instant = Instant(
                microseconds: Int64.random(in: 600_000...1_100_000, using: &throwing) * 1_000_000)
            #expect(days.day(of: instant) == zone(instant), "\(dice)")
        }
    }
}

extension BillingCode {
    /// Whether both sides are known, so that the owner's partner may be in a match of its own.
    fileprivate var pairsItsOwner: Bool {
        [.duplicateOurs, .duplicateTheirs, .payoutComposition, .wrongTender].contains(self)
    }
}
