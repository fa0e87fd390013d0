package import Domain

/// Rates with their validity, by category and key.
package struct RateTable: Sendable {
    /// A rate from its first day until a day that is no longer its own; `nil` has no end.
    package struct Entry: Sendable {
        package let category: String?
        package let key: String?
        package let rate: Percentage
        package let from: Day?
        package let until: Day?

        package init(
            category: String?, key: String?, rate: Percentage, from: Day?, until: Day?
        ) {
            self.category = category
            self.key = key
            self.rate = rate
            self.from = from
            self.until = until
        }

        fileprivate var name: String {
            "\(AppError.quoted(category ?? "")) \(key.map(AppError.quoted) ?? "without key")"
        }

        fileprivate func isOf(_ category: String?, _ key: String?) -> Bool {
            self.category == category && self.key == key
        }

        fileprivate func holds(on day: Day) -> Bool {
            from.map { $0 <= day } ?? true && until.map { day < $0 } ?? true
        }

        fileprivate func overlaps(_ other: Entry) -> Bool {
            let isBefore = until.flatMap { end in other.from.map { end <= $0 } } ?? false
            let isAfter = other.until.flatMap { end in from.map { end <= $0 } } ?? false
            return !isBefore && !isAfter
        }
    }

    private let entries: [Entry]

    package static let empty = RateTable()

    private init() { entries = [] }

    /// Checks that no two rates of one category and key are in force on one day.
    ///
    /// - Throws: `taxRatesInvalid`.
    package init(_ entries: [Entry]) throws(AppError) {
        for (place, entry) in entries.enumerated() {
            if let from = entry.from, let until = entry.until, from >= until {
                throw AppError(.taxRatesInvalid, "\(entry.name): \(until) is not after \(from)")
            }
            for other in entries[..<place]
            where other.isOf(entry.category, entry.key) && other.overlaps(entry) {
                throw AppError(
                    .taxRatesInvalid,
                    "\(entry.name): \(other.rate.text) and \(entry.rate.text) overlap")
            }
        }
        self.entries = entries
    }

    /// The rate in force on a day; the document's own table goes before the file's.
    ///
    /// - Throws: `taxRateMissing` when the category is unknown, or none of its rates is in force.
    package func rate(
        of category: String?, _ key: String?, on day: Day?, else other: RateTable
    ) throws(AppError) -> Percentage {
        let own = entries.filter { $0.isOf(category, key) }
        let known = own.isEmpty ? other.entries.filter { $0.isOf(category, key) } : own
        let name = "category \(AppError.quoted(category ?? "")) \(key.map(AppError.quoted) ?? "")"
        guard !known.isEmpty else {
            throw AppError(.taxRateMissing, "\(name) is in no table of rates")
        }
        guard let day else {
            throw AppError(.taxRateMissing, "\(name), and the document has no tax_point_date")
        }
        guard let entry = known.first(where: { $0.holds(on: day) }) else {
            throw AppError(.taxRateMissing, "\(name) on \(day)")
        }
        return entry.rate
    }
}
