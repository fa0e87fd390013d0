import Domain
import Glibc
import Persistence
import TestSupport
import Testing

/// ALIVE_URL, as ticks and daemons ping it.
@Suite("Alive, from the program") struct AliveRunTests {
    @Test("a tick that went well pings once, at its end; one with a failed run does not")
    func tick() throws {
        let monitor = WebListener()
        defer { monitor.close() }
        let desk = try Desk(
            ["close": Desk.job()],
            [
                "ALIVE_URL": "http://127.0.0.1:\(monitor.port)/ping"
            ])
        try desk.makeDue("close", clinics: 1)
        #expect(monitor.requests.count == 1, "the tick that planned")
        try desk.office.change("DELETE FROM clinic.tax_policy")
        #expect(try desk.evclinic("tick").status == 3)
        #expect(monitor.requests.count == 1)
        let done = try desk.evclinic("tick")
        #expect(done.status == 0 && done.errors.isEmpty, "\(done.errors)")
        #expect(monitor.requests.count == 2)
        #expect(monitor.requests.allSatisfy { $0.hasPrefix("GET /ping HTTP/1.1\r\n") })
    }

    @Test("a monitor that is not there is told, and changes nothing else") func absent() throws {
        let monitor = WebListener()
        monitor.close()
        let desk = try Desk(
            ["close": Desk.job()],
            [
                "ALIVE_URL": "http://127.0.0.1:\(monitor.port)/canary"
            ])
        let done = try desk.evclinic("tick")
        #expect(done.status == 0)
        #expect(
            done.errors == "evclinic: ALIVE_URL cannot be reached: Connection refused; "
                + "the monitor will call\n")
    }

    @Test("a daemon pings when it begins, and not while its ledger is away")
    func work() throws {
        let monitor = WebListener()
        defer { monitor.close() }
        let desk = try Desk(
            ["close": Desk.job()],
            [
                "ALIVE_URL": "http://127.0.0.1:\(monitor.port)/"
            ])
        let well = try desk.start("work", "--executors", "1")
        try waitUntil("the daemon pings") { monitor.requests.count == 1 }
        well.signal(SIGTERM)
        #expect(well.wait().status == 0)
        #expect(monitor.requests.count == 1, "once a minute")
    }
}
