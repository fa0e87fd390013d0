package import Access
package import Domain

/// What accountants decided about matches, and their rules for bank entries.
package struct MatchRepository: Sendable {
    package init() {}

    /// Who took something back, when, and why.
    package struct Undo: Sendable, Equatable {
        package let at: Instant
        package let by: String
        package let because: String
    }

    /// A decision as it is kept.
    package struct KeptDecision: Sendable, Equatable {
        package let decision: MatchDecision
        package let decidedAt: Instant
        /// `nil` while it counts.
        package let undo: Undo?
    }

    /// A rule as it is kept.
    package struct KeptRule: Sendable, Equatable {
        package let rule: BankRule
        package let madeBy: String
        package let madeAt: Instant
        /// `nil` while it counts.
        package let undo: Undo?
    }

    /// A decision that is to be kept.
    package struct NewDecision: Sendable {
        package let kind: MatchDecision.Kind
        package let left: MatchItems
        package let right: MatchItems?
        package let difference: MatchDifference?
        package let reason: String

        package init(
            _ kind: MatchDecision.Kind, left: MatchItems, right: MatchItems? = nil,
            difference: MatchDifference? = nil, reason: String
        ) {
            self.kind = kind
            self.left = left
            self.right = right
            self.difference = difference
            self.reason = reason
        }
    }

    /// Which decisions or rules are asked for.
    package enum Wanted: Sendable {
        /// Those that count.
        case live
        /// Undone ones too.
        case all
        /// The one of that number, undone or not.
        case number(Int64)
    }

    /// The clinic's decisions that count, by number.
    package func decisions(
        of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> [MatchDecision] {
        try kept(.live, of: clinic, from: snapshot).map(\.decision)
    }

    /// The clinic's rules that count, by number.
    package func rules(of clinic: ClinicID, from snapshot: some Snapshot) throws -> [BankRule] {
        try keptRules(.live, of: clinic, from: snapshot).map(\.rule)
    }

    /// Decisions of a clinic with all that is kept of them, by number.
    package func kept(
        _ wanted: Wanted, of clinic: ClinicID, from reader: some Reader
    ) throws -> [KeptDecision] {
        let (isAll, number) = Self.parameters(wanted)
        return try reader.all(
            SQL.decisions, .int(clinic.rawValue), isAll, number, decode: Self.decision)
    }

    /// Rules of a clinic with all that is kept of them, by number.
    package func keptRules(
        _ wanted: Wanted, of clinic: ClinicID, from reader: some Reader
    ) throws -> [KeptRule] {
        let (isAll, number) = Self.parameters(wanted)
        return try reader.all(SQL.rules, .int(clinic.rawValue), isAll, number) { row in
            KeptRule(
                rule: BankRule(
                    id: try row.int(0), pattern: try row.text(1),
                    direction: try Self.known(try row.text(2)), reason: try row.text(3)),
                madeBy: try row.text(4), madeAt: try row.instant(5),
                undo: try Self.undo(row, from: 6))
        }
    }

    private static func parameters(_ wanted: Wanted) -> (isAll: Value, number: Value) {
        switch wanted {
        case .live: (.bool(false), .null)
        case .all: (.bool(true), .null)
        case .number(let number): (.bool(true), .int(number))
        }
    }

    private static func decision(_ row: Row) throws -> KeptDecision {
        let right: MatchItems? =
            row.isNull(4) ? nil : try items(try row.text(4), try row.text(5))
        return KeptDecision(
            decision: MatchDecision(
                id: try row.int(0), kind: try known(try row.text(1)),
                left: try items(try row.text(2), try row.text(3)), right: right,
                reason: try row.text(6), difference: try row.optionalText(7).map(known),
                decidedBy: try row.text(8), decidedOn: try row.day(9)),
            decidedAt: try row.instant(10), undo: try undo(row, from: 11))
    }

    private static func items(_ kind: String, _ ids: String) throws -> MatchItems {
        MatchItems(try known(kind), ids.split(separator: ",").compactMap { Int64($0) })
    }

    private static func undo(_ row: Row, from column: Int) throws -> Undo? {
        guard let at = try row.optionalInstant(column) else { return nil }
        return Undo(at: at, by: try row.text(column + 1), because: try row.text(column + 2))
    }

    /// A word that only a newer program may have written.
    private static func known<Word: RawRepresentable<String>>(_ word: String) throws -> Word {
        guard let known = Word(rawValue: word) else {
            throw AppError(.rowShapeUnexpected, "a decision or rule says \(AppError.quoted(word))")
        }
        return known
    }

    /// Lets one decision of a clinic be made or taken back at a time, until the transaction ends.
    package func lock(_ clinic: ClinicID, in transaction: some Transaction) throws {
        try transaction.execute(SQL.lock, with: .int(clinic.rawValue))
    }

    /// Keeps a decision.
    ///
    /// - Returns: its number.
    package func add(
        _ decision: NewDecision, of clinic: ClinicID, by login: String,
        in transaction: some Transaction
    ) throws -> Int64 {
        let right: (kind: Value, ids: Value) =
            decision.right.map { (.text($0.kind.rawValue), .ints($0.ids)) } ?? (.null, .null)
        let id = try transaction.first(
            SQL.addDecision, .int(clinic.rawValue), .text(decision.kind.rawValue),
            .text(decision.left.kind.rawValue), .ints(decision.left.ids), right.kind, right.ids,
            .optional(decision.difference?.rawValue), .text(decision.reason), .text(login)
        ) { try $0.int(0) }
        guard let id else { throw AppError(.unexpected, "no decision was kept") }
        return id
    }

    /// Keeps a rule.
    ///
    /// - Returns: its number.
    package func addRule(
        _ pattern: String, _ direction: BankRule.Direction, because reason: String,
        of clinic: ClinicID, by login: String, in transaction: some Transaction
    ) throws -> Int64 {
        let id = try transaction.first(
            SQL.addRule, .int(clinic.rawValue), .text(pattern), .text(direction.rawValue),
            .text(reason), .text(login)
        ) { try $0.int(0) }
        guard let id else { throw AppError(.unexpected, "no rule was kept") }
        return id
    }

    /// Takes a decision back; it stays, and counts no more.
    ///
    /// - Returns: whether it counted until now.
    package func undo(
        _ decision: Int64, of clinic: ClinicID, by login: String, because reason: String,
        in transaction: some Transaction
    ) throws -> Bool {
        try transaction.execute(
            SQL.undoDecision, with: .int(clinic.rawValue), .int(decision), .text(login),
            .text(reason)) == 1
    }

    /// Takes a rule back; it stays, and counts no more.
    ///
    /// - Returns: whether it counted until now.
    package func undoRule(
        _ rule: Int64, of clinic: ClinicID, by login: String, because reason: String,
        in transaction: some Transaction
    ) throws -> Bool {
        try transaction.execute(
            SQL.undoRule, with: .int(clinic.rawValue), .int(rule), .text(login), .text(reason))
            == 1
    }
}
