import Domain
import TestSupport
import Testing

@testable import Scheduling

@Suite("Firings") struct OracleTests {
    /// All zones there are; none without a time zone database.
    static let zones: [Zone] = ZoneFolder.system.names.compactMap {
        try? ZoneFolder.system.zone($0)
    }

    @Test("are those of a search minute by minute, in every zone, around its clock changes")
    func everyZone() throws {
        var dice = Dice()
        #expect(Self.zones.count > 400)
        for zone in Self.zones {
            try compare(zone, around: Self.instant(zone, &dice), &dice)
        }
    }

    @Test("are those of a search second by second where offsets had seconds")
    func seconds() throws {
        var dice = Dice()
        for _ in 0..<4 {
            guard let zone = Self.zones.randomElement(using: &dice),
                let first = zone.changes.first(where: { $0 > -4_000_000_000 })
            else { continue }
            try compare(zone, around: first, &dice)
        }
    }

    /// A change of the zone's clocks, known or by rule, or any instant.
    private static func instant(_ zone: Zone, _ dice: inout Dice) -> Int64 {
        let any = Int64(dice.roll(-2_000_000_000...20_000_000_000))
        switch dice.roll(0...3) {
        case 0: return any
        case 1: return min(zone.segment(at: max(any, 0)).end, 20_000_000_000)
        default: return zone.changes.randomElement(using: &dice) ?? any
        }
    }

    private func compare(
        _ zone: Zone, around middle: Int64, _ dice: inout Dice
    ) throws {
        var naive = NaiveCron(&dice)
        var read = try? CronExpression(naive.text)
        while read == nil {
            naive = NaiveCron(&dice)
            read = try? CronExpression(naive.text)
        }
        let expression = try #require(read)
        let begin = (middle - 50_000) / 60 * 60
        let from = begin + Int64(dice.roll(30_000...54_000))
        let end = begin + 110_000
        let isWhole =
            [begin, middle, end].allSatisfy { zone.segment(at: $0).offset % 60 == 0 }
            && middle % 60 == 0
        var segment = zone.segment(at: begin)
        let wanted = naive.firings(begin..<end, step: isWhole ? 60 : 1) { second in
            if second >= segment.end { segment = zone.segment(at: second) }
            return segment.offset
        }.filter { $0 > from }
        let found = Schedule(expression, in: zone).firings(after: Instant(seconds: from))
            .prefix { $0.instant.seconds < end }.map(\.instant.seconds)
        #expect(found == wanted, "\(naive.text) in \(zone.name) after \(from) \(dice)")
    }

    @Test("come on the days of a search day by day, over four centuries") func days() throws {
        var dice = Dice()
        for _ in 0..<30 {
            let naive = NaiveCron(&dice)
            let first = Day.count(dice.roll(1600...2400), dice.roll(1...12), 1)
            let found = (first..<first + 4000).map(Day.init(number:)).filter(naive.names)
            guard let expression = try? CronExpression(naive.text) else {
                #expect(found.isEmpty, "\(naive.text) is refused \(dice)")
                continue
            }
            var (days, instant): ([Day], Instant) = (
                [], Instant(seconds: Int64(first) * 86_400 - 1)
            )
            while let firing = Schedule(expression, in: .utc).next(after: instant),
                firing.local.day.number < first + 4000
            {
                days.append(firing.local.day)
                instant = Instant(seconds: Int64(firing.local.day.number + 1) * 86_400 - 1)
            }
            #expect(days == found, "\(naive.text) \(dice)")
        }
    }

    @Test("are the same from wherever one asks") func stateless() throws {
        var dice = Dice()
        for zone in Self.zones.shuffled(using: &dice).prefix(60) {
            guard let expression = try? CronExpression(NaiveCron(&dice).text) else { continue }
            let schedule = Schedule(expression, in: zone)
            let begin = Instant(seconds: Self.instant(zone, &dice) - 100_000)
            guard let firing = schedule.next(after: begin) else { continue }
            let gap = firing.instant.microseconds - begin.microseconds
            let between = Instant(
                microseconds: begin.microseconds + Int64.random(in: 0..<gap, using: &dice))
            #expect(schedule.next(after: between) == firing, "\(expression) \(zone.name) \(dice)")
        }
    }
}
