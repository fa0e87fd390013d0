import Domain
import TestSupport

@testable import Scheduling

/// One schedule's life under a clock that jumps, with ticks that come late, twice, or die.
///
/// What a database would keep is kept here: the cursor, the slots by their due time, and the runs
/// that are not done. A tick that dies leaves nothing of what it did, as its transaction does.
struct Simulation {
    let words: String
    private let schedule: Schedule
    private let planner: SlotPlanner
    private let policy: SlotPolicy
    private let begin: Instant
    private let end: Instant
    private var dice: Dice
    private var now: Instant
    private var kept: Kept
    /// What is wrong, in words; empty when all is well.
    private(set) var faults: [String] = []
    private(set) var counts = (runs: 0, skips: 0, deaths: 0, jumps: 0)

    private struct Kept {
        var plannedUntil: Instant
        var visitAt: Instant
        /// Ascending.
        var expected: [Instant] = []
        var decided: [Instant: SlotPolicy.Decision] = [:]
        /// When runs that were queued will be done.
        var ends: [Instant] = []
    }

    /// Draws a life.
    ///
    /// - Parameters:
    ///   - zone: in whose time the schedule is meant.
    ///   - seconds: how long it lasts.
    ///   - dice: the same gives the same life.
    init(in zone: Zone, seconds: Int64, _ dice: Dice) {
        var dice = dice
        let text = Self.expression(&dice)
        // Every text that is drawn can fire.
        guard let expression = try? CronExpression(text) else { fatalError(text) }
        schedule = Schedule(expression, in: zone)
        planner = SlotPlanner(schedule, period: .previousDay)
        policy = Self.policy(&dice)
        // Half of them see a change of their zone's clocks.
        let any = Int64(dice.roll(0...4_000_000_000))
        let change = zone.changes.filter { $0 > 0 }.randomElement(using: &dice) ?? any
        let middle = dice.happens(onceIn: 2) ? any : change
        begin = Instant(seconds: middle - Int64(dice.roll(0...Int(seconds))))
        end = begin.adding(seconds: seconds)
        now = begin
        kept = Kept(plannedUntil: begin, visitAt: begin)
        words = "\(text) in \(zone.name) from \(begin.seconds), \(policy) \(dice)"
        self.dice = dice
    }

    private static func expression(_ dice: inout Dice) -> String {
        let minute = ["0", "30", "\(dice.roll(0...59))", "5,35", "*/20", "*/30", "0-40/20"]
        let hour = ["\(dice.roll(0...23))", "2", "1-3", "0,12", "*/6", "*", "\(dice.roll(0...3))"]
        let day = ["*", "*", "*", "L", "LW", "\(dice.roll(1...28))W", "*/5", "1,15"]
        let weekday = ["*", "*", "*", "*", "1-5", "5L", "2#2", "0"]
        return [minute, hour, day, ["*"], weekday]
            .map { $0.randomElement(using: &dice) ?? "*" }.joined(separator: " ")
    }

    private static func policy(_ dice: inout Dice) -> SlotPolicy {
        SlotPolicy(
            catchUp: SlotPolicy.CatchUp.allCases.randomElement(using: &dice) ?? .all,
            overlap: SlotPolicy.Overlap.allCases.randomElement(using: &dice) ?? .queueAll,
            maxAgeSeconds: dice.happens(onceIn: 2) ? .max : Int64(dice.roll(1...96)) * 3600,
            maxRuns: dice.happens(onceIn: 2) ? .max : dice.roll(1...4))
    }

    /// Lives it from its beginning to its end.
    mutating func run() {
        while now < end, faults.isEmpty {
            tick()
            // Another supervisor ticks at the same time, and finds nothing left.
            if dice.happens(onceIn: 5) { tick() }
            pass()
        }
        now = end
        tick(mayDie: false)
        checkAll()
    }

    /// Time goes on: to what is due next, over a downtime, or back, as a clock that is set.
    private mutating func pass() {
        if dice.happens(onceIn: 30) {
            counts.jumps += 1
            now = now.adding(seconds: -Int64(dice.roll(1...7200)))
            return
        }
        if dice.happens(onceIn: 15) {
            now = min(end, now.adding(seconds: Int64(dice.roll(3600...900_000))))
            return
        }
        let late = Int64(dice.happens(onceIn: 4) ? dice.roll(0...1800) : dice.roll(0...60))
        let next = min(kept.expected.first ?? end, kept.visitAt)
        now = min(end, max(next, now.adding(seconds: 1)).adding(seconds: late))
    }

    private mutating func tick(mayDie: Bool = true) {
        let before = kept
        plan()
        let dies = mayDie && dice.happens(onceIn: 12)
        if !dies || dice.happens(onceIn: 2) {
            // Planning and deciding are transactions of their own.
            let planned = kept
            decide()
            if dies { kept = planned }
        } else {
            kept = before
        }
        if dies { counts.deaths += 1 }
    }

    private mutating func plan() {
        while kept.visitAt <= now {
            let stretch = planner.stretch(after: kept.plannedUntil, now: now)
            for due in stretch.dueTimes {
                if due.dueAt <= kept.plannedUntil { faults.append("\(due.dueAt) planned twice") }
                kept.plannedUntil = due.dueAt
                kept.expected.append(due.dueAt)
            }
            if stretch.dueTimes.isEmpty, stretch.visitAt <= now {
                faults.append("the plan stands still at \(now)")
                return
            }
            (kept.plannedUntil, kept.visitAt) = (stretch.plannedUntil, stretch.visitAt)
        }
    }

    private mutating func decide() {
        let due = kept.expected.prefix { $0 <= now }
        guard !due.isEmpty else { return }
        kept.ends.removeAll { $0 <= now }
        let decisions = policy.decide(Array(due), now: now, queued: kept.ends.count)
        if decisions.count != due.count { faults.append("\(due.count) due, not all decided") }
        check(Array(zip(due, decisions)), queued: kept.ends.count)
        for (slot, decision) in zip(due, decisions) {
            if kept.decided.updateValue(decision, forKey: slot) != nil {
                faults.append("\(slot) decided twice")
            }
            guard decision == .run else { continue }
            let seconds = dice.happens(onceIn: 5) ? dice.roll(1...400_000) : dice.roll(1...3000)
            kept.ends.append(now.adding(seconds: Int64(seconds)))
        }
        kept.expected.removeFirst(due.count)
    }
}

extension Simulation {
    /// Holds each decision against what the policy promises, one rule at a time.
    private mutating func check(
        _ decided: [(due: Instant, decision: SlotPolicy.Decision)], queued: Int
    ) {
        let runs = decided.filter { $0.decision == .run }.map(\.due)
        let room = [.skip: 1, .queueOne: 2, .queueAll: Int.max][policy.overlap] ?? 0
        if runs.count > max(0, room - queued) {
            faults.append("\(runs.count) runs beside \(queued), overlap \(policy.overlap)")
        }
        if runs.filter(isMissed).count > policy.maxRuns { faults.append("more than max_runs") }
        for (due, decision) in decided {
            let newer = decided.filter { $0.due > due }
            let newerRuns = runs.filter { $0 > due }.count
            let isOld = isMissed(due) && (now.seconds - due.seconds) > policy.maxAgeSeconds
            let isRight =
                switch decision {
                case .run:
                    !isOld && !(policy.catchUp == .none && isMissed(due))
                        && !(policy.catchUp == .latest && !newer.isEmpty)
                case .skip(.missed): policy.catchUp == .none && isMissed(due)
                case .skip(.superseded): policy.catchUp == .latest && !newer.isEmpty
                case .skip(.tooOld): isOld
                case .skip(.tooMany):
                    isMissed(due)
                        && newer.filter { isMissed($0.due) && $0.decision != .skip(.tooOld) }
                            .count >= policy.maxRuns
                case .skip(.overlap): policy.overlap == .skip && queued + newerRuns >= 1
                case .skip(.queued): policy.overlap == .queueOne && queued + newerRuns >= 2
                }
            if !isRight { faults.append("\(due) at \(now): \(decision)") }
        }
    }

    private func isMissed(_ due: Instant) -> Bool { now > due.adding(seconds: 900) }

    /// Each firing of the schedule is a run or a skip, and nothing else is.
    private mutating func checkAll() {
        let wanted = Array(
            schedule.firings(after: begin).prefix { $0.instant <= end }.map(\.instant))
        let found = kept.decided.keys.filter { $0 <= end }.sorted()
        if found != wanted { faults.append("\(found.count) decided, \(wanted.count) due") }
        counts.runs = kept.decided.values.filter { $0 == .run }.count
        counts.skips = kept.decided.count - counts.runs
    }
}
