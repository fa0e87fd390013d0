import Foundation
import Logs
import TestSupport
import Testing

@Suite("maxSize") struct FileSizeTests {
    /// Writes lines from four threads, numbered thread by thread.
    private func write(_ count: Int, bytes: Int, to desk: LogDesk) {
        let (sink, now) = (desk.sink, desk.now)
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for number in 0..<count {
                let size = bytes / 2 + number * 7 % (bytes / 2)
                sink.write(LogDesk.line(thread * 1_000_000 + number, bytes: size), at: now)
            }
        }
    }

    /// Says that no file is too large, and that each line is in one file, in order of its thread.
    private func expectWhole(_ count: Int, _ max: Int, _ desk: LogDesk) throws {
        var numbers: [Int] = []
        let names = desk.names.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
        for name in names {
            let size = try #require(FileStamp(desk.path(name))?.bytes)
            #expect(size <= max && size > max / 2 || name == names.last, "\(name) \(size)")
            #expect(size <= max, "\(name) \(size)")
            numbers += try desk.numbers(name)
        }
        for thread in 0..<4 {
            let own = numbers.filter { $0 / 1_000_000 == thread }
            #expect(own == Array(thread * 1_000_000..<thread * 1_000_000 + count))
        }
        #expect(numbers.count == 4 * count)
    }

    @Test("is never passed by four threads, small") func small() throws {
        let desk = try LogDesk {
            $0.maxSize = LogSize(bytes: 8192)
            $0.isZipped = false
            $0.maxFiles = nil
        }
        write(1000, bytes: 300, to: desk)
        try expectWhole(1000, 8192, desk)
        #expect(desk.errors == [])
    }

    @Test("is never passed by four threads, where writers take turns at the end only")
    func large() throws {
        let max = 9 << 20
        let desk = try LogDesk {
            $0.maxSize = LogSize(bytes: max)
            $0.isZipped = false
            $0.maxFiles = nil
        }
        write(500, bytes: 16_000, to: desk)
        try expectWhole(500, max, desk)
        #expect(desk.names.count == 3)
    }

    @Test("lets a longer line have a file of its own") func longer() throws {
        let desk = try LogDesk {
            $0.maxSize = LogSize(bytes: 100)
            $0.isZipped = false
        }
        desk.write()
        desk.write(bytes: 500)
        desk.write()
        #expect(try desk.shown() == "22.log=1 22.log.1=2 22.log.2=3")
    }

    @Test("is gone on with by the next process") func resumed() throws {
        let desk = try LogDesk {
            $0.maxSize = LogSize(bytes: 100)
            $0.isZipped = false
        }
        desk.write(3)
        desk.restart()
        desk.write(2)
        #expect(try desk.shown() == "22.log=1,2 22.log.1=3,4 22.log.2=5")
    }

    @Test("of none is no limit") func unlimited() throws {
        let desk = try LogDesk { $0.maxSize = nil }
        desk.write(2000, bytes: 1000)
        #expect(try desk.numbers("app-2026-08-22.log") == Array(1...2000))
    }

    @Test("stands before the extension where there is one") func names() throws {
        let desk = try LogDesk {
            $0.filename = "app"
            $0.fileExtension = ".txt"
            $0.maxSize = LogSize(bytes: 40)
            $0.isZipped = false
        }
        desk.write(3)
        #expect(
            desk.names
                == ["app.2026-08-22.1.txt", "app.2026-08-22.2.txt", "app.2026-08-22.txt"])
    }
}
