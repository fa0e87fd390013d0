import Digests
import Domain
import Services
import TestSupport

/// A clinic's audit trail in memory, chained by a second reading of docs/audit-chain.md.
struct AuditTrailModel {
    /// A row as anybody could write it down.
    struct Row: Equatable {
        var id: Int64
        var user: Int64?
        var login = "mia"
        var role = "accountant"
        /// Microseconds since 1970.
        var at: Int64
        var entity = "clinic.invoice"
        var entityID: String
        var action = "invoice.update"
        var before: String?
        var after: String?
        var request: String?
    }

    static let clinic = ClinicID(rawValue: 7)
    /// By id.
    var rows: [Row] = []
    /// By number.
    var links: [AuditLink] = []
    var anchors: [AuditAnchor] = []

    /// So many rows, some of which were linked late, and a head now and then.
    init(rows count: Int, _ dice: inout Dice) {
        var id: Int64 = 0
        for _ in 0..<count {
            id += Int64.random(in: 1...3, using: &dice)
            rows.append(Self.row(id, &dice))
        }
        var order = rows
        for _ in 0..<Int.random(in: 0...4, using: &dice) {
            let late = order.remove(at: Int.random(in: 0..<order.count, using: &dice))
            order.insert(late, at: Int.random(in: 0...order.count, using: &dice))
        }
        chain(order)
    }

    private static func row(_ id: Int64, _ dice: inout Dice) -> Row {
        let values = [nil, "", "{}", "{\"gross\": \"12.50\"}", "{\"ü\": \"1:2,-,\"}"]
        return Row(
            id: id, user: Bool.random(using: &dice) ? id % 5 : nil,
            at: 1_790_000_000_000_000 + id * 1_000_000 + Int64(dice.next() % 1_000_000),
            entityID: String(dice.next() % 50), before: values.randomElement(using: &dice) ?? nil,
            after: values.randomElement(using: &dice) ?? nil,
            request: Bool.random(using: &dice) ? "req,\(id)" : nil)
    }

    /// Links rows onto the chain's end, in that order, with a head for every tenth.
    mutating func chain(_ order: [Row]) {
        for row in order {
            let previous = links.last?.hash ?? Self.genesis
            links.append(
                AuditLink(
                    number: Int64(links.count + 1), row: row.id, previous: previous,
                    hash: Self.hash(row, after: previous)))
            if links.count % 10 == 0 { anchors.append(anchor()) }
        }
        if links.count % 10 != 0 { anchors.append(anchor()) }
    }

    func anchor() -> AuditAnchor {
        let last = links[links.count - 1]
        return AuditAnchor(
            AuditHead(number: last.number, hash: last.hash), in: "head \(last.number)")
    }

    /// Makes the chain anew from a number on, as somebody would who has every right in the database.
    mutating func rechain(from number: Int) {
        var previous = number == 1 ? Self.genesis : links[number - 2].hash
        for at in number - 1..<links.count {
            guard let row = rows.first(where: { $0.id == links[at].row }) else { continue }
            let hash = Self.hash(row, after: previous)
            links[at] = AuditLink(
                number: Int64(at + 1), row: row.id, previous: previous, hash: hash)
            previous = hash
        }
    }

    static let genesis = digest(Array("evclinic audit chain 1, clinic 7".utf8))

    static func hash(_ row: Row, after previous: Hash256) -> Hash256 {
        digest(previous.bytes + Array(canonical(row).utf8))
    }

    static func canonical(_ row: Row) -> String {
        [
            "7", "\(row.id)", row.user.map(String.init), row.login, row.role, "\(row.at)",
            row.entity, row.entityID, row.action, row.before, row.after, row.request,
        ].map { $0.map { "\($0.utf8.count):\($0)," } ?? "-," }.joined()
    }

    private static func digest(_ bytes: [UInt8]) -> Hash256 {
        Hash256(hex: SHA256.hex(of: bytes)) ?? Hash256 { _ in }
    }

    /// What the verifier says of it, reading windows of so many links.
    func verdict(window: Int = 7) -> AuditVerifier.Verdict {
        var verifier = AuditVerifier(
            from: AuditHead(number: 0, hash: Self.genesis), anchors: anchors,
            waitingSince: Instant(microseconds: .max))
        let links = links.sorted { ($0.row, $0.number) < ($1.row, $1.number) }
        var (at, low) = (0, Int64.min)
        while true {
            let part = Array(links.dropFirst(at).prefix(window))
            let isLast = part.count < window
            let high = isLast ? Int64.max : part.last?.row ?? Int64.max
            verifier.window(part)
            for row in rows where row.id > low && row.id <= high {
                Self.lend(row) { verifier.row($0) }
            }
            verifier.end()
            (at, low) = (at + part.count, high)
            if isLast { return verifier.finish() }
        }
    }

    /// Lends a row as the database's reader does.
    static func lend<Result>(_ row: Row, _ body: (AuditLine) -> Result) -> Result {
        let texts = [row.login, row.role, row.entity, row.entityID, row.action]
        let optional = [row.before, row.after, row.request]
        let bytes = texts.map { Array($0.utf8) } + optional.map { Array(($0 ?? "").utf8) }
        let all = bytes.flatMap(\.self)
        return all.withUnsafeBytes { memory in
            var at = 0
            let parts = bytes.map { part in
                defer { at += part.count }
                return UnsafeRawBufferPointer(rebasing: memory[at..<at + part.count])
            }
            return body(
                AuditLine(
                    clinic: clinic, id: row.id, userID: row.user,
                    recordedSince2000: row.at - AuditLine.epochs, login: parts[0], role: parts[1],
                    entity: parts[2], entityID: parts[3], action: parts[4],
                    before: row.before.map { _ in parts[5] },
                    after: row.after.map { _ in parts[6] },
                    requestID: row.request.map { _ in parts[7] }))
        }
    }
}
