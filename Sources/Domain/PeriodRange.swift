/// Periods of one kind in a row: `2026-08..2026-10` is three months, both ends included.
package struct PeriodRange: Sendable, Equatable {
    /// In order of time; at least one.
    package let periods: [Period]

    /// Reads a period's name, or two of them with `..` between.
    ///
    /// - Throws: `periodInvalid`; `periodReversed` when the second lies before the first.
    package init(_ text: String, fiscalStartMonth: Int = 1) throws(AppError) {
        guard let dots = text.firstRange(of: "..") else {
            periods = [try Period(text, fiscalStartMonth: fiscalStartMonth)]
            return
        }
        let first = try Period(String(text[..<dots.lowerBound]), fiscalStartMonth: fiscalStartMonth)
        let last = try Period(String(text[dots.upperBound...]), fiscalStartMonth: fiscalStartMonth)
        guard first.name.count == last.name.count, first.name.first == last.name.first,
            !first.name.contains("_")
        else {
            throw AppError(
                .periodInvalid, "\(AppError.quoted(text)), both ends must be of one kind")
        }
        guard first.from <= last.from else {
            throw AppError(.periodReversed, AppError.quoted(text))
        }
        var periods = [first]
        while let latest = periods.last, latest != last, periods.count < Self.countMax {
            periods.append(
                try Period(Self.name(after: latest), fiscalStartMonth: fiscalStartMonth))
        }
        guard periods.last == last else {
            throw AppError(
                .periodInvalid, "\(AppError.quoted(text)), at most \(Self.countMax) periods")
        }
        self.periods = periods
    }

    /// More than a year of days is a slip of the keyboard.
    private static let countMax = 400

    /// The name of the period of the same kind that begins where this one ends.
    private static func name(after period: Period) -> String {
        let parts = period.name.split(separator: "-")
        let (year, month, _) = period.until.parts
        if parts.count == 3 { return period.until.description }
        if parts.count == 1 {
            let digits = parts[0].filter(\.isNumber)
            return (period.name.hasPrefix("FY") ? "FY" : "") + ((Int(digits) ?? 0) + 1).padded(4)
        }
        if parts[1].hasPrefix("Q") {
            let quarter = parts[1].last?.wholeNumberValue ?? 4
            let head = parts[0].filter(\.isNumber)
            let next = quarter == 4 ? (Int(head) ?? 0) + 1 : Int(head) ?? 0
            let prefix = period.name.hasPrefix("FY") ? "FY" : ""
            return "\(prefix)\(next.padded(4))-Q\(quarter % 4 + 1)"
        }
        if parts[1].hasPrefix("W") { return Period(weekOf: period.until).name }
        return "\(year.padded(4))-\(month.padded(2))"
    }
}
