import Domain
import Foundation
import TestSupport
import Testing

@testable import Scheduling

@Suite("Time zones") struct ZoneTests {
    @Test(
        "have the offsets that Python reads from the same files, all of them, for centuries",
        .enabled(if: Python.isThere, "python3 is not installed"))
    func python() throws {
        var dice = Dice()
        var lines: [String] = []
        var wanted: [String] = []
        for zone in OracleTests.zones {
            var instants = zone.changes.flatMap { [$0 - 1, $0] }.filter { $0 > -60_000_000_000 }
            instants += (0..<40).map { _ in Int64(dice.roll(-3_000_000_000...60_000_000_000)) }
            for _ in 0..<10 {
                let end = zone.segment(at: Int64(dice.roll(2_200_000_000...30_000_000_000))).end
                if end < ZoneSegment.future { instants += [end - 1, end] }
            }
            lines.append("\(zone.name) " + instants.map(String.init).joined(separator: " "))
            wanted.append(
                "\(zone.name) "
                    + instants.map { "\(zone.segment(at: $0).offset)" }.joined(separator: " "))
        }
        let script = """
            import sys
            from datetime import datetime, timedelta, timezone
            from zoneinfo import ZoneInfo
            epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
            for line in sys.stdin.read().splitlines():
                name, *seconds = line.split()
                zone = ZoneInfo(name)
                offsets = []
                for second in seconds:
                    local = (epoch + timedelta(seconds=int(second))).astimezone(zone)
                    offsets.append(int(local.utcoffset().total_seconds()))
                print(name, *offsets)
            """
        let found = try Python.lines(script, input: lines)
        #expect(found.count == wanted.count)
        for (ours, theirs) in zip(wanted, found) where ours != theirs {
            Issue.record("\(ours.prefix(40)) … differs \(dice)")
        }
    }

    @Test("show each local time never, once or twice") func instants() throws {
        let zone = try ZoneFolder.system.zone("America/New_York")
        let count = { (text: String) throws -> Int in
            guard case .local(let local) = Moment(text) else { return -1 }
            return zone.instants(of: local).count
        }
        #expect(try count("2026-03-08T01:59:59") == 1)
        #expect(try count("2026-03-08T02:00") == 0)
        #expect(try count("2026-03-08T02:59:59") == 0)
        #expect(try count("2026-03-08T03:00") == 1)
        #expect(try count("2026-11-01T00:59:59") == 1)
        #expect(try count("2026-11-01T01:00") == 2)
        #expect(try count("2026-11-01T01:59:59") == 2)
        #expect(try count("2026-11-01T02:00") == 1)
        #expect(Zone.utc.instants(of: LocalTime(seconds: 0)) == [Instant(seconds: 0)])
    }

    @Test("change twice within two days nowhere, so that no firing can be overtaken") func apart() {
        for zone in OracleTests.zones {
            for (first, second) in zip(zone.changes, zone.changes.dropFirst()) {
                let moved = [first, second].map {
                    zone.segment(at: $0).offset - zone.segment(at: $0 - 1).offset
                }
                if moved[0] != 0, moved[1] != 0 { #expect(second - first > 86_400, "\(zone.name)") }
            }
        }
    }

    @Test(
        "follow their rule when the table ends",
        arguments: table(
            """
            rule                                at                    offset  why
            CET-1CEST,M3.5.0,M10.5.0/3          2500-03-28T00:59:59Z  3600    the last Sunday
            CET-1CEST,M3.5.0,M10.5.0/3          2500-03-28T01:00:00Z  7200    at 02:00 local
            CET-1CEST,M3.5.0,M10.5.0/3          2500-10-31T01:00:00Z  3600    and back
            NZST-12NZDT,M9.5.0,M4.1.0/3         2500-01-01T00:00:00Z  46800   summer over the new year
            <-02>2<-01>,M3.5.0/-1,M10.5.0/0     2500-03-28T00:59:59Z  -7200   a day before the day
            <-02>2<-01>,M3.5.0/-1,M10.5.0/0     2500-03-28T01:00:00Z  -3600   at −1 o'clock
            EET-2EEST,M3.4.4/50,M10.4.4/50      2500-03-26T23:59:59Z  7200    hour 50
            EET-2EEST,M3.4.4/50,M10.4.4/50      2500-03-27T00:00:00Z  10800   is two days later
            IST-1GMT0,M10.5.0,M3.5.0/1          2500-12-01T00:00:00Z  0       a summer below the standard
            AAA3BBB,J60/0,J300/0                2500-03-01T02:59:59Z  -10800  1 March, leap year or not
            AAA3BBB,J60/0,J300/0                2500-03-01T03:00:00Z  -7200   at midnight
            AAA3BBB,59/0,300/0                  2504-02-29T03:00:00Z  -7200   day 59 of a leap year
            XXX3EDT4,0/0,J365/23                2500-12-31T23:30:00Z  -14400  summer all year
            XXX3EDT4,0/0,J365/23                2501-01-01T03:00:00Z  -14400  without a break
            <+0545>-5:45                        2500-01-01T00:00:00Z  20700   no summer
            """))
    func rules(_ row: [String]) throws {
        let rule = try #require(ZoneRuleReader.rule(row[0].utf8))
        let zone = Zone(name: "test", changes: [], offsets: [0], rule: rule)
        let instant = try #require(Moment(row[1])).instant(in: .utc)
        #expect(zone.offsetSeconds(at: instant) == Int(row[2]), "\(row[3])")
    }

    @Test(
        "are unknown with the nearest name",
        arguments: table(
            """
            name                   nearest
            Europe/Berlim          Europe/Berlin
            europe/berlin          Europe/Berlin
            Berlin                 Europe/Berlin
            Asia/Calcuta           Asia/Calcutta
            utc                    UTC
            """))
    func unknown(_ row: [String]) {
        let error = #expect(throws: AppError.self) { try ZoneFolder.system.zone(row[0]) }
        #expect(error == AppError(.zoneUnknown, "“\(row[0])”, did you mean \(row[1])"))
    }

    @Test("never lie outside their folder") func traversal() throws {
        let folder = try TemporaryFolder()
        let inside = folder.path + "/zones"
        try FileManager.default.createDirectory(
            atPath: inside + "/etc", withIntermediateDirectories: true)
        let utc = try Data(contentsOf: URL(filePath: ZoneFolder.system.path + "/Etc/UTC"))
        for path in [folder.path + "/passwd", inside + "/good"] {
            try utc.write(to: URL(filePath: path))
        }
        let zones = ZoneFolder(inside)
        #expect(zones.names == ["good"])
        #expect(try zones.zone("good").offsets == [0])
        let fixed = [
            "../passwd", "etc/../../passwd", "/etc/passwd", folder.path + "/passwd", "etc", "", ".",
            "good/", "good\0", "etc//x", String(repeating: "a", count: 5000), "localtime",
            "right/UTC",
        ]
        let listed = Vectors.data("paths/traversal.txt").map {
            String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        for name in fixed + (listed ?? []) where name != "good" {
            #expect(throws: AppError.self, "\(name)") { try zones.zone(name) }
        }
    }

    @Test("of damaged files are refused, and end") func damaged() throws {
        var dice = Dice()
        for name in ["America/New_York", "Africa/Casablanca", "Pacific/Apia"] {
            let whole = Array(
                try Data(contentsOf: URL(filePath: ZoneFolder.system.path + "/" + name)))
            #expect(ZoneFile.zone(name, whole) != nil)
            for count in 0..<whole.count where count % 7 == 0 || count > whole.count - 40 {
                #expect(ZoneFile.zone(name, Array(whole[..<count])) == nil)
            }
            for _ in 0..<1500 {
                var bytes = whole
                for _ in 0...dice.roll(0...3) {
                    bytes[dice.roll(0...bytes.count - 1)] = UInt8(dice.roll(0...255))
                }
                guard let zone = ZoneFile.zone(name, bytes) else { continue }
                try use(zone, &dice)
            }
        }
        let leaps = ZoneFolder.system.path + "/right/UTC"
        if let bytes = FileManager.default.contents(atPath: leaps) {
            #expect(ZoneFile.zone("right/UTC", Array(bytes)) == nil, "it has leap seconds")
        }
    }

    /// Whatever the file said, asking ends and goes forward.
    private func use(_ zone: Zone, _ dice: inout Dice) throws {
        for text in ["30 2 * * *", "*/7 * * * *"] {
            var instant = Instant(seconds: Int64(dice.roll(-4_000_000_000...9_000_000_000)))
            let schedule = Schedule(try CronExpression(text), in: zone)
            for _ in 0..<3 {
                guard let next = schedule.next(after: instant) else { break }
                #expect(next.instant > instant, "\(dice)")
                instant = next.instant
            }
            _ = zone.instants(of: zone.local(instant))
        }
    }

    @Test("of random bytes and rules are none, and end") func garbage() {
        var dice = Dice()
        let letters = Array("ABC<>+-0123456789:,./JM".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<dice.roll(0...60)).map { _ in UInt8(dice.roll(0...255)) }
            #expect(ZoneFile.zone("x", Array("TZif2".utf8) + bytes) == nil)
            let rule = (0..<dice.roll(0...30)).map { _ in letters[dice.roll(0...letters.count - 1)]
            }
            _ = ZoneRuleReader.rule(rule)?.segment(at: 4_000_000_000, from: ZoneSegment.past)
        }
    }
}
