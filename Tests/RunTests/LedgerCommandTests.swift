import Domain
import Foundation
import TestSupport
import Testing

/// What people ask of the ledger, by the real program.
@Suite("Ledger command") struct LedgerCommandTests {
    /// Whatever JSON a command printed.
    private func json(_ program: Program) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(program.output.utf8))
    }

    @Test("a group's run is performed with its children and followed to its end, and is one run")
    func group() throws {
        let desk = try Desk(["close": Desk.job(), "group": Desk.group(runs: "close")])
        let asked = try desk.evclinic("run", "group", "--period", "2026-10", "--json")
        #expect(asked.status == 2, "the seed plants variances: \(asked.errors)")
        let made =
            "SELECT job || ' ' || state || ' ' || count(*) FROM worker.run GROUP BY job, state"
        #expect(try desk.office.told(made).sorted() == ["close done 5", "group done 1"])
        #expect(try desk.evclinic("run", "group", "--period", "2026-10").status == 2)
        #expect(try desk.office.told(made).sorted() == ["close done 5", "group done 1"])
        #expect(
            try desk.office.told("SELECT outcome FROM worker.run_attempt ORDER BY id DESC LIMIT 1")
                == ["unchanged"])
        let several = try desk.evclinic("run", "group", "--period", "2026-08..2026-09", "--json")
        #expect(several.status == 2, "\(several.errors)")
        #expect(several.output.split(separator: "\n").count == 2, "one line a period")
        #expect(try desk.office.told(made).sorted() == ["close done 15", "group done 3"])
        let refused = try desk.evclinic("run", "group", "--clinic", "harbor-dental")
        #expect(refused.status == 64 && refused.errors.contains("REQUEST_INCOMPLETE"))
    }

    @Test("why tells of a run when it was due, each attempt, replica, position, files and hashes")
    func why() throws {
        let desk = try Desk(["close": Desk.job()])
        try desk.makeDue("close", clinics: 1)
        try #require(desk.evclinic("tick").status == 0)
        let run = try desk.office.told("SELECT id::text FROM worker.run")[0]
        let story = try #require(
            json(desk.evclinic("runs", "why", run, "--json")) as? [[String: String]])
        let told = story.map { "\($0["event"] ?? "") \($0["detail"] ?? "")" }
        for (event, detail) in [
            ("made", "scheduled, for scheduler"), ("claim", "token"), ("recorded", "standby"),
            ("recorded", "lsn"), ("published", "sha256"), ("result", "digest"), ("due", ""),
        ] {
            #expect(
                told.contains { $0.hasPrefix(event) && (detail.isEmpty || $0.contains(detail)) },
                "\(event) in \(told)")
        }
        let shown = try #require(
            json(desk.evclinic("runs", "show", run, "--json")) as? [String: Any])
        #expect((shown["files"] as? [String])?.count == 2)
        let list = try #require(json(desk.evclinic("runs", "list", "--json")) as? [[String: Any]])
        #expect(list.count == 1 && list[0]["state"] as? String == "done")
    }

    @Test("files that find their name taken are told by the tick, in the story, and in its status")
    func unpublished() throws {
        let desk = try Desk(["close": Desk.job()])
        try desk.makeDue("close", clinics: 1)
        let slug = try desk.office.told("SELECT slug FROM clinic.clinic WHERE id = 1")[0]
        let name = "\(slug)/2026-10/close-\(slug)-2026-10-r1.xlsx"
        try desk.office.folder.write("mine", to: "out/\(name)")
        let tick = try desk.evclinic("tick")
        #expect(tick.status == 3, "\(tick.errors)")
        let run = try desk.office.told("SELECT id::text FROM worker.run")[0]
        #expect(try desk.evclinic("runs", "why", run).output.contains("FILE_CONFLICT"))
        try FileManager.default.removeItem(atPath: "\(desk.office.out)/\(name)")
        let later = try desk.evclinic("tick")
        #expect(later.errors.contains("published close-\(slug)-2026-10-r1.xlsx"))
        #expect(
            try desk.office.told("SELECT DISTINCT state FROM worker.run_file") == ["published"])
    }

    @Test("a backfill is seen, begun, listed, stopped and taken up, for people and for programs")
    func backfill() throws {
        let desk = try Desk(["close": Desk.job()])
        let words = ["backfill", "close", "--all", "--period", "2026-08..2026-09"]
        let preview = try desk.evclinic(words + ["--dry-run", "--json"], [:])
        #expect((try json(preview) as? [[String: String]])?.count == 10)
        #expect(try desk.office.told("SELECT 'x' FROM worker.backfill").isEmpty)
        let begun = try json(desk.evclinic(words + ["--json"], [:])) as? [String: Int]
        #expect(begun?["runs"] == 10)
        let id = "\(begun?["backfill"] ?? 0)"
        let cancelled =
            try json(desk.evclinic("backfill", "cancel", id, "--json")) as? [String: Int]
        #expect(cancelled?["runs"] == 10)
        let resumed = try json(desk.evclinic("backfill", "resume", id, "--json")) as? [String: Int]
        #expect(resumed?["runs"] == 10)
        #expect(try desk.evclinic("tick").status == 0)
        let list = try json(desk.evclinic("backfill", "list", id, "--json")) as? [[String: Any]]
        #expect(list?.first?["done"] as? Int == 10)
        #expect(try desk.evclinic("backfill", "cancel", "99").errors.contains("BACKFILL_UNKNOWN"))
    }

    @Test("a job is begun by a file that is right, and retired once its file is gone")
    func job() throws {
        let desk = try Desk(["other": Desk.job()])
        let made = try json(desk.evclinic("jobs", "new", "close", "--json")) as? [String: String]
        #expect(made?["file"]?.hasSuffix("jobs/close.yaml") == true)
        let checked = try json(desk.evclinic("jobs", "check", "--json")) as? [String: [Any]]
        #expect(checked?["valid"] as? [String] == ["close", "other"])
        #expect(try desk.evclinic("jobs", "new", "close").status == 73, "nothing is overwritten")
        try desk.makeDue("close", clinics: 1)
        #expect(try desk.evclinic("jobs", "retire", "close").errors.contains("take it away first"))
        try FileManager.default.removeItem(atPath: "\(desk.office.folder.path)/jobs/close.yaml")
        let missing = try desk.evclinic("runs", "missing", "--check", "--grace", "0")
        #expect(missing.status == 1 && missing.output.contains("expected"))
        #expect(try desk.evclinic("jobs", "retire", "close").status == 0)
        #expect(try desk.evclinic("runs", "missing", "--check", "--grace", "0").status == 0)
        #expect(
            try desk.office.told("SELECT action FROM clinic.audit_log WHERE entity_id = 'close'")
                .first == "job.retire")
    }

    @Test("doctor compares our time zones with PostgreSQL's") func zones() throws {
        let desk = try Desk(["close": Desk.job()])
        let well = try desk.evclinic("doctor")
        #expect(well.output.contains("agree with PostgreSQL's for 800 days, release 20"))
        // The same names, other clocks: Tokyo's file for Berlin.
        let folder = desk.office.folder
        let zones = "\(folder.path)/zones"
        try FileManager.default.copyItem(atPath: "/usr/share/zoneinfo", toPath: zones)
        try FileManager.default.removeItem(atPath: "\(zones)/Europe/Berlin")
        try FileManager.default.copyItem(
            atPath: "\(zones)/Asia/Tokyo", toPath: "\(zones)/Europe/Berlin")
        let ill = try desk.evclinic(["doctor"], ["TZDIR": zones])
        #expect(ill.status == 1)
        #expect(ill.output.contains("PostgreSQL and this machine disagree from"), "\(ill.output)")
    }
}
