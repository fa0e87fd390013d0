import Domain
import Matching
import Testing

extension Month {
    /// What the engine finds, after everything that must hold of any month has been held against it.
    func found(
        _ dice: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) -> Reconciliation.Output {
        let output = output()
        let faults = faults(output)
        #expect(faults.isEmpty, "\(faults) \(dice)", sourceLocation: sourceLocation)
        return output
    }

    /// Exceptions: link, code, owner, minor units, whether they stay open, the others.
    func told(sourceLocation: SourceLocation = #_sourceLocation) -> [String] {
        found(sourceLocation: sourceLocation).told
    }

    /// Matches: pass, items of both sides, a difference and its type.
    func joined(sourceLocation: SourceLocation = #_sourceLocation) -> [String] {
        found(sourceLocation: sourceLocation).joined
    }

    /// What is wrong with the output, whatever the month.
    func faults(_ output: Reconciliation.Output) -> [String] {
        incomplete(output) + doubled(output) + untied(output)
    }

    /// Sides whose buckets do not have each item once, by an own count of the rows.
    private func incomplete(_ output: Reconciliation.Output) -> [String] {
        var given: [BillingBucket: BillingSum] = [:]
        var brought: [BillingBucket: BillingSum] = [:]
        var ids: Set<BillingItem> = []
        func add(
            _ link: BillingLink, _ isLeft: Bool, _ item: BillingItem, _ amount: Money, _ day: Day
        ) {
            let bucket = BillingBucket(link, isLeft: isLeft, .matchedExact, amount.currency)
            given[bucket, default: .init()].add(amount.minor)
            if day < Self.period.from { brought[bucket, default: .init()].add(amount.minor) }
            ids.insert(item)
        }
        for (row, _) in payments where row.isCaptured {
            add(
                row.link, true, BillingItem(.payment, row.id), row.amount, row.receivedOn)
        }
        for row in refunds.map(\.row) {
            add(.gateway, true, BillingItem(.refund, row.id), row.amount.negated, row.day)
        }
        for row in transfers {
            add(.bank, true, BillingItem(.refund, row.id), row.amount.negated, row.day)
        }
        for (row, isCarried, isWinCarried) in disputes {
            let item = BillingItem(.dispute, row.id)
            let lost = Money(minor: -row.amount.minor - row.fee, row.amount.currency)
            if isCarried || row.openedOn >= Self.period.from {
                add(.gateway, true, item, lost, row.openedOn)
            }
            if let day = row.wonOn,
                isWinCarried || day >= Self.period.from && day < Self.period.until
            {
                add(.gateway, true, item, row.amount, day)
            }
        }
        for (row, _) in transactions where row.isCaptured && row.kind != .fee {
            let isNet = row.kind == .dispute || row.kind == .adjustment
            add(
                .gateway, false, BillingItem(.gatewayTransaction, row.id),
                Money(minor: isNet ? row.net : row.gross, row.currency), zone(row.createdAt))
        }
        for (row, _) in payouts {
            let day = zone(row.createdAt)
            add(.bank, true, BillingItem(.payout, row.id), row.amount, day)
            if day >= Self.period.from {
                let bucket = BillingBucket(
                    .payout, isLeft: false, .matchedExact, row.amount.currency)
                given[bucket, default: .init()].add(row.amount.minor)
            }
        }
        for (row, _) in slips {
            add(.bank, true, BillingItem(.deposit, row.id), row.amount, row.day)
        }
        for (row, _, _) in lines {
            add(
                .bank, false, BillingItem(row.isImported ? .importEntry : .bankEntry, row.id),
                row.amount, row.bookedOn)
        }
        // Rows that nobody gave, but that were looked up and found.
        for match in output.results.matches {
            let items =
                match.left.map { (true, BillingItem(match.leftKind, $0)) }
                + match.right.map { (false, BillingItem(match.rightKind, $0)) }
            for (isLeft, item) in items {
                guard !ids.contains(item),
                    let row = (elsewhere + earlier).first(where: { $0.item == item })
                else { continue }
                add(match.link, isLeft, item, row.amount, Day(number: .min))
            }
        }
        for found in output.results.exceptions
        where [.amountDifference, .currencyDifference].contains(found.code)
            && !ids.contains(found.owner)
        {
            guard let row = (elsewhere + earlier).first(where: { $0.item == found.owner }) else {
                continue
            }
            add(found.link, true, found.owner, row.amount, Day(number: .min))
        }
        deposits(&given, &brought)
        return Self.compare(given, brought, output.results)
    }

    /// Items of the period's slips; a payment that nobody gave is of an earlier period, once.
    private func deposits(
        _ given: inout [BillingBucket: BillingSum], _ brought: inout [BillingBucket: BillingSum]
    ) {
        var strangers: [Int64: [(slip: Int64, amount: Int64, currency: Currency)]] = [:]
        let known = Set(payments.map(\.row.id))
        for (slip, _) in slips where slip.day >= Self.period.from {
            let currency = slip.amount.currency
            let right = BillingBucket(.deposit, isLeft: false, .matchedExact, currency)
            for item in items where item.slip == slip.id {
                given[right, default: .init()].add(item.amount)
                guard !known.contains(item.payment), !deposited.contains(item.payment) else {
                    continue
                }
                strangers[item.payment, default: []].append((slip.id, item.amount, currency))
            }
        }
        for rows in strangers.values {
            guard let first = rows.min(by: { ($0.slip, $0.amount) < ($1.slip, $1.amount) })
            else { continue }
            let left = BillingBucket(.deposit, isLeft: true, .matchedExact, first.currency)
            given[left, default: .init()].add(first.amount)
            brought[left, default: .init()].add(first.amount)
        }
    }

    private static func compare(
        _ given: [BillingBucket: BillingSum], _ brought: [BillingBucket: BillingSum],
        _ results: BillingResults
    ) -> [String] {
        var sums: [BillingBucket: BillingSum] = [:]
        for (bucket, sum) in results.buckets {
            // A payout's transactions are one sum a payout.
            if bucket.link == .payout && bucket.isLeft || bucket.link == .invoice
                || bucket.link == .allocation
            {
                continue
            }
            sums[
                BillingBucket(
                    bucket.link, isLeft: bucket.isLeft, .matchedExact, bucket.currency),
                default: .init()
            ].add(sum)
        }
        var faults: [String] = []
        for bucket in Set(given.keys).union(sums.keys) where given[bucket] != sums[bucket] {
            let name = "\(bucket.link) \(bucket.isLeft ? "left" : "right") \(bucket.currency)"
            faults.append(
                "\(name): given \(given[bucket] ?? .init()), in buckets \(sums[bucket] ?? .init())")
        }
        for bucket in Set(brought.keys).union(results.brought.keys)
        where brought[bucket] != results.brought[bucket] {
            let name = "\(bucket.link) \(bucket.isLeft ? "left" : "right") \(bucket.currency)"
            faults.append("\(name): brought \(results.brought[bucket] ?? .init())")
        }
        if let wrong = results.buckets.first(where: { $0.value.count < 1 }) {
            faults.append("bucket \(wrong)")
        }
        return faults
    }

    /// Items that are in two matches of a link, or in a match and among what stands alone.
    private func doubled(_ output: Reconciliation.Output) -> [String] {
        var seen: [String: Int] = [:]
        for match in output.results.matches {
            for id in match.left { seen["\(match.link) \(match.leftKind) \(id)", default: 0] += 1 }
            // Many payments lie on one slip; what was paid of an invoice has no number.
            if match.link == .deposit || match.link == .invoice { continue }
            for id in match.right {
                seen["\(match.link) \(match.rightKind) \(id)", default: 0] += 1
            }
        }
        // Of these, both sides are known, and a partner may be in a match of its own.
        let paired: [BillingCode] = [
            .feeDifference, .duplicateOurs, .duplicateTheirs, .payoutComposition, .wrongTender,
        ]
        for one in output.results.exceptions where !paired.contains(one.code) {
            let key = "\(one.link) \(one.owner.kind) \(one.owner.id)"
            if one.owner.kind != .dispute, seen[key] != nil { seen[key] = 3 }
        }
        // A dispute was opened and won.
        return seen.filter { $0.value > ($0.key.contains(" dispute ") ? 2 : 1) }.map(\.key)
    }

    /// Links whose sides differ by something else than is told of them.
    private func untied(_ output: Reconciliation.Output) -> [String] {
        var rest: [String: Int128] = [:]
        for (bucket, sum) in output.results.buckets {
            // Its two sides have two currencies or two links, so it explains itself.
            if [.currencyDifference, .wrongTender].contains(bucket.code) { continue }
            let isOut = bucket.code == .outOfScope
            rest["\(bucket.link) \(bucket.currency)", default: 0] +=
                isOut ? 0 : bucket.isLeft ? sum.amount : -sum.amount
        }
        for one in output.results.exceptions {
            if [.currencyDifference, .wrongTender, .feeDifference].contains(one.code)
                || one.link == .control || one.link == .deposit && one.owner.kind == .deposit
            {
                continue
            }
            rest["\(one.link) \(one.amount.currency)", default: 0] -= Int128(one.amount.minor)
        }
        for match in output.results.matches {
            guard let sides = match.exchanged else {
                rest["\(match.link) \(match.difference.currency)", default: 0] -=
                    Int128(match.difference.minor)
                continue
            }
            rest["\(match.link) \(sides.left.currency)", default: 0] -= Int128(sides.left.minor)
            rest["\(match.link) \(sides.right.currency)", default: 0] += Int128(sides.right.minor)
        }
        // A failed payout is told on the bank's link, where nothing stands against it.
        return rest.filter { $0.value != 0 }.map { "\($0.key) differs by \($0.value) more" }
    }
}

extension Money {
    fileprivate var opposite: Money { Money(minor: -minor, currency) }
}

extension Reconciliation.Output {
    var told: [String] {
        results.exceptions.map { one in
            let others = one.others.map(\.description).joined(separator: ",")
            return
                "\(one.link.rawValue) \(one.code.rawValue) \(one.owner) \(one.amount.minor)"
                + (one.isOpen ? " open" : "") + (others.isEmpty ? "" : " / \(others)")
        }
    }

    /// Every exception as `CODE owner amount since`, open or not, with its other side.
    var dated: [String] {
        results.exceptions.map { one in
            let others = one.others.map(\.description).joined(separator: ",")
            return "\(one.code.rawValue) \(one.owner) \(one.amount.plain) \(one.since)"
                + (one.isOpen ? " open" : "") + (others.isEmpty ? "" : " / \(others)")
        }
    }

    var joined: [String] {
        results.matches.map { one in
            let left = one.left.map(String.init).joined(separator: ",")
            let right = one.right.map(String.init).joined(separator: ",")
            let difference = one.differenceType.map { " \($0.rawValue) \(one.difference.minor)" }
            return "\(one.rule.rawValue.prefix(1)) \(one.leftKind.word):\(left) = "
                + "\(one.rightKind.word):\(right)\(difference ?? "")"
        }
    }
}
