import Domain

/// Dates and amounts as a mapping says they are written.
struct MappedValues {
    let form: CSVForm

    /// Reads `-1.234,56` where the mapping has a decimal comma and groups by points.
    ///
    /// - Returns: `nil` for anything else: brackets, blanks inside, exponents, groups of other than
    ///   three digits.
    func amount(_ text: String) -> Fixed? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == 45
        if isNegative || bytes.first == 43 { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: form.decimalMark, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = digits(parts[0]),
            parts.count == 1 || !parts[1].isEmpty
        else { return nil }
        let fraction = parts.count == 2 ? "." + String(decoding: parts[1], as: UTF8.self) : ""
        guard let value = Fixed(whole + fraction) else { return nil }
        return isNegative ? value.negated : value
    }

    /// The digits before the decimal mark, without the marks between groups.
    private func digits(_ part: ArraySlice<UInt8>) -> String? {
        guard let mark = form.groupMark, part.contains(mark) else {
            return part.allSatisfy { (48...57).contains($0) } && !part.isEmpty
                ? String(decoding: part, as: UTF8.self) : nil
        }
        let groups = part.split(separator: mark, omittingEmptySubsequences: false)
        guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            groups.joined().allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return String(decoding: Array(groups.joined()), as: UTF8.self)
    }

    /// Reads three numbers with one kind of `-`, `/` or `.` between them.
    ///
    /// - Returns: `nil` for a day that no calendar has, and for years of two digits.
    func day(_ text: String) -> Day? {
        let parts = text.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
        let marks = Set(text.filter { "-/.".contains($0) })
        guard parts.count == 3, marks.count == 1 else { return nil }
        let (year, month, day) =
            switch form.dateOrder {
            case .yearMonthDay: (parts[0], parts[1], parts[2])
            case .dayMonthYear: (parts[2], parts[1], parts[0])
            case .monthDayYear: (parts[2], parts[0], parts[1])
            }
        guard (1...2).contains(month.utf8.count),
            (1...2).contains(day.utf8.count)
        else { return nil }
        func padded(_ part: Substring) -> String { part.utf8.count == 1 ? "0" + part : "\(part)" }
        return Day("\(year)-\(padded(month))-\(padded(day))")
    }
}
