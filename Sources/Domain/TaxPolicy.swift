/// When tax is due: when it is billed, or as it is paid.
package enum TaxBasis: String, CaseIterable, Sendable {
    case accrual, cash
}

/// How tax is rounded and when it is due, from a day on until the next policy.
package struct TaxPolicy: Hashable, Sendable {
    package let validFrom: Day
    package let level: RoundingLevel
    package let mode: RoundingMode
    package let basis: TaxBasis

    package init(
        validFrom: Day, level: RoundingLevel, mode: RoundingMode, basis: TaxBasis = .accrual
    ) {
        self.validFrom = validFrom
        self.level = level
        self.mode = mode
        self.basis = basis
    }
}
