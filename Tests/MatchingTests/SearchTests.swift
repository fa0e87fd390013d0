import Domain
import TestSupport
import Testing

@testable import Matching

@Suite("Searches") struct SearchTests {
    @Test("sums are those that trying everything finds") func subsets() {
        let dice = Dice()
        var throwing = dice
        for _ in 0..<3000 {
            let amounts = (0..<Int.random(in: 0...9, using: &throwing)).map { _ in
                Int64.random(in: -5...30, using: &throwing)
            }
            let target = Int64.random(in: -5...90, using: &throwing)
            var all: [[Int]] = []
            for mask in 0..<1 << amounts.count where mask.nonzeroBitCount > 1 {
                let places = amounts.indices.filter { mask >> $0 & 1 == 1 }
                if places.reduce(0, { $0 + amounts[$1] }) == target { all.append(places) }
            }
            switch SubsetSum.find(amounts, summing: target) {
            case .none: #expect(all.isEmpty, "\(dice)")
            case .unique(let places): #expect(all == [places], "\(dice)")
            case .several(let places):
                #expect(all.count > 1, "\(dice)")
                let parts = all.filter { $0.allSatisfy(places.contains) }
                #expect(parts.count > 1, "\(dice)")
                #expect(places == Set(places).sorted(), "\(dice)")
            case .tooMany: Issue.record("\(amounts.count) are not too many, \(dice)")
            }
        }
        let twenty = (0..<20).map { Int64(1) << $0 }
        #expect(SubsetSum.find(twenty, summing: (1 << 20) - 1) == .unique(Array(0..<20)))
        #expect(SubsetSum.find(twenty + [1], summing: 3) == .tooMany)
        #expect(SubsetSum.find([.max, .max], summing: -2) == .none)
    }

    private static func row(_ kind: ItemKind, _ id: Int64, _ dice: inout Dice) -> LinkRow {
        let currency: Currency = Int.random(in: 0...3, using: &dice) > 0 ? .eur : .usd
        return LinkRow(
            BillingItem(kind, id), Money(minor: Int64.random(in: -1...2, using: &dice), currency),
            on: Month.day(Int.random(in: 1...30, using: &dice)))
    }

    @Test("pairs are those where neither has another choice") func pairs() {
        let dice = Dice()
        var throwing = dice
        for _ in 0..<600 {
            let count = Int.random(in: 0...14, using: &throwing)
            let lefts = (0..<count).map { Self.row(.payment, Int64($0), &throwing) }
            let rights = (0..<Int.random(in: 0...14, using: &throwing)).map {
                Self.row(.bankEntry, Int64($0), &throwing)
            }
            let window =
                Int32.random(
                    in: -3...0, using: &throwing)...Int32.random(in: 0...4, using: &throwing)
            let barred = Int64.random(in: 1...4, using: &throwing)
            let isBarred = { (left: BillingItem, right: BillingItem) in
                (left.id + right.id) % 4 == barred && left.kind == .payment
            }
            func fits(_ left: LinkRow, _ right: LinkRow) -> Bool {
                left.amount == right.amount && !isBarred(left.item, right.item)
                    && window.contains(right.day.number - left.day.number)
            }
            let found = UniquePairing(lefts, rights, within: window, isBarred: isBarred)
            let wanted = lefts.flatMap { left -> [[Int64]] in
                let mine = rights.filter { fits(left, $0) }
                guard mine.count == 1, lefts.count(where: { fits($0, mine[0]) }) == 1 else {
                    return []
                }
                return [[left.item.id, mine[0].item.id]]
            }
            #expect(
                Set(found.pairs.map { [$0.left.item.id, $0.right.item.id] }) == Set(wanted),
                "\(dice)")
            let alone = lefts.filter { left in !rights.contains { fits(left, $0) } }
            let orphans = rights.filter { right in !lefts.contains { fits($0, right) } }
            #expect(Set(found.lefts.map(\.item)) == Set(alone.map(\.item)), "\(dice)")
            #expect(Set(found.rights.map(\.item)) == Set(orphans.map(\.item)), "\(dice)")
            #expect(
                2 * found.pairs.count + found.ambiguous.count + alone.count + orphans.count
                    == lefts.count + rights.count, "\(dice)")
            for (row, isLeft, others) in found.ambiguous {
                let all = (isLeft ? rights : lefts).filter {
                    isLeft ? fits(row, $0) : fits($0, row)
                }
                #expect(others.count == min(8, all.count), "\(dice)")
                #expect(Set(others).isSubset(of: all.map(\.item)), "\(dice)")
            }
        }
    }

    @Test("keys are found as a dictionary finds them: long, short, empty, alike") func keys() {
        let dice = Dice()
        var throwing = dice
        var table = ReferenceTable()
        var known: [String: Int] = [:]
        for _ in 0..<30_000 {
            let length = [0, 1, 2, 7, 8, 9, 15, 16, 17, 40][Int.random(in: 0...9, using: &throwing)]
            var letters = Array(repeating: UInt8(65), count: length)
            for _ in 0..<Int.random(in: 0...3, using: &throwing) where length > 0 {
                letters[Int.random(in: 0..<length, using: &throwing)] = UInt8.random(
                    in: 65...90, using: &throwing)
            }
            let key = String(decoding: letters, as: UTF8.self)
            #expect(table.find(key) == known[key], "\(key) \(dice)")
            let (index, isNew) = table.number(key)
            #expect(isNew == (known[key] == nil), "\(key) \(dice)")
            #expect(index == known[key, default: known.count], "\(key) \(dice)")
            known[key] = index
            #expect(table[index] == key, "\(dice)")
        }
        #expect(table.count == known.count)
        #expect(known.allSatisfy { table.find($0.key) == $0.value })
    }

    @Test("ids are found as a dictionary finds them, next to each other and far apart") func ids() {
        let dice = Dice()
        var throwing = dice
        var table = IDTable()
        var known: [Int64: Int] = [:]
        for _ in 0..<30_000 {
            let id =
                Int64.random(in: -500...5000, using: &throwing)
                << Int64([0, 0, 6, 32, 48][Int.random(in: 0...4, using: &throwing)])
            #expect(table.find(id) == known[id], "\(id) \(dice)")
            let (index, isNew) = table.number(id)
            #expect(isNew == (known[id] == nil), "\(id) \(dice)")
            #expect(index == known[id, default: known.count], "\(id) \(dice)")
            known[id] = index
        }
        #expect(table.count == known.count)
        for id in [Int64.min, .max] { #expect(table.find(id) == nil) }
        #expect(known.allSatisfy { table.find($0.key) == $0.value })
    }

    @Test("days are the zone's own, before 1970 too, and where a clock changes within a quarter")
    func days() {
        let dice = Dice()
        var throwing = dice
        for _ in 0..<20 {
            let change = Int64.random(in: -400_000...400_000, using: &throwing)
            let offsets = (0..<2).map { _ in Int64.random(in: -50_000...50_000, using: &throwing) }
            let zone = { (instant: Instant) in
                Day(
                    number: Int32(
                        (instant.seconds + (instant.seconds < change ? offsets[0] : offsets[1]))
                            .floorDivided(by: 86_400)))
            }
            var days = LocalDays(zone)
            for _ in 0..<3000 {
                let wide = Int64.random(in: -500_000_000_000...500_000_000_000, using: &throwing)
                let near = change * 1_000_000 + wide / 10_000
                let instant = Instant(microseconds: Bool.random(using: &throwing) ? wide : near)
                // A clock put back over midnight has a day twice, for less than a quarter.
                guard offsets[0] <= offsets[1] || abs(instant.seconds - change) > 900 else {
                    continue
                }
                #expect(days.day(of: instant) == zone(instant), "\(instant) \(dice)")
            }
        }
        var asked = 0
        var counted = LocalDays { _ in
            asked += 1
            return Month.day(1)
        }
        for second in 0..<900 { _ = counted.day(of: Instant(seconds: Int64(second))) }
        #expect(asked == 2)
    }

    @Test("an index of narrations is what looking for each id finds") func narrations() {
        let dice = Dice()
        var throwing = dice
        for _ in 0..<300 {
            let ids = (0..<6).map { _ in
                String(
                    (0..<Int.random(in: 5...8, using: &throwing)).map { _ in
                        Array("A12")[Int.random(in: 0...2, using: &throwing)]
                    })
            }
            let text = Narration(
                String(
                    (0..<60).map { _ in Array("AaA11122 -")[Int.random(in: 0...9, using: &throwing)]
                    }))
            var index = NarrationIndex()
            for (row, id) in ids.enumerated() { index.add(id, row: row) }
            let wanted = ids.indices.filter { row in
                let letters = Array(ids[row].utf8)
                guard letters.count >= 6, text.letters.count >= letters.count else { return false }
                return (0...text.letters.count - letters.count).contains { start in
                    Array(text.letters[start..<start + letters.count]) == letters
                        && text.isEdge(start) && text.isEdge(start + letters.count)
                }
            }
            #expect(index.rows(in: text) == wanted, "\(dice)")
        }
    }
}
