import Foundation
import Logs
import TestSupport
import Testing

@Suite("maxFiles") struct RetentionTests {
    @Test("is exact over sizes, days and archives") func exact() throws {
        let desk = try LogDesk {
            $0.maxFiles = .files(3)
            $0.maxSize = LogSize(bytes: 100)
        }
        for day in 22...25 {
            desk.write(5)
            let base = "app-2026-08-\(day).log"
            desk.settle(leaving: ["\(base).1.gz", "\(base).2", "\(base).gz"])
            #expect(desk.names.count == 3)
            desk.pass(seconds: 86_400)
        }
        #expect(try desk.shown() == "25.log.1.gz=18,19 25.log.2=20 25.log.gz=16,17")
    }

    @Test("is exact at start, whoever left the files") func start() throws {
        let desk = try LogDesk {
            $0.maxFiles = .files(2)
            $0.isZipped = false
        }
        for day in 10...15 {
            try desk.home.write("{\"i\":\(day)}\n", to: "logs/app-2026-08-\(day).log")
            desk.pass(seconds: -86_400 * Int64(22 - day))
            try desk.age("app-2026-08-\(day).log")
            desk.pass(seconds: 86_400 * Int64(22 - day))
        }
        desk.sink.open(at: desk.now)
        desk.settle(leaving: ["app-2026-08-15.log", "app-2026-08-22.log"])
        #expect(try desk.shown() == "15.log=15 22.log=")
    }

    @Test("keeps files that no audit knows when it is told to") func adopted() throws {
        let desk = try LogDesk {
            $0.maxFiles = .files(1)
            $0.isZipped = false
            $0.adoptsFiles = false
        }
        try desk.home.write("{\"i\":10}\n", to: "logs/app-2026-08-10.log")
        desk.write()
        desk.settle()
        #expect(try desk.shown() == "10.log=10 22.log=1")
    }

    @Test("touches no other file") func others() throws {
        let desk = try LogDesk { $0.maxFiles = .files(1) }
        let others = ["other-2026-08-01.log", "app.log", "app-2026-08-01.log.bak", "notes.txt"]
        for name in others { try desk.home.write("mine\n", to: "logs/\(name)") }
        desk.write()
        desk.settle()
        #expect(others.allSatisfy(desk.names.contains))
    }

    @Test("touches no file that is not the log's, though the audit names it") func hostile() throws
    {
        let desk = try LogDesk {
            $0.maxFiles = .files(1)
            $0.isZipped = false
        }
        try desk.home.write("mine", to: "logs/notes.txt")
        try desk.home.write("mine", to: "victim")
        let names = ["\(desk.folder)/../victim", "\(desk.folder)/notes.txt", "/x/notes.txt"]
        let files = names.map { #"{"date": 1, "name": "\#($0)", "hash": "a"}"# }
        try desk.home.write(
            #"{"files": [\#(files.joined(separator: ","))]}"#,
            to: "logs/.app-DATE.log-audit.json")
        desk.write()
        desk.settle()
        #expect(try desk.text("notes.txt") == "mine")
        #expect(FileStamp("\(desk.home.path)/victim") != nil)
        #expect(desk.names == ["app-2026-08-22.log", "notes.txt"])
    }

    @Test("of one keeps the file that is written") func one() throws {
        let desk = try LogDesk {
            $0.maxFiles = .files(1)
            $0.isZipped = false
        }
        desk.write()
        desk.pass(seconds: 86_400)
        desk.write()
        desk.settle(leaving: ["app-2026-08-23.log"])
        #expect(try desk.shown() == "23.log=2")
    }

    @Test("waits for a file that another process writes to") func inUse() throws {
        let desk = try LogDesk {
            $0.maxFiles = .files(1)
            $0.isZipped = false
        }
        let other = LogFileSink(desk.options)
        other.write(LogDesk.line(9), at: desk.now)
        desk.pass(seconds: 86_400)
        desk.write()
        desk.settle()
        #expect(try desk.shown() == "22.log=9 23.log=1")
        _ = other.close(at: lineAt)
        desk.settle(leaving: ["app-2026-08-23.log"])
        #expect(try desk.shown() == "23.log=1")
    }
}
