import Domain

extension CronExpression {
    /// What the expression says, in English: `at 02:30, on the last day of the month, in JAN`.
    package var sentence: String {
        guard let bytes = try? CronMacro.expanded(Array(text.utf8)),
            let words = try? CronWords.split(bytes)
        else { return text }
        let fields = words.map { String(decoding: bytes[$0], as: UTF8.self).uppercased() }
        let parts = [time, days(fields[2], fields[4]), Self.months(fields[3])]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private var time: String {
        let (minutes, hours) = (Self.numbers(minutes), Self.numbers(hours))
        if minutes.count * hours.count <= 4 {
            let times = hours.flatMap { hour in
                minutes.map { "\(hour.padded(2)):\($0.padded(2))" }
            }
            return "at " + Self.list(times)
        }
        let each = hours.count == 24 ? "" : " of hour \(Self.runs(hours))"
        if minutes.count == 60 { return "every minute" + each }
        if let step = Self.step(minutes) { return "every \(step) minutes" + each }
        return "at minute \(Self.runs(minutes))" + (each.isEmpty ? " of every hour" : each)
    }

    /// Days of the month and of the week, and how the two go together.
    private func days(_ day: String, _ weekday: String) -> String {
        let parts = [
            day == "*" ? "" : Self.day(day), weekday == "*" ? "" : Self.weekdays(weekday),
        ].filter { !$0.isEmpty }
        guard parts.count == 2 else { return parts.first.map { "on \($0)" } ?? "" }
        let isEither = !day.hasPrefix("*") && !weekday.hasPrefix("*")
        return "on \(parts[0])" + (isEither ? " and also on " : " when it is ") + parts[1]
    }

    private static func day(_ text: String) -> String {
        if text == "LW" { return "the last workday of the month" }
        if text.hasSuffix("W") {
            return "the workday nearest to day \(text.dropLast()) of the month"
        }
        return list(
            text.split(separator: ",").map { part in
                if part == "L" { return "the last day of the month" }
                if part.hasPrefix("*/") { return "every \(part.dropFirst(2)) days from day 1" }
                return "day \(part)"
            })
    }

    private static func weekdays(_ text: String) -> String {
        list(
            text.split(separator: ",").map { part in
                if part.hasSuffix("L") { return "the last \(name(part.dropLast()))" }
                if let hash = part.firstIndex(of: "#") {
                    let ordinals = ["1": "first", "2": "second", "3": "third", "4": "fourth"]
                    let which = ordinals[String(part[part.index(after: hash)...])] ?? "fifth"
                    return "the \(which) \(name(part[..<hash]))"
                }
                if part.hasPrefix("*/") { return "every \(part.dropFirst(2)) days from Sunday" }
                let ends = part.prefix { $0 != "/" }.split(separator: "-").map(name)
                let step = part.firstIndex(of: "/").map {
                    " in steps of \(part[$0...].dropFirst())"
                }
                return ends.joined(separator: " to ") + (step ?? "")
            })
    }

    private static func name(_ text: some StringProtocol) -> String {
        let names = [
            "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
        ]
        let index =
            Int(text).map { $0 % 7 }
            ?? names.firstIndex { $0.uppercased().hasPrefix(String(text)) }
        return index.map { names[$0] } ?? String(text)
    }

    private static func months(_ text: String) -> String { text == "*" ? "" : "in month \(text)" }

    private static func numbers(_ mask: UInt64) -> [Int] {
        (0..<60).filter { mask >> UInt64($0) & 1 == 1 }
    }

    /// The distance of values that divide the hour evenly, from 0 on.
    private static func step(_ minutes: [Int]) -> Int? {
        guard minutes.count > 1 else { return nil }
        let step = minutes[1] - minutes[0]
        return 60 % step == 0 && minutes == Array(stride(from: 0, to: 60, by: step)) ? step : nil
    }

    /// `1–5, 8`.
    private static func runs(_ numbers: [Int]) -> String {
        var runs: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound == number - 1 {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return list(
            runs.map {
                $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
            })
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
