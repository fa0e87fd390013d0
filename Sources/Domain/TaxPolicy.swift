/// How tax is rounded, from a day on until the next policy.
package struct TaxPolicy: Hashable, Sendable {
    package let validFrom: Day
    package let level: RoundingLevel
    package let mode: RoundingMode

    package init(validFrom: Day, level: RoundingLevel, mode: RoundingMode) {
        self.validFrom = validFrom
        self.level = level
        self.mode = mode
    }
}
