package import Domain

/// Something of an audit trail that is not as its chain says.
package struct AuditFault: Sendable, Equatable {
    /// What is wrong, from the row to what was kept outside.
    package enum Kind: String, Sendable, CaseIterable, Comparable {
        /// The row is not what was linked.
        case changed = "CHANGED"
        /// The chain has a row that the trail has no more.
        case missing = "MISSING"
        /// The same row, number or link twice.
        case doubled = "DOUBLED"
        /// A row stands at another row's number, or links in another order.
        case reordered = "REORDERED"
        /// A row of the trail that nobody linked, though it is old enough.
        case unlinked = "UNLINKED"
        /// Numbers that the chain leaves out.
        case gap = "GAP"
        /// A link does not go on from the one before: one of the two was made anew.
        case broken = "BROKEN"
        /// The chain ends before what was kept of it.
        case cutOff = "CUT OFF"
        /// The chain is sound in itself, and not the one that was kept.
        case replaced = "REPLACED"
        /// What was kept of the chain contradicts itself.
        case head = "HEAD"

        package static func < (left: Kind, right: Kind) -> Bool { left.order < right.order }
        private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    package let kind: Kind
    /// In the chain; `nil` where the row has none.
    package let number: Int64?
    /// In `clinic.audit_log`; `nil` where no single row is meant.
    package let row: Int64?
    /// In words, without what the row says.
    package let detail: String

    package init(_ kind: Kind, number: Int64?, row: Int64?, _ detail: String) {
        self.kind = kind
        self.number = number
        self.row = row
        self.detail = detail
    }

    /// In the order of the chain; rows without a number after it, by their own; at one place the gravest last.
    package static func isBefore(_ left: AuditFault, _ right: AuditFault) -> Bool {
        let ends = (Int64.max, Int64.max)
        let places = (
            (left.number ?? ends.0, left.row ?? ends.1),
            (right.number ?? ends.0, right.row ?? ends.1)
        )
        if places.0 != places.1 { return places.0 < places.1 }
        return (left.kind, left.detail) < (right.kind, right.detail)
    }
}

/// What was kept of a chain outside of it: at that number it came to that hash.
package struct AuditAnchor: Sendable, Equatable {
    package let head: AuditHead
    /// Who says so, as a person finds it: `head of 2026-10-31 in the database`.
    package let source: String

    package init(_ head: AuditHead, in source: String) {
        self.head = head
        self.source = source
    }
}
