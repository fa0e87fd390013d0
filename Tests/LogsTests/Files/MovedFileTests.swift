import Foundation
import Glibc
import Logs
import TestSupport
import Testing

@Suite("A file that is gone") struct MovedFileTests {
    private let name = "app-2026-08-22.log"

    /// Lines until the sink knows that nobody else writes, which is when it looks less often.
    private func alone(_ desk: LogDesk) {
        for _ in 0..<300 {
            desk.pass(seconds: 1)
            desk.write()
        }
    }

    @Test("moved, is left to its mover within a second") func moved() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        desk.write(2)
        rename(desk.path(name), desk.path("moved"))
        desk.settle()
        desk.write(2)
        #expect(try desk.numbers("moved") == [1, 2] && desk.numbers(name) == [3, 4])
        #expect(desk.errors == [])
    }

    @Test("moved, is left at once on a SIGHUP") func reopened() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        desk.write(2)
        rename(desk.path(name), desk.path("moved"))
        desk.sink.reopen()
        desk.write(2)
        #expect(try desk.numbers("moved") == [1, 2] && desk.numbers(name) == [3, 4])
    }

    @Test("moved, keeps the lines until that second") func untilThen() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        desk.write(1)
        rename(desk.path(name), desk.path("moved"))
        desk.write(1)
        desk.settle()
        #expect(try desk.numbers("moved") == [1, 2] && desk.numbers(name) == [])
    }

    @Test("deleted, loses no line that comes after") func deleted() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        desk.write(2)
        unlink(desk.path(name))
        desk.pass(seconds: 1)
        desk.write(3)
        #expect(try desk.numbers(name).suffix(3) == [3, 4, 5])
    }

    @Test("deleted within a millisecond, loses no line that comes after") func between() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        alone(desk)
        unlink(desk.path(name))
        desk.write(5)
        desk.settle()
        #expect(try desk.numbers(name).suffix(5) == [301, 302, 303, 304, 305])
    }

    @Test("deleted, loses none though the process ends before it looks") func closed() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        alone(desk)
        unlink(desk.path(name))
        desk.write(5)
        #expect(desk.sink.close(at: desk.now) == 0)
        #expect(try desk.numbers(name).suffix(5) == [301, 302, 303, 304, 305])
    }

    @Test("is not made anew where an audit knows it: a name is used once") func audited() throws {
        let desk = try LogDesk()
        desk.write(2)
        unlink(desk.path(name))
        desk.write(2)
        desk.settle()
        desk.write(1)
        // The second line went just before, and nobody had looked since.
        #expect(try desk.shown() == "22.log.1=2,3,4,5")
    }

    @Test("with its folder, is made anew with it") func folder() throws {
        let desk = try LogDesk()
        desk.write(2)
        try FileManager.default.removeItem(atPath: desk.folder)
        desk.write(3)
        desk.settle()
        #expect(try desk.numbers(name).suffix(3) == [3, 4, 5])
    }

    @Test("emptied, is gone on with from its start") func truncated() throws {
        let desk = try LogDesk { $0.maxFiles = nil }
        alone(desk)
        truncate(desk.path(name), 0)
        desk.write(3)
        desk.settle()
        desk.write(1)
        #expect(try desk.numbers(name) == [301, 302, 303, 304])
    }

    @Test("ends with half a line of a killed process: ours begins a new one") func half() throws {
        let desk = try LogDesk()
        mkdir(desk.folder, 0o750)
        try desk.home.write("{\"i\":9}\n{\"i\":1", to: "logs/\(name)")
        desk.write(2)
        let lines = Array(try desk.text(name).split(separator: "\n"))
        #expect(lines.map(\.count) == [7, 6, 39, 39])
        #expect(try desk.numbers(name) == [9, -1, 1, 2])
    }
}
