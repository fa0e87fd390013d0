import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Metrics") struct MetricsTests {
    @Test("tell what is due, what failed, how far replicas are and how much room is left")
    func all() throws {
        let desk = try Desk(["close": Desk.job()], ["MIN_FREE_BYTES": "1k"])
        try desk.makeDue("close", clinics: 3)
        #expect(try desk.evclinic("tick").status == 0)
        try desk.office.change(
            """
            UPDATE worker.run SET state = 'failed' WHERE clinic_id = 1;
            UPDATE worker.run SET state = 'quarantined' WHERE clinic_id = 2;
            INSERT INTO worker.queue (run_id, clinic_id, state, due_at)
            SELECT id, clinic_id, 'ready', clock_timestamp() - interval '100 seconds'
            FROM worker.run WHERE clinic_id = 3;
            UPDATE worker.schedule_slot SET due_at = due_at - interval '2 hours'
            """)
        let values = try Self.values(desk.evclinic("metrics").output)
        let wanted = [
            "primary_up": 1 as Int64, #"queue_runs{state="ready"}"#: 1,
            #"queue_runs{state="running"}"#: 0, #"queue_runs{state="waiting"}"#: 0,
            "runs_failed": 1, "runs_quarantined": 1, "runs_missing": 2,
            #"replica_up{replica="standby1"}"#: 1, "min_free_bytes": 1024,
        ]
        for (name, value) in wanted { #expect(values[name, default: -1] == value, "\(name)") }
        #expect((100...700).contains(values["oldest_due_seconds"] ?? 0))
        #expect((0...700).contains(values["heartbeat_age_seconds"] ?? -1))
        #expect((values[#"free_bytes{folder="output"}"#] ?? 0) > 0)
        #expect((values[#"replica_lag_bytes{replica="standby1"}"#] ?? -1) >= 0)
        #expect(values["signing_key_seconds"] == nil, "nothing is signed")
        #expect(values["audit_trails_never_linked"] == 0)
        #expect((0...700).contains(values["audit_chain_age_seconds"] ?? -1))
        #expect(try desk.evclinic("keys", "new", "--days", "10").status == 0)
        let signed = try Self.values(desk.evclinic("metrics").output)["signing_key_seconds"] ?? 0
        #expect((863_000...864_000).contains(signed))
    }

    @Test("replace a file as a whole, also when the primary is away: then they say so")
    func file() throws {
        let desk = try Desk(["close": Desk.job()])
        let path = desk.office.folder.path + "/evclinic.prom"
        try "old".write(toFile: path, atomically: true, encoding: .utf8)
        let away = ["PRIMARY_URL": "postgresql://worker@127.0.0.1:1/away"]
        let done = try desk.evclinic(["metrics", "--out", path], away)
        #expect(done.status == 69 && done.output.isEmpty, "\(done.errors)")
        let values = try Self.values(String(contentsOfFile: path, encoding: .utf8))
        #expect(values["primary_up"] == 0)
        #expect(values["queue_runs{state=\"ready\"}"] == nil)
        let names = try FileManager.default.contentsOfDirectory(atPath: desk.office.folder.path)
        #expect(!names.contains { $0.hasPrefix("evclinic.prom.") })
    }

    /// Values by name and label, after a look at every line's form.
    private static func values(_ text: String) throws -> [String: Int64] {
        let promise = /# (HELP|TYPE) evclinic_[a-z_]+ .+/
        let sample = /evclinic_([a-z_]+(?:\{[a-z]+="[^"]*"\})?) (-?[0-9]+)/
        var found: [String: Int64] = [:]
        for line in text.split(separator: "\n") where line.wholeMatch(of: promise) == nil {
            let match = try #require(line.wholeMatch(of: sample), "\(line)")
            let value = try #require(Int64(match.2))
            #expect(found.updateValue(value, forKey: String(match.1)) == nil)
        }
        #expect(text.hasSuffix("\n"))
        return found
    }
}

@Suite("Too little room") struct RoomTests {
    @Test(
        "keeps runs in the queue, untried, and a tick says so with status 73; room, and it goes on")
    func tick() throws {
        let desk = try Desk(["close": Desk.job()])
        try desk.makeDue("close", clinics: 2)
        let full = try desk.evclinic(["tick"], ["MIN_FREE_BYTES": "8000000g"])
        #expect(full.status == 73 && full.errors.contains("OUTPUT_FULL"), "\(full.errors)")
        let tried = "SELECT count(*)::text FROM worker.run_attempt"
        #expect(try desk.office.told(tried) == ["0"])
        let queued = "SELECT count(*)::text FROM worker.queue WHERE state = 'ready'"
        #expect(try desk.office.told(queued) == ["2"])
        let done = try desk.evclinic("tick")
        #expect(done.status == 0 && done.errors.isEmpty, "\(done.errors)")
        #expect(try desk.office.told(tried) == ["2"])
    }
}
