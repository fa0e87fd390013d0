import Glibc
import Logs
import Testing

@Suite("The hook") struct HookTests {
    @Test("hears of what happens to files, in order") func order() throws {
        let desk = try LogDesk { $0.maxFiles = .files(2) }
        desk.write()
        desk.settle()
        desk.pass(seconds: 86_400)
        desk.write()
        desk.settle(leaving: ["app-2026-08-22.log.gz", "app-2026-08-23.log"])
        desk.pass(seconds: 86_400)
        desk.settle(leaving: ["app-2026-08-23.log.gz", "app-2026-08-24.log"])
        #expect(
            desk.heard.all == [
                .new("app-2026-08-22.log"),
                .new("app-2026-08-23.log"),
                .rotate(from: "app-2026-08-22.log", to: "app-2026-08-23.log"),
                .archive("app-2026-08-22.log.gz"),
                .new("app-2026-08-24.log"),
                .rotate(from: "app-2026-08-23.log", to: "app-2026-08-24.log"),
                .archive("app-2026-08-23.log.gz"),
                .removed("app-2026-08-22.log.gz"),
            ])
    }

    @Test("hears of no new file where one is gone on with") func resumed() throws {
        let desk = try LogDesk()
        desk.write()
        desk.restart()
        desk.write()
        #expect(desk.heard.all == [.new("app-2026-08-22.log")])
    }

    @Test("may use the files, since it is called when they are free") func free() throws {
        let desk = try LogDesk()
        let sink = Kept<LogFileSink>()
        let own = LogFileSink(desk.options) { event in
            guard case .new("app-2026-08-22.log") = event else { return }
            for sink in sink.all { sink.write(LogDesk.line(2), at: lineAt) }
        }
        sink.add(own)
        own.write(LogDesk.line(1), at: lineAt)
        sink.clear()
        #expect(try desk.shown() == "22.log=1,2")
    }
}
