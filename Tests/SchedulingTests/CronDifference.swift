import Domain
import Scheduling
import TestSupport

/// Where Cronos answers otherwise on purpose; each case is proved on the vector, not only named.
enum CronDifference: String, CaseIterable {
    case reversedRange = "a range never runs backwards: 22-2 is written 22-23,0-2"
    case questionMark = "? is written *"
    case offsetFromLastDay = "L-3 is not of our dialect"
    case eitherDay = "with both day fields restricted either fires, there both must be true"
    case rangeIsFixed = "a range or a step inside a field is fixed, there an interval"
    case askedWhereMoved = "asked at the end of a gap it leaves out what was moved there"
    case intervalInGap = "an interval has no firing in a gap, there one at its end"

    /// Whether it is this difference that makes a vector come out otherwise.
    func explains(_ vector: Vectors.Cron, _ zone: Zone, _ group: String) -> Bool {
        let features = vector.features ?? []
        switch self {
        case .reversedRange: return features.contains("reversed_range") && isRefused(vector.text)
        case .questionMark:
            let respelled = vector.text.replacing("?", with: "*")
            return features.contains("question_mark") && isRefused(vector.text)
                && (isRefused(respelled) || fires(respelled, vector, zone, isFirst: true))
        case .offsetFromLastDay:
            return features.contains("last_day_offset") && isRefused(vector.text)
        case .eitherDay:
            // What both fields name, either names: we fire then too, but not then for the first time.
            return features.contains("dom_and_dow")
                && fires(vector.text, vector, zone, isFirst: false)
        case .rangeIsFixed:
            guard group == "dst-backward", let expression = try? CronExpression(vector.text)
            else { return false }
            return !expression.isInterval && shows(expression, vector, zone)
        case .askedWhereMoved:
            let firing = (try? CronExpression(vector.text)).flatMap {
                Schedule($0, in: zone).next(after: Instant(microseconds: vector.after))
            }
            return firing?.change == .moved && firing?.instant.seconds == vector.fromEpoch
        case .intervalInGap:
            guard group == "dst-forward", let expression = try? CronExpression(vector.text),
                let expected = vector.expectedEpoch
            else { return false }
            let (before, after) = (offset(zone, expected - 1), offset(zone, expected))
            return expression.isInterval && before < after
        }
    }

    private func isRefused(_ text: String) -> Bool { (try? CronExpression(text)) == nil }

    private func offset(_ zone: Zone, _ second: Int64) -> Int {
        zone.offsetSeconds(at: Instant(seconds: second))
    }

    /// Whether we fire at the expected instant, and perhaps before it.
    private func fires(
        _ text: String, _ vector: Vectors.Cron, _ zone: Zone, isFirst: Bool
    ) -> Bool {
        guard let expression = try? CronExpression(text) else { return false }
        let schedule = Schedule(expression, in: zone)
        let after = Instant(microseconds: vector.after)
        guard let expected = vector.expectedEpoch else {
            return !isFirst || schedule.next(after: after) == nil
        }
        let last = isFirst ? after : Instant(seconds: expected - 1)
        return schedule.next(after: last)?.instant.seconds == expected
    }

    /// Whether the wall shows at the expected instant, a second time, what the expression names.
    private func shows(_ expression: CronExpression, _ vector: Vectors.Cron, _ zone: Zone) -> Bool {
        guard let expected = vector.expectedEpoch else { return false }
        let local = zone.local(Instant(seconds: expected))
        let onWall = Schedule(expression, in: .utc).next(after: Instant(seconds: local.seconds - 1))
        return onWall?.instant.seconds == local.seconds && zone.instants(of: local).count == 2
    }
}
