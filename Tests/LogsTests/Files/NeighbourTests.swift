import Foundation
import Glibc
import Logs
import TestSupport
import Testing

@Suite("Writers of one folder") struct NeighbourTests {
    @Test("write each line into one file, once, in their order, while others zip and count")
    func together() throws {
        let desk = try LogDesk {
            $0.maxSize = LogSize(bytes: 20_000)
            $0.maxFiles = .files(1000)
        }
        let (options, now, count) = (desk.options, desk.now, 1500)
        DispatchQueue.concurrentPerform(iterations: 4) { writer in
            let sink = LogFileSink(options)
            for number in 0..<count {
                sink.write(LogDesk.line(writer * 1_000_000 + number, bytes: 60), at: now)
                if number % 300 == 299 {
                    sink.tend(at: now)
                    sink.tidy(at: now)
                }
            }
            _ = sink.close(at: now)
        }
        try waitUntil("a file is zipped") {
            desk.sink.tidy(at: now)
            return desk.names.contains { $0.hasSuffix(".gz") }
        }
        let names = desk.names.sorted { number(of: $0) < number(of: $1) }
        var found: [Int] = []
        for name in names {
            #expect(try desk.text(name).utf8.count <= 20_000)
            found += try desk.numbers(name)
        }
        #expect(found.count == 4 * count && Set(found).count == 4 * count)
        for writer in 0..<4 {
            let own = found.filter { $0 / 1_000_000 == writer }
            #expect(own == own.sorted(), "\(writer)")
        }
    }

    private func number(of name: String) -> Int {
        name.split(separator: ".").compactMap { Int($0) }.first ?? 0
    }

    @Test("write a line anew that went behind half a line of a killed one", arguments: [1, 300])
    func half(_ before: Int) throws {
        let desk = try LogDesk()
        for _ in 0..<before {
            desk.write()
            desk.pass(seconds: 1)
        }
        let other = open(desk.path("app-2026-08-22.log"), O_WRONLY | O_APPEND)
        #expect(Glibc.write(other, "{\"i\":900", 8) == 8)
        close(other)
        desk.write(3)
        desk.settle()
        desk.write(1)
        let found = try desk.numbers("app-2026-08-22.log")
        for number in 1...(before + 4) {
            #expect(found.contains(number), "\(number)")
        }
        #expect(found.filter { $0 == -1 }.count == 1)
    }

    @Test("follow each other to the next file within a second") func follow() throws {
        let desk = try LogDesk {
            $0.maxSize = LogSize(bytes: 80)
            $0.isZipped = false
        }
        let other = LogFileSink(desk.options)
        other.write(LogDesk.line(90), at: desk.now)
        desk.write(bytes: 60)
        other.tend(at: desk.now)
        other.write(LogDesk.line(91, bytes: 20), at: desk.now)
        #expect(try desk.shown() == "22.log=90 22.log.1=1,91")
    }

    @Test("look after each line once they have seen each other") func seen() throws {
        let desk = try LogDesk()
        let name = "app-2026-08-22.log"
        let other = LogFileSink(desk.options)
        for number in 1...3 {
            desk.write()
            desk.pass(seconds: 1)
            other.write(LogDesk.line(900 + number), at: desk.now)
        }
        desk.write()
        let killed = open(desk.path(name), O_WRONLY | O_APPEND)
        #expect(Glibc.write(killed, "{\"i\":900", 8) == 8)
        close(killed)
        desk.write()
        // No second has passed, and the line stands already where it can be read.
        #expect(try desk.numbers(name) == [1, 901, 2, 902, 3, 903, 4, -1, 5])
    }
}
