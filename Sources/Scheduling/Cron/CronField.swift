/// One of the five fields of a cron expression, in their order.
package enum CronField: Int, CaseIterable, Sendable {
    case minute, hour, day, month, weekday

    /// The values that a number may have; 7 is Sunday as 0 is.
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .month: 1...12
        case .weekday: 0...7
        }
    }

    /// Words that stand for numbers, the first for the least.
    var names: [String] {
        switch self {
        case .minute, .hour, .day: []
        case .month:
            ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .weekday: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        }
    }

    /// As errors call it.
    package var title: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .day: "day of month"
        case .month: "month"
        case .weekday: "day of week"
        }
    }
}
