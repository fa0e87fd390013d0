/// Faults in the order of the chain: the first ones, and how many there are.
package struct AuditFindings: Sendable {
    /// The first of them, at most a thousand.
    package private(set) var first: [AuditFault] = []
    package private(set) var count = 0

    private static let firstMax = 1000

    package init() {}

    package mutating func add(_ fault: AuditFault) {
        count += 1
        if first.count >= 2 * Self.firstMax { trim() }
        first.append(fault)
    }

    /// Says of the fault at that place what it really is.
    mutating func replace(_ fault: AuditFault) {
        let at = first.firstIndex {
            ($0.number, $0.row) == (fault.number, fault.row) && $0.kind == .changed
        }
        if let at { first[at] = fault }
    }

    private mutating func trim() {
        first.sort(by: AuditFault.isBefore)
        first.removeLast(first.count - Self.firstMax)
    }

    /// The first ones, in order.
    package var sorted: [AuditFault] {
        Array(first.sorted(by: AuditFault.isBefore).prefix(Self.firstMax))
    }
}
