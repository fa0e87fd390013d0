import Foundation
import Glibc
import Logs
import TestSupport
import Testing

@Suite("An archive") struct ArchiveTests {
    private let old = "app-2026-08-22.log"

    /// A desk on the next day, with 200 lines of yesterday's not zipped yet.
    private func desk() throws -> LogDesk {
        let desk = try LogDesk()
        desk.write(200)
        desk.pass(seconds: 86_400)
        desk.sink.tend(at: desk.now)
        return desk
    }

    private var done: [String] { ["\(old).gz", "app-2026-08-23.log"] }

    /// Compresses a text as another program does.
    private func zip(_ text: String, to path: String) throws {
        let plain = try TemporaryFolder()
        try plain.write(text, to: "a")
        let done = try Program.run(
            "/bin/sh", ["-c", "gzip -c '\(plain.path)/a' > '\(path)'"], folder: "/")
        #expect(done.status == 0)
    }

    @Test("holds the file, and stands alone") func whole() throws {
        let desk = try desk()
        let text = try desk.text(old)
        desk.settle(leaving: done)
        #expect(desk.names == done)
        #expect(try desk.text("\(old).gz") == text)
        #expect(desk.heard.all.last == .archive("\(old).gz"))
    }

    @Test("is made anew where a draft was left behind") func draft() throws {
        let desk = try desk()
        try desk.home.write("half", to: "logs/.\(old).gz.draft")
        desk.settle(leaving: done)
        #expect(try desk.numbers("\(old).gz") == Array(1...200))
        #expect(desk.names == done)
    }

    @Test("that is whole is taken as done: a kill came before the file was removed") func both()
        throws
    {
        let desk = try desk()
        try zip(desk.text(old), to: desk.path("\(old).gz"))
        desk.settle(leaving: done)
        #expect(try desk.numbers("\(old).gz") == Array(1...200))
        #expect(desk.names == done)
    }

    @Test("of somebody else's is kept, and ours goes behind it") func foreign() throws {
        let desk = try desk()
        try zip("{\"i\":900}\n", to: desk.path("\(old).gz"))
        desk.settle(leaving: done)
        #expect(try desk.numbers("\(old).gz") == [900] + Array(1...200))
        #expect(desk.names == done)
    }

    @Test("that is none is left alone, and so is the file") func broken() throws {
        let desk = try desk()
        try desk.home.write("no archive", to: "logs/\(old).gz")
        try waitUntil("the archive is told of") {
            desk.settle()
            return !desk.errors.isEmpty
        }
        #expect(try desk.numbers(old) == Array(1...200))
        #expect(try String(contentsOfFile: desk.path("\(old).gz"), encoding: .utf8) == "no archive")
        #expect(desk.errors.first?.hasSuffix("\(old) stays as it is") == true)
        #expect(desk.home.files().keys.allSatisfy { !$0.hasSuffix("draft") })
    }

    @Test("is not made of a file that another still writes to") func inUse() throws {
        let desk = try desk()
        let other = LogFileSink(desk.options)
        other.write(LogDesk.line(201), at: lineAt)
        desk.settle()
        #expect(try desk.numbers(old) == Array(1...201))
        #expect(other.close(at: lineAt) == 0)
        desk.settle(leaving: done)
        #expect(try desk.numbers("\(old).gz") == Array(1...201))
    }

    @Test("is not made of what is empty, or is no file of ours") func notOurs() throws {
        let desk = try desk()
        let others = [
            "other-2026-08-22.log", "app-2026-08-22.log.bak", "app-2026-08-22.log.01",
            "app-2026-08.log", "app-2026-08-22x.log",
        ]
        for name in others { try desk.home.write("mine\n", to: "logs/\(name)") }
        try desk.home.write("", to: "logs/app-2026-08-21.log")
        let left = others + done + ["app-2026-08-21.log"]
        desk.settle(leaving: left.sorted())
        let zipped = desk.names.filter { $0.hasSuffix(".gz") }
        #expect(zipped == ["\(old).gz"])
        #expect(others.allSatisfy(desk.names.contains))
    }

    @Test("is as old as the file's last line") func time() throws {
        let desk = try desk()
        try desk.age(old)
        let before = try #require(FileStamp(desk.path(old))?.changedAt)
        desk.settle(leaving: done)
        #expect(FileStamp(desk.path("\(old).gz"))?.changedAt == before)
    }
}
