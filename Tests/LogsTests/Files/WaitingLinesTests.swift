import Domain
import Glibc
import TestSupport
import Testing

@testable import Logs

@Suite("Lines that wait") struct WaitingLinesTests {
    /// A desk whose folder is a file, with memory for ten lines.
    private func blocked() throws -> LogDesk {
        let desk = try LogDesk { $0.memoryBytesMax = 400 }
        try desk.home.write("mine", to: "logs")
        return desk
    }

    @Test("are as many as there is memory for, and the others are counted and told") func lost()
        throws
    {
        let desk = try blocked()
        desk.write(25)
        unlink(desk.folder)
        desk.settle()
        let lines = try desk.text("app-2026-08-22.log").split(separator: "\n")
        #expect(lines.count == 11)
        #expect(
            try desk.numbers("app-2026-08-22.log").prefix(10) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(
            lines.last?.hasPrefix(#"{"level":"warn","lost":15,"message":"Log lines were lost""#)
                == true)
        #expect(
            lines.last.flatMap { JSONValue($0.utf8)?["reason"]?.text }?.hasSuffix("Not a directory")
                == true)
        #expect(desk.errors.last?.hasPrefix("15 log lines were lost: ") == true)
    }

    @Test("are tried again once a second, and stay before those that come later") func order()
        throws
    {
        let desk = try blocked()
        desk.write(1)
        unlink(desk.folder)
        desk.write(1)
        #expect(FileStamp(desk.path("app-2026-08-22.log")) == nil)
        desk.steady.pass(seconds: 1)
        desk.write(1)
        #expect(try desk.shown() == "22.log=1,2,3")
        desk.write(1)
        #expect(try desk.shown() == "22.log=1,2,3,4")
    }

    @Test("are tried a last time at the end, and counted when they had no place") func end() throws
    {
        let desk = try blocked()
        desk.write(15)
        #expect(desk.sink.close(at: desk.now) == 15)
        unlink(desk.folder)
        #expect(desk.sink.close(at: desk.now) == 0)
        #expect(try desk.numbers("app-2026-08-22.log").count == 11)
    }

    @Test("take no more memory though some find their place each second and others come")
    func bounded() {
        var waiting = WaitingLines()
        let line = LogDesk.line(1)
        waiting.begin(because: "full", until: Instant(seconds: 0))
        for _ in 0..<20 { line.withUnsafeBytes { waiting.add($0, bytesMax: 800) } }
        for _ in 0..<5000 {
            waiting.drop(waiting.batch(bytesMax: 40)?.count ?? 0)
            line.withUnsafeBytes { waiting.add($0, bytesMax: 800) }
        }
        #expect(waiting.count == 20 && waiting.lost == 0)
        let bytes = Mirror(reflecting: waiting).children.first { $0.label == "bytes" }?.value
        #expect((bytes as? [UInt8]).map { $0.count < 8000 } == true)
    }

    @Test("are handed out as whole lines") func batches() {
        var waiting = WaitingLines()
        for number in 1...3 {
            LogDesk.line(number).withUnsafeBytes { waiting.add($0, bytesMax: 1000) }
        }
        #expect(waiting.batch(bytesMax: 90)?.count == 80)
        #expect(waiting.batch(bytesMax: 10)?.count == 40)
        waiting.drop(80)
        #expect(waiting.batch(bytesMax: 90) == LogDesk.line(3) && waiting.count == 1)
        waiting.drop(40)
        #expect(waiting.batch(bytesMax: 90) == nil && waiting.count == 0)
    }
}
