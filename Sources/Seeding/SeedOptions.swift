package import Domain

/// Which world is asked for: the same options give the same bytes.
package struct SeedOptions: Hashable, Sendable {
    package var clinics: Int
    package var months: Int
    package var seed: UInt64
    /// Invoice lines of the whole world, met to within a document a clinic.
    package var lines: Int
    /// The first day of the last month.
    package var lastMonth: Day
    /// Whether tax errors are planted.
    package var planted: Bool
    /// Whether breaks between invoice and bank line are planted.
    package var breaks: Bool

    package init(
        clinics: Int = 5, months: Int = 3, seed: UInt64 = 1, lines: Int = 3_000,
        lastMonth: Day = .on(2026, 10, 1), planted: Bool = true, breaks: Bool? = nil
    ) {
        self.clinics = max(1, clinics)
        self.months = max(1, months)
        self.seed = seed
        self.lines = max(1, lines)
        self.lastMonth = lastMonth.firstOfMonth()
        self.planted = planted
        self.breaks = breaks ?? planted
    }
}

extension Day {
    /// A day that stands in the source; one that the calendar does not have is a slip of ours.
    package static func on(_ year: Int, _ month: Int, _ day: Int) -> Day {
        guard let known = Day(year: year, month: month, day: day) else {
            preconditionFailure("no such day: \(year)-\(month)-\(day)")
        }
        return known
    }
}
