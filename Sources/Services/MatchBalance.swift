package import Domain

/// Both sides of a match, added up; amounts of different currencies never are.
package struct MatchBalance: Sendable, Equatable {
    /// One a currency, by its code, nothing left out: a sum of zero stands too.
    package let left: [Money]
    package let right: [Money]

    /// - Throws: `numericOutOfRange`.
    package init(left: [Money], right: [Money]) throws(AppError) {
        self.left = try Self.sums(left)
        self.right = try Self.sums(right)
    }

    /// The sums of two kinds of items, positive for money that came in.
    ///
    /// A dispute takes money away as it opens and brings it back when it is won; which one is meant,
    /// the other side says.
    ///
    /// - Throws: `numericOutOfRange`.
    package init(
        of leftKind: ItemKind, _ left: [Money], and rightKind: ItemKind, _ right: [Money]
    ) throws(AppError) {
        let plain = try MatchBalance(left: left, right: right)
        func won(_ kind: ItemKind, _ side: [Money], against other: [Money]) -> [Money] {
            guard kind == .dispute, other.allSatisfy({ $0.minor > 0 }) else { return side }
            return side.map { Money(minor: -$0.minor, $0.currency) }
        }
        self.left = won(leftKind, plain.left, against: plain.right)
        self.right = won(rightKind, plain.right, against: plain.left)
    }

    private static func sums(_ amounts: [Money]) throws(AppError) -> [Money] {
        var sums: [Currency: Int64] = [:]
        for amount in amounts {
            let (sum, overflow) = sums[amount.currency, default: 0].addingReportingOverflow(
                amount.minor)
            guard !overflow else {
                throw AppError(.numericOutOfRange, "a side of a match in \(amount.currency.code)")
            }
            sums[amount.currency] = sum
        }
        return sums.map { Money(minor: $1, $0) }.sorted { $0.currency.code < $1.currency.code }
    }

    package var isEven: Bool { left == right }

    /// What the left side shows more than the right; `nil` where currencies differ.
    package var difference: Money? {
        guard left.count == 1, right.count == 1, left[0].currency == right[0].currency
        else { return nil }
        let (minor, overflow) = left[0].minor.subtractingReportingOverflow(right[0].minor)
        return overflow ? nil : Money(minor: minor, left[0].currency)
    }

    /// The type that is to be kept.
    ///
    /// - Parameter wanted: as its user says.
    /// - Returns: `nil` for even sides, which have no difference to be typed.
    /// - Throws: `matchDifferenceUntyped` for sides that differ and no type, or of other currencies
    ///   and another type than `exchange`.
    package func type(_ wanted: MatchDifference?) throws(AppError) -> MatchDifference? {
        guard !isEven else { return nil }
        let isEnough = difference == nil ? wanted == .exchange : wanted != nil
        guard isEnough else { throw AppError(.matchDifferenceUntyped, description) }
        return wanted
    }
}

extension MatchBalance: CustomStringConvertible {
    /// As an error says it: `left 120.00 USD, right 117.00 USD, difference 3.00 USD`.
    package var description: String {
        "left \(Self.text(left)), right \(Self.text(right)), "
            + (difference.map { "difference \($0)" }
                ?? "which only an exchange can explain")
    }

    /// Sums beside each other: `100.00 EUR + 20.00 USD`.
    package static func text(_ sums: [Money]) -> String {
        sums.map(\.description).joined(separator: " + ")
    }
}
