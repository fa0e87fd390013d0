import Domain
import Services
import TestSupport
import Testing

@Suite("Audit verifier") struct AuditVerifierTests {
    @Test("hashes a row as docs/audit-chain.md says, byte for byte")
    func form() throws {
        var row = AuditTrailModel.Row(
            id: 12, user: nil, at: 1_793_491_199_123_456, entityID: "ü,1", before: nil,
            after: "{\"gross\": \"12.50\"}", request: "")
        let canonical =
            "1:7,2:12,-,3:mia,10:accountant,16:1793491199123456,14:clinic.invoice,4:ü,1,"
            + "14:invoice.update,-,18:{\"gross\": \"12.50\"},0:,"
        #expect(AuditTrailModel.canonical(row) == canonical)
        var hasher = AuditHasher()
        #expect(
            AuditTrailModel.lend(row) { String(decoding: hasher.canonical($0), as: UTF8.self) }
                == canonical)
        row.at = -1
        row.user = -3
        let early = AuditTrailModel.lend(row) {
            String(decoding: hasher.canonical($0), as: UTF8.self)
        }
        #expect(early.hasPrefix("1:7,2:12,2:-3,3:mia,10:accountant,2:-1,"))
        #expect(AuditHasher.genesis(of: AuditTrailModel.clinic) == AuditTrailModel.genesis)
    }

    @Test("finds nothing in a trail that nobody touched, whatever was committed late")
    func untouched() throws {
        var dice = Dice()
        for _ in 0..<300 {
            let trail = AuditTrailModel(rows: Int.random(in: 1...60, using: &dice), &dice)
            let verdict = trail.verdict(window: Int.random(in: 1...20, using: &dice))
            #expect(verdict.faults.count == 0, "\(verdict.faults.sorted) \(dice)")
            #expect(verdict.rows == trail.rows.count)
            #expect(verdict.head == trail.anchors.last?.head)
        }
    }

    /// What somebody might do to a trail, and what must then be said of which row or number.
    private enum Mutation: CaseIterable {
        case changeField, deleteRow, deleteBoth, insertRow, insertLinked, swapRows, swapLinks
        case swapNumbers, truncate, truncateRows, rechainTail, replaceTail, unlink, doubleRow
        case doubleLink, replayHead, rechainOne
    }

    private struct Expected {
        let kinds: Set<AuditFault.Kind>
        let number: Int64?
        let row: Int64?
    }

    @Test("finds and names each of ten thousand mutations")
    func mutations() throws {
        var dice = Dice()
        for round in 0..<600 {
            let trail = AuditTrailModel(rows: Int.random(in: 8...40, using: &dice), &dice)
            for mutation in Mutation.allCases {
                var touched = trail
                guard let expected = Self.apply(mutation, to: &touched, &dice) else { continue }
                let faults = touched.verdict(window: 3 + round % 9).faults.sorted
                let named = faults.contains { fault in
                    expected.kinds.contains(fault.kind)
                        && (expected.number == nil || fault.number == expected.number)
                        && (expected.row == nil || fault.row == expected.row)
                }
                #expect(named, "\(mutation) \(expected) \(faults) \(dice)")
                guard named else { return }
            }
        }
    }

    private static func apply(
        _ mutation: Mutation, to trail: inout AuditTrailModel, _ dice: inout Dice
    ) -> Expected? {
        let at = Int.random(in: 0..<trail.rows.count, using: &dice)
        let place = Int.random(in: 0..<trail.links.count - 1, using: &dice)
        let link = trail.links[place]
        let row = trail.rows[at]
        let number = trail.links.first { $0.row == row.id }?.number
        switch mutation {
        case .changeField:
            change(&trail.rows[at], &dice)
            return Expected(kinds: [.changed, .reordered], number: number, row: row.id)
        case .deleteRow:
            trail.rows.remove(at: at)
            return Expected(kinds: [.missing], number: number, row: row.id)
        case .deleteBoth:
            trail.rows.removeAll { $0.id == link.row }
            trail.links.remove(at: place)
            return Expected(kinds: [.gap], number: link.number, row: nil)
        case .insertRow:
            guard let id = free(trail) else { return nil }
            insert(id, row, &trail)
            return Expected(kinds: [.unlinked], number: nil, row: id)
        case .insertLinked:
            // In the middle, with every number behind it one higher, and the chain made anew.
            guard let id = free(trail) else { return nil }
            insert(id, row, &trail)
            trail.links.insert(
                AuditLink(number: 0, row: id, previous: link.previous, hash: link.hash), at: place)
            trail.rechain(from: place + 1)
            return Expected(kinds: [.replaced], number: nil, row: nil)
        case .swapRows:
            let other = (at + 1) % trail.rows.count
            var changed = trail.rows[other]
            changed.id = row.id
            guard changed != row else { return nil }
            trail.rows[other] = {
                var moved = row; moved.id = trail.rows[other].id; return moved
            }()
            trail.rows[at] = changed
            return Expected(kinds: [.changed], number: number, row: row.id)
        case .swapLinks:
            let next = trail.links[place + 1]
            trail.links[place] = link.of(row: next.row)
            trail.links[place + 1] = next.of(row: link.row)
            return Expected(kinds: [.reordered], number: link.number, row: next.row)
        case .swapNumbers:
            let next = trail.links[place + 1]
            trail.links[place] = next.numbered(link.number)
            trail.links[place + 1] = link.numbered(next.number)
            return Expected(kinds: [.reordered, .broken], number: link.number, row: next.row)
        case .truncate:
            let lost = Set(trail.links[(place + 1)...].map(\.row))
            trail.links.removeLast(trail.links.count - place - 1)
            trail.rows.removeAll { lost.contains($0.id) }
            return Expected(kinds: [.cutOff], number: link.number + 1, row: nil)
        case .truncateRows:
            let lost = Set(trail.links[(place + 1)...].map(\.row))
            trail.rows.removeAll { lost.contains($0.id) }
            return Expected(
                kinds: [.missing], number: link.number + 1, row: trail.links[place + 1].row)
        case .rechainTail:
            guard let index = trail.rows.firstIndex(where: { $0.id == link.row }) else {
                return nil
            }
            change(&trail.rows[index], &dice)
            trail.rechain(from: place + 1)
            let head = trail.anchors.first { $0.head.number >= link.number }?.head.number
            return Expected(kinds: [.replaced], number: head, row: nil)
        case .replaceTail:
            // Another history of the same length.
            let lost = Set(trail.links[place...].map(\.row))
            for index in trail.rows.indices where lost.contains(trail.rows[index].id) {
                trail.rows[index].login = "ann"
            }
            trail.rechain(from: place + 1)
            return Expected(
                kinds: [.replaced],
                number: trail.anchors.first { $0.head.number >= link.number }?.head.number, row: nil
            )
        case .unlink:
            trail.links.remove(at: place)
            return Expected(kinds: [.unlinked], number: nil, row: link.row)
        case .doubleRow:
            trail.rows.insert(row, at: at)
            return Expected(kinds: [.doubled], number: nil, row: row.id)
        case .doubleLink:
            trail.links.append(link.numbered(Int64(trail.links.count + 1)))
            return Expected(kinds: [.doubled], number: nil, row: link.row)
        case .replayHead:
            // Cut off, and the last heads replaced by one of before: the other copy still has them.
            let head = AuditHead(number: link.number, hash: link.hash)
            let lost = Set(trail.links[(place + 1)...].map(\.row))
            trail.links.removeLast(trail.links.count - place - 1)
            trail.rows.removeAll { lost.contains($0.id) }
            trail.anchors.append(AuditAnchor(head, in: "head played again"))
            return Expected(kinds: [.cutOff], number: link.number + 1, row: nil)
        case .rechainOne:
            guard let index = trail.rows.firstIndex(where: { $0.id == link.row }) else {
                return nil
            }
            change(&trail.rows[index], &dice)
            let hash = AuditTrailModel.hash(trail.rows[index], after: link.previous)
            trail.links[place] = AuditLink(
                number: link.number, row: link.row, previous: link.previous, hash: hash)
            return Expected(kinds: [.broken], number: link.number + 1, row: nil)
        }
    }

    private static func change(_ row: inout AuditTrailModel.Row, _ dice: inout Dice) {
        switch Int.random(in: 0..<10, using: &dice) {
        case 0: row.user = row.user.map { $0 + 1 } ?? 0
        case 1: row.login += "x"
        case 2: row.role = "owner"
        case 3: row.at += 1
        case 4: row.entity = "clinic.payment"
        case 5: row.entityID += "0"
        case 6: row.action = "invoice.void"
        case 7: row.before = row.before == nil ? "" : nil
        case 8: row.after = (row.after ?? "") + " "
        default: row.request = row.request == nil ? "" : nil
        }
    }

    private static func free(_ trail: AuditTrailModel) -> Int64? {
        let taken = Set(trail.rows.map(\.id))
        return (1...(trail.rows.last?.id ?? 1) + 1).first { !taken.contains($0) }
    }

    private static func insert(
        _ id: Int64, _ like: AuditTrailModel.Row, _ trail: inout AuditTrailModel
    ) {
        var row = like
        row.id = id
        trail.rows.append(row)
        trail.rows.sort { $0.id < $1.id }
    }

    @Test("names the first row in the order of the chain, not of the ids")
    func first() throws {
        var dice = Dice(seed: 1)
        var trail = AuditTrailModel(rows: 5, &dice)
        trail.links = []
        trail.anchors = []
        trail.chain([3, 0, 1, 2, 4].map { trail.rows[$0] })
        trail.rows[3].login = "x"
        trail.rows[0].login = "x"
        let faults = trail.verdict().faults.sorted
        #expect(faults.map(\.number) == [1, 2])
        #expect(faults.map(\.row) == [trail.rows[3].id, trail.rows[0].id])
    }

    @Test("keeps a thousand faults, the first of the chain, and counts the others")
    func many() throws {
        var dice = Dice(seed: 2)
        var trail = AuditTrailModel(rows: 3000, &dice)
        for at in trail.rows.indices { trail.rows[at].login = "x\(at)" }
        let faults = trail.verdict(window: 500).faults
        #expect(faults.count == 3000)
        #expect(faults.sorted.compactMap(\.number) == Array(1...1000))
    }
}

extension AuditLink {
    fileprivate func of(row: Int64) -> AuditLink {
        AuditLink(number: number, row: row, previous: previous, hash: hash)
    }

    fileprivate func numbered(_ number: Int64) -> AuditLink {
        AuditLink(number: number, row: row, previous: previous, hash: hash)
    }
}
