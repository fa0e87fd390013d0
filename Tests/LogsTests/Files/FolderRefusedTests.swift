import Foundation
import Glibc
import Logs
import TestSupport
import Testing

@Suite("A folder that cannot be used") struct FolderRefusedTests {
    /// Says that lines wait while something is in the way, and all come when it has gone.
    private func expectWaiting(
        _ desk: LogDesk, _ problem: String, at place: SourceLocation = #_sourceLocation,
        free: () throws -> Void
    ) throws {
        desk.write(2)
        desk.settle()
        desk.write(1)
        desk.settle()
        #expect(desk.errors.count == 1, "\(desk.errors)", sourceLocation: place)
        let sentence = desk.errors.first ?? ""
        #expect(sentence.contains(problem), "\(sentence)", sourceLocation: place)
        #expect(sentence.hasSuffix("; log lines wait in memory"), sourceLocation: place)
        try free()
        desk.settle()
        desk.write(1)
        #expect(try desk.shown() == "22.log=1,2,3,4", sourceLocation: place)
        #expect(desk.errors.last == "log lines are written again", sourceLocation: place)
    }

    @Test("as a link to another is refused, and nothing there is touched") func link() throws {
        let desk = try LogDesk { $0.maxFiles = .files(1) }
        try desk.home.write("{\"i\":1}\n", to: "elsewhere/app-2026-08-01.log")
        symlink("\(desk.home.path)/elsewhere", desk.folder)
        try expectWaiting(desk, "logs is a symbolic link; name the folder that it leads to") {
            #expect(
                desk.home.files().keys.filter { $0.hasPrefix("elsewhere") }
                    == ["elsewhere/app-2026-08-01.log"])
            unlink(desk.folder)
        }
    }

    @Test("as it is a file, is told, and made when that has gone") func file() throws {
        let desk = try LogDesk()
        try desk.home.write("mine", to: "logs")
        try expectWaiting(desk, "logs: Not a directory") { unlink(desk.folder) }
    }

    @Test("as one above it is a file, is told too") func above() throws {
        let desk = try LogDesk { $0.folder += "/a/b" }
        try desk.home.write("mine", to: "logs")
        try expectWaiting(desk, "Not a directory") { unlink("\(desk.home.path)/logs") }
    }

    @Test("as nobody lets us write there, is told; a file of another is passed by")
    func unwritable() async {
        await #expect(processExitsWith: .success) {
            // The superuser may write anywhere, so this is tried as somebody else.
            if geteuid() == 0 { setuid(65_534) }
            let desk = try LogDesk()
            mkdir(desk.folder, 0o500)
            chmod(desk.folder, 0o500)
            desk.write(2)
            desk.settle()
            #expect(desk.errors.first?.contains("app-2026-08-22.log: Permission denied") == true)
            #expect(desk.errors.count == 1)
            chmod(desk.folder, 0o750)
            desk.settle()
            #expect(try desk.shown() == "22.log=1,2")
            chmod(desk.path("app-2026-08-22.log"), 0o400)
            desk.restart()
            desk.write(1)
            #expect(try desk.shown() == "22.log=1,2 22.log.1=3")
        }
    }

    @Test(
        "is passed by at the name where something else stands",
        arguments: [
            "link", "dangling", "folder", "pipe",
        ])
    func other(_ kind: String) throws {
        let desk = try LogDesk()
        try desk.home.write("mine", to: "elsewhere")
        mkdir(desk.folder, 0o750)
        let place = desk.path("app-2026-08-22.log")
        switch kind {
        case "link": symlink("\(desk.home.path)/elsewhere", place)
        case "dangling": symlink("\(desk.home.path)/nowhere", place)
        case "folder": mkdir(place, 0o750)
        default: mkfifo(place, 0o640)
        }
        desk.write(2)
        desk.settle()
        #expect(try desk.numbers("app-2026-08-22.log.1") == [1, 2])
        #expect(desk.errors == [])
        #expect(
            try String(contentsOfFile: "\(desk.home.path)/elsewhere", encoding: .utf8) == "mine")
        #expect(!FileManager.default.fileExists(atPath: "\(desk.home.path)/nowhere"))
    }

    @Test("leaves what is no link where the link should be") func symlinkInTheWay() throws {
        let desk = try LogDesk()
        try desk.home.write("mine", to: "logs/current.log")
        desk.write()
        desk.settle()
        #expect(try desk.text("current.log") == "mine")
    }
}
