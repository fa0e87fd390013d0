import Domain
import Foundation
import Logs
import Testing

@Suite("Midnight") struct MidnightTests {
    /// A desk five seconds before midnight, with two lines written.
    private func desk(_ change: (inout RotationOptions) -> Void = { _ in }) throws -> LogDesk {
        let desk = try LogDesk(change)
        desk.now = try #require(Instant(timestamp: "2026-08-22T23:59:55.000Z"))
        desk.write(2)
        try desk.age("app-2026-08-22.log")
        return desk
    }

    @Test("begins a file though nobody writes") func idle() throws {
        let desk = try desk { $0.isZipped = false }
        desk.pass(seconds: 4)
        desk.settle()
        #expect(try desk.shown() == "22.log=1,2")
        desk.pass(seconds: 1)
        desk.settle()
        #expect(try desk.shown() == "22.log=1,2 23.log=")
        #expect(
            desk.heard.all == [
                .new("app-2026-08-22.log"), .new("app-2026-08-23.log"),
                .rotate(from: "app-2026-08-22.log", to: "app-2026-08-23.log"),
            ])
        let link = try FileManager.default.destinationOfSymbolicLink(
            atPath: desk.path("current.log"))
        #expect(link == "app-2026-08-23.log")
    }

    @Test("zips the old file when a shipper has had its time") func zip() throws {
        let desk = try desk { $0.zipDelaySeconds = 60 }
        desk.pass(seconds: 59)
        desk.settle()
        #expect(try desk.shown() == "22.log=1,2 23.log=")
        desk.pass(seconds: 1)
        desk.settle(leaving: ["app-2026-08-22.log.gz", "app-2026-08-23.log"])
        #expect(try desk.shown() == "22.log.gz=1,2 23.log=")
        #expect(desk.heard.all.last == .archive("app-2026-08-22.log.gz"))
    }

    @Test("removes what is too old, though nobody writes") func prune() throws {
        let desk = try desk {
            $0.maxFiles = .days(2)
            $0.isZipped = false
        }
        for _ in 0..<2 {
            desk.pass(seconds: 86_400)
            desk.settle()
            for name in desk.names.dropFirst() { try desk.age(name) }
        }
        #expect(try desk.shown() == "22.log=1,2 23.log= 24.log=")
        desk.pass(seconds: 86_400)
        desk.settle(leaving: ["23", "24", "25"].map { "app-2026-08-\($0).log" })
        #expect(try desk.shown() == "23.log= 24.log= 25.log=")
        #expect(desk.heard.all.last == .removed("app-2026-08-22.log"))
    }

    @Test("is that of the zone only when asked for") func zone() throws {
        let local = try LogDesk { $0.isUTC = false }
        local.now = try #require(Instant(timestamp: "2026-08-22T12:00:00.000Z"))
        local.write()
        let date = CivilTime(local.now, isUTC: false)
        #expect(local.names == ["app-\(DatePattern("YYYY-MM-DD").text(of: date)).log"])
    }

    @Test("passed once is not gone back over") func back() throws {
        let desk = try desk { $0.isZipped = false }
        desk.pass(seconds: 10)
        desk.write()
        desk.pass(seconds: -3600)
        desk.write()
        desk.settle()
        desk.pass(seconds: -30 * 86_400)
        desk.write()
        desk.settle()
        #expect(try desk.shown() == "22.log=1,2 23.log=3,4,5")
        desk.sink.reopen()
        desk.write()
        #expect(try desk.numbers("app-2026-08-23.log") == [3, 4, 5, 6])
        #expect(desk.heard.all.count == 3)
        desk.pass(seconds: 31 * 86_400)
        desk.write()
        #expect(try desk.numbers("app-2026-08-23.log") == [3, 4, 5, 6, 7])
        desk.pass(seconds: 86_400)
        desk.write()
        #expect(try desk.numbers("app-2026-08-24.log") == [8])
    }

    @Test("of days without lines leaves files for none but today") func daysAway() throws {
        let desk = try desk { $0.isZipped = false }
        desk.pass(seconds: 3 * 86_400)
        desk.write()
        #expect(try desk.shown() == "22.log=1,2 25.log=3")
    }
}
