/// Reads the rule in the last line of a time zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRuleReader {
    private let bytes: [UInt8]
    private var at = 0

    /// The rule, or `nil` when it is none.
    static func rule(_ bytes: some Collection<UInt8>) -> ZoneRule? {
        var reader = ZoneRuleReader(bytes: Array(bytes))
        guard let rule = reader.rule(), reader.at == reader.bytes.count else { return nil }
        return rule
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    private mutating func rule() -> ZoneRule? {
        // POSIX counts west of Greenwich, we count east.
        guard name(), let west = time(hours: 24) else { return nil }
        guard next != nil else { return ZoneRule(standard: -west, summer: nil) }
        guard name() else { return nil }
        var offset = 3600 - west
        if next != UInt8(ascii: ",") {
            guard let west = time(hours: 24) else { return nil }
            offset = -west
        }
        guard skip(","), let begins = date(), skip(","), let ends = date() else { return nil }
        return ZoneRule(
            standard: -west,
            summer: ZoneRule.Summer(offset: offset, begins: begins, ends: ends))
    }

    /// Three letters or more, or anything in angle brackets.
    private mutating func name() -> Bool {
        if skip("<") {
            let start = at
            while let next, next != UInt8(ascii: ">") { at += next == 0 ? bytes.count : 1 }
            return at > start && skip(">")
        }
        let start = at
        while let next, (65...90).contains(next & 0xDF) { at += 1 }
        return at >= start + 3
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let start = at
        var number = 0
        while let next, (48...57).contains(next), at < start + 3 {
            number = number * 10 + Int(next) - 48
            at += 1
        }
        return at > start && range.contains(number) ? number : nil
    }

    /// `[+|-]hh[:mm[:ss]]` in seconds.
    private mutating func time(hours: Int) -> Int64? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hour = number(0...hours) else { return nil }
        var seconds = hour * 3600
        for unit in [60, 1] {
            guard skip(":") else { break }
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    private mutating func date() -> ZoneRule.Date? {
        guard let day = day() else { return nil }
        guard skip("/") else { return ZoneRule.Date(day: day, seconds: 7200) }
        return time(hours: 167).map { ZoneRule.Date(day: day, seconds: $0) }
    }

    private mutating func day() -> ZoneRule.DayOfYear? {
        if skip("J") { return number(1...365).map { .julian($0) } }
        guard skip("M") else { return number(0...365).map { .ordinal($0) } }
        guard let month = number(1...12), skip("."), let week = number(1...5), skip("."),
            let weekday = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }
}
