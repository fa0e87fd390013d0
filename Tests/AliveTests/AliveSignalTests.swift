import Alive
import Domain
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite("Alive") struct AliveSignalTests {
    /// What a signal said.
    final class Said: Sendable {
        private let kept = Mutex<[String]>([])
        var lines: [String] { kept.withLock { $0 } }
        func add(_ line: String) { kept.withLock { $0.append(line) } }
    }

    @Test("asks for the path and query as they stand, and is content with a status of 200 to 299")
    func request() throws {
        let monitor = WebListener(answer: "HTTP/1.1 204 No Content\r\n\r\n")
        defer { monitor.close() }
        let said = Said()
        signal(monitor, said, target: "/ping/%2f?a=b").pingAtEnd()
        #expect(
            monitor.requests == [
                """
                GET /ping/%2f?a=b HTTP/1.1\r
                Host: 127.0.0.1:\(monitor.port)\r
                User-Agent: evclinic\r
                Accept: */*\r
                Connection: close\r
                \r

                """
            ])
        #expect(said.lines == [])
    }

    @Test("says once what is wrong, again when something else is, and when all is well again")
    func telling() throws {
        let monitor = WebListener(answer: "HTTP/1.1 500 Oh\r\n\r\n")
        let said = Said()
        let signal = signal(monitor, said)
        signal.pingAtEnd()
        signal.pingAtEnd()
        #expect(said.lines == ["ALIVE_URL answered 500; the monitor will call"])
        monitor.answer("HTTP/1.1 404 Not Found\r\n\r\n")
        signal.pingAtEnd()
        monitor.answer("HTTP/1.0 200 OK\r\n\r\n")
        signal.pingAtEnd()
        signal.pingAtEnd()
        monitor.close()
        signal.pingAtEnd()
        #expect(
            said.lines == [
                "ALIVE_URL answered 500; the monitor will call",
                "ALIVE_URL answered 404; the monitor will call", "ALIVE_URL answers again",
                "ALIVE_URL cannot be reached: Connection refused; the monitor will call",
            ])
    }

    @Test(
        "takes nothing else for an answer",
        arguments: table(
            """
            answer                       said                 why
            HTTP/1.1␠301␠Moved⏎          answered 301         pings are not led on
            HTTP/1.1␠199␠Odd⏎            answered 199         below the range
            HTTP/1.1␠300␠Odd⏎            answered 300         above it
            SSH-2.0-Banner⏎              does not speak HTTP  another service
            HTTP/1.1␠OK⏎                 does not speak HTTP  no status
            HTTP/1.1␠+20␠OK⏎             does not speak HTTP  a sign
            """))
    func answers(_ row: [String]) throws {
        let text = row[0].replacing("␠", with: " ").replacing("⏎", with: "\r\n")
        let monitor = WebListener(answer: text)
        defer { monitor.close() }
        let said = Said()
        signal(monitor, said).pingAtEnd()
        #expect(said.lines == ["ALIVE_URL \(row[1]); the monitor will call"], "\(row[2])")
    }

    @Test("gives up when its time is over, and keeps nobody waiting meanwhile") func silence()
        throws
    {
        let monitor = WebListener(answer: "")
        defer { monitor.close() }
        let said = Said()
        let signal = signal(monitor, said, patienceSeconds: 1)
        let began = Clock.steady.now
        signal.ping()
        #expect(Clock.steady.now.microseconds - began.microseconds < 500_000)
        try waitUntil("the ping is given up") { !said.lines.isEmpty }
        #expect(said.lines == ["ALIVE_URL did not answer in 1 s; the monitor will call"])
        let waited = Clock.steady.now.microseconds - began.microseconds
        #expect(waited > 900_000 && waited < 5_000_000)
    }

    @Test("goes once a minute at most, however often it is asked for, and not before its time")
    func pace() throws {
        let monitor = WebListener()
        defer { monitor.close() }
        let said = Said()
        let signal = signal(monitor, said)
        for _ in 0..<50 { signal.ping() }
        try waitUntil("the monitor is asked") { !monitor.requests.isEmpty }
        let later = self.signal(monitor, said, firstAfterSeconds: 60)
        later.ping()
        signal.ping()
        signal.pingAtEnd()
        #expect(monitor.requests.count == 2, "the first, and the one at the end")
    }

    private func signal(
        _ monitor: WebListener, _ said: Said, target: String = "/", firstAfterSeconds: Int = 0,
        patienceSeconds: Int = 20
    ) -> AliveSignal {
        AliveSignal(
            to: AliveAddress(
                isSecure: false, host: "127.0.0.1", port: monitor.port, target: target),
            firstAfterSeconds: firstAfterSeconds, patienceSeconds: patienceSeconds
        ) { said.add($0) }
    }
}
