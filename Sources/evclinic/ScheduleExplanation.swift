import Domain
import Scheduling

/// What `schedule explain` says.
struct ScheduleExplanation {
    private let schedule: Schedule
    private let isAnyClinic: Bool
    private let firings: [Firing]

    /// Explains firings of a schedule.
    ///
    /// It may be a job's that runs in each clinic's own time, while none was named.
    init(_ schedule: Schedule, isAnyClinic: Bool, firings: some Sequence<Firing>) {
        self.schedule = schedule
        self.isAnyClinic = isAnyClinic
        self.firings = Array(firings)
    }

    /// Sentences and a table of at most 80 columns.
    var text: String {
        let expression = schedule.expression
        let kind =
            expression.isInterval
            ? "An interval: it follows elapsed time when clocks change."
            : "A fixed time: when clocks change, each of its times still comes, and once."
        let zone =
            isAnyClinic
            ? "Each clinic's own time; shown for UTC. Name one with --zone."
            : "In the time of \(schedule.zone.name)."
        let rows = firings.enumerated().map { number, firing in
            [
                "\(number + 1)", Self.local(firing), Self.utc(firing.instant),
                Self.change(firing),
            ]
        }
        let lines = [
            "\(expression.text): \(expression.sentence).", zone, kind, "",
            Terminal.table(["#", "LOCAL", "UTC", "CLOCK CHANGE"], rows, right: [0]),
        ]
        return lines.joined(separator: "\n")
    }

    /// The same for programs.
    var report: Report {
        Report(
            expr: schedule.expression.text, zone: isAnyClinic ? "clinic" : schedule.zone.name,
            sentence: schedule.expression.sentence,
            kind: schedule.expression.isInterval ? "interval" : "fixed",
            firings: firings.map {
                Report.Entry(
                    utc: Self.iso(LocalTime(seconds: $0.instant.seconds)) + "Z",
                    local: Self.iso($0.local) + Self.offset($0),
                    scheduled: Self.iso($0.scheduled), change: $0.change?.rawValue)
            })
    }

    /// The members of the JSON object.
    struct Report: Encodable {
        let expr: String
        let zone: String
        let sentence: String
        let kind: String
        let firings: [Entry]

        /// One firing.
        struct Entry: Encodable {
            let utc: String
            let local: String
            let scheduled: String
            let change: String?
        }
    }

    private static func local(_ firing: Firing) -> String {
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        return "\(names[firing.local.day.weekday - 1]) \(firing.local) \(offset(firing))"
    }

    private static func utc(_ instant: Instant) -> String {
        LocalTime(seconds: instant.seconds).description
    }

    private static func change(_ firing: Firing) -> String {
        switch firing.change {
        case nil: ""
        case .moved:
            "moved from "
                + (firing.scheduled.day == firing.local.day
                    ? firing.scheduled.clock : firing.scheduled.description)
        case .firstOfTwo: "first of two \(firing.local.clock)"
        case .secondOfTwo: "second of two \(firing.local.clock)"
        }
    }

    private static func iso(_ time: LocalTime) -> String {
        "\(time.day)T" + (time.clock.utf8.count == 5 ? time.clock + ":00" : time.clock)
    }

    /// `+05:30`, with seconds only where there are some.
    private static func offset(_ firing: Firing) -> String {
        let size = LocalTime(seconds: Int64(abs(firing.offsetSeconds)))
        return (firing.offsetSeconds < 0 ? "-" : "+") + size.clock
    }
}
