import Domain
import TestSupport

/// A random expression and its meaning, kept apart: the text goes to the reader, the sets to a
/// search that goes from second to second or from minute to minute and knows no shortcut.
struct NaiveCron {
    let text: String
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let months: Set<Int>
    private let dayText: String
    private let weekdayText: String
    let isInterval: Bool

    /// Draws an expression; it may be one that never fires.
    init(_ dice: inout Dice) {
        let minute = Self.field(0...59, &dice)
        let hour = Self.field(0...23, &dice)
        let month = dice.happens(onceIn: 3) ? Self.field(1...12, &dice) : ("*", Set(1...12))
        dayText = Self.day(&dice)
        weekdayText = Self.weekday(&dice)
        (minutes, hours, months) = (minute.1, hour.1, month.1)
        text = [minute.0, hour.0, dayText, month.0, weekdayText].joined(separator: " ")
        isInterval = minute.0.hasPrefix("*") || hour.0.hasPrefix("*")
    }

    private static func field(_ range: ClosedRange<Int>, _ dice: inout Dice) -> (String, Set<Int>) {
        let (least, most) = (range.lowerBound, range.upperBound)
        switch dice.roll(0...9) {
        case 0...2: return ("*", Set(range))
        case 3, 4:
            let step = dice.roll(1...most)
            return ("*/\(step)", Set(stride(from: least, through: most, by: step)))
        case 5:
            let first = dice.roll(range)
            let last = dice.roll(first...most)
            let step = dice.roll(1...most)
            return ("\(first)-\(last)/\(step)", Set(stride(from: first, through: last, by: step)))
        case 6:
            let (first, step) = (dice.roll(range), dice.roll(1...most))
            return ("\(first)/\(step)", Set(stride(from: first, through: most, by: step)))
        default:
            let values = (0...dice.roll(0...3)).map { _ in dice.roll(range) }
            return (values.map(String.init).joined(separator: ","), Set(values))
        }
    }

    private static func day(_ dice: inout Dice) -> String {
        switch dice.roll(0...9) {
        case 0...4: "*"
        case 5: "L"
        case 6: "LW"
        case 7: "\(dice.roll(1...31))W"
        case 8: "*/\(dice.roll(1...9))"
        default: "\(dice.roll(1...31)),\(dice.roll(1...31))"
        }
    }

    private static func weekday(_ dice: inout Dice) -> String {
        switch dice.roll(0...9) {
        case 0...4: "*"
        case 5: "\(dice.roll(0...7))L"
        case 6: "\(dice.roll(0...7))#\(dice.roll(1...5))"
        case 7: "*/\(dice.roll(1...6))"
        case 8: "\(dice.roll(0...7))"
        default: "1-\(dice.roll(1...7))"
        }
    }

    /// Whether the fields name a local minute.
    func names(_ local: Int64) -> Bool {
        let day = Day(number: Int32(local.floorDivided(by: 86_400)))
        let second = Int(local - Int64(day.number) * 86_400)
        return second % 60 == 0 && minutes.contains(second / 60 % 60)
            && hours.contains(second / 3600) && names(day)
    }

    /// Whether the fields name a day, by looking at its month day by day.
    func names(_ day: Day) -> Bool {
        let (year, month, number) = day.parts
        guard months.contains(month) else { return false }
        let length = Day.length(ofMonth: month, in: year)
        let weekdays = (1...length).map { (Int(day.adding(days: $0 - number).weekday)) % 7 }
        let isDay = dayText.split(separator: ",").contains { part in
            if part == "*" { return true }
            if part == "L" { return number == length }
            if part == "LW" { return number == workday(length, weekdays) }
            if part.hasSuffix("W") { return workday(Int(part.dropLast()) ?? 0, weekdays) == number }
            if part.hasPrefix("*/") { return (number - 1) % (Int(part.dropFirst(2)) ?? 1) == 0 }
            return Int(part) == number
        }
        let isWeekday = named(weekdays[number - 1], number, length)
        let isEither = !dayText.hasPrefix("*") && !weekdayText.hasPrefix("*")
        return isEither ? isDay || isWeekday : isDay && isWeekday
    }

    private func named(_ weekday: Int, _ number: Int, _ length: Int) -> Bool {
        let text = weekdayText
        if text == "*" { return true }
        if text.hasPrefix("*/") { return weekday % (Int(text.dropFirst(2)) ?? 1) == 0 }
        if text.hasPrefix("1-") {
            let last = Int(text.dropFirst(2)) ?? 0
            return weekday == 0 ? last == 7 : weekday <= last
        }
        guard let wanted = text.first?.wholeNumberValue, wanted % 7 == weekday else { return false }
        if text.hasSuffix("L") { return number + 7 > length }
        if text.contains("#") { return (number - 1) / 7 + 1 == text.last?.wholeNumberValue }
        return true
    }

    private func workday(_ day: Int, _ weekdays: [Int]) -> Int? {
        guard (1...weekdays.count).contains(day) else { return nil }
        for distance in 0...2 {
            for candidate in [day - distance, day + distance]
            where (1...weekdays.count).contains(candidate)
                && (1...5).contains(weekdays[candidate - 1])
            {
                return candidate
            }
        }
        return nil
    }

    /// Instants that fire in a window, by looking at each step of it.
    ///
    /// The window is in seconds since 1970, and its first hours are for what clocks have shown
    /// already. The step is 60, or 1 where offsets have seconds.
    func firings(
        _ window: Range<Int64>, step: Int64, _ offset: (Int64) -> Int64
    ) -> [Int64] {
        var found: [Int64] = []
        var highest = window.lowerBound + offset(window.lowerBound)
        for second in stride(from: window.lowerBound, to: window.upperBound, by: Int(step)) {
            let local = second + offset(second)
            if isInterval {
                if names(local) { found.append(second) }
            } else if local > highest {
                // Everything the clock reached since it was highest, jumped over or not.
                let first = (highest / 60) * 60 + (highest >= 0 || highest % 60 == 0 ? 60 : 0)
                if stride(from: first, through: local, by: 60).contains(where: names) {
                    found.append(second)
                }
            }
            highest = max(highest, local)
        }
        return found
    }
}
