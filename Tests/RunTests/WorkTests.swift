import Access
import Domain
import Foundation
import Glibc
import Persistence
import TestSupport
import Testing

/// `evclinic tick` and `evclinic work`, on a real primary with its standbys.
@Suite("Work") struct WorkTests {
    @Test("a tick makes what is due, files and all, and the next one finds nothing to do")
    func tick() throws {
        let desk = try Desk(["close": Desk.job()])
        let office = desk.office
        try desk.makeDue("close")
        let done = try desk.evclinic("tick", "--json")
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output == "{\"failed\":[],\"left_out\":0,\"queued\":5}\n")
        #expect(done.errors.isEmpty, "cron mails what is said: \(done.errors)")
        #expect(
            try office.told("SELECT DISTINCT concat_ws(' ', state, reason) FROM worker.run")
                == ["done scheduled"])
        #expect(
            try office.told("SELECT state FROM worker.schedule_slot WHERE run_id IS NOT NULL")
                == Array(repeating: "run", count: 5))
        let files = office.folder.files().keys.filter { $0.hasSuffix(".xlsx") }
        #expect(files.count == 5, "\(files)")
        #expect(try office.told("SELECT 'left' FROM worker.queue").isEmpty)

        let again = try desk.evclinic("tick", "--json")
        #expect(again.output == "{\"failed\":[],\"left_out\":0,\"queued\":0}\n")
        #expect(try desk.evclinic("runs", "missing", "--check").status == 0)
    }

    @Test("two ticks at once leave one run and one attempt a clinic") func ticksAtOnce() throws {
        let desk = try Desk(["close": Desk.job()])
        try desk.makeDue("close")
        let running = try (0..<3).map { _ in try desk.start("tick") }
        for tick in running { #expect(tick.wait().status == 0) }
        #expect(
            try desk.office.told("SELECT outcome FROM worker.run_attempt")
                == Array(repeating: "recorded", count: 5))
    }

    @Test("a job file with a fault is told, and the other jobs go on") func faultyFile() throws {
        let desk = try Desk(["close": Desk.job(), "open": "kind: tax.reconcil"])
        try desk.makeDue("close")
        let done = try desk.evclinic("tick", "--json")
        #expect(done.output == "{\"failed\":[],\"left_out\":0,\"queued\":5}\n")
        #expect(done.errors.contains("JOB_FILE_INVALID"))
        #expect(done.errors.contains("jobs/open.yaml:1:7"))
    }

    @Test("a run that fails is told with its code, and a tick ends with status 3")
    func failing() throws {
        let desk = try Desk(["close": Desk.job()])
        try desk.office.change(
            """
            DELETE FROM clinic.tax_policy
            WHERE clinic_id = (SELECT id FROM clinic.clinic WHERE slug = 'harbor-dental')
            """)
        try desk.makeDue("close")
        let done = try desk.evclinic("tick")
        #expect(done.status == 3)
        #expect(done.errors.contains("close harbor-dental"))
        #expect(done.errors.contains("failed, TAX_POLICY_MISSING"))
        #expect(
            try desk.office.told("SELECT state FROM worker.run ORDER BY state")
                == ["done", "done", "done", "done", "failed"])
        let missing = try desk.evclinic("runs", "missing", "--check", "--grace", "0")
        #expect(missing.status == 1)
        #expect(missing.output.contains("harbor-dental"))
    }

    @Test("an executor that is killed gives its run back within a second, and it is made")
    func killed() throws {
        let desk = try Desk(["close": Desk.job()])
        let lock = try desk.hold()
        try desk.makeDue("close", clinics: 1)
        let work = try desk.start("work", "--executors", "1")
        defer { work.signal(SIGTERM) }
        try waitUntil("a run is read") { try desk.steps() == ["read"] }
        try desk.killExecutor()
        try waitUntil("the death is told") {
            try desk.office.told("SELECT outcome FROM worker.run_attempt WHERE outcome = 'died'")
                .count == 1
        }
        #expect(
            try desk.office.told(
                "SELECT CASE WHEN recorded_at - started_at < interval '15 s' THEN 'soon' END "
                    + "FROM worker.run_event JOIN worker.run_attempt USING (run_id) "
                    + "WHERE event = 'died' LIMIT 1") == ["soon"])
        try lock.script("ROLLBACK")
        try waitUntil("the run is made") {
            try desk.office.told("SELECT state FROM worker.run") == ["done"]
        }
        work.signal(SIGTERM)
        #expect(work.wait().status == 0)
        #expect(
            try desk.office.told("SELECT outcome FROM worker.run_attempt ORDER BY id")
                == ["died", "recorded"])
    }

    @Test("a run that kills its process three times is set apart, and the others go on")
    func poisoned() throws {
        let desk = try Desk(["close": Desk.job()])
        let lock = try desk.hold()
        try desk.makeDue("close", clinics: 1)
        let work = try desk.start("work", "--executors", "1")
        defer { work.signal(SIGTERM) }
        for death in 1...3 {
            try waitUntil("a run is read") { try desk.steps() == ["read"] }
            try desk.killExecutor()
            try waitUntil("death \(death) is told") {
                try desk.office.told(
                    "SELECT outcome FROM worker.run_attempt WHERE outcome = 'died'"
                ).count == death
            }
        }
        #expect(try desk.office.told("SELECT state FROM worker.run") == ["quarantined"])
        #expect(try desk.office.told("SELECT 'queued' FROM worker.queue").isEmpty)
        try lock.script("ROLLBACK")
        let run = try desk.office.told("SELECT id::text FROM worker.run")[0]
        #expect(try desk.evclinic("runs", "retry", run).status == 0)
        try waitUntil("the run is made after all") {
            try desk.office.told("SELECT state FROM worker.run") == ["done"]
        }
    }

    @Test("SIGTERM waits for the run at hand; past the grace it goes back, and that is no attempt")
    func drained() throws {
        let desk = try Desk(["close": Desk.job()])
        let lock = try desk.hold()
        try desk.makeDue("close", clinics: 1)
        let work = try desk.start("work", "--executors", "1", "--grace", "1")
        try waitUntil("a run is read") { try desk.steps() == ["read"] }
        work.signal(SIGTERM)
        let done = work.wait()
        #expect(done.status == 0, "\(done.errors)")
        #expect(
            try desk.office.told(
                """
                SELECT concat_ws(' ', queue.state, attempts, outcome) FROM worker.queue
                JOIN worker.run_attempt USING (run_id)
                """) == ["ready 0 released"])
        try lock.script("ROLLBACK")
        #expect(try desk.evclinic("tick").status == 0)
        #expect(try desk.office.told("SELECT state FROM worker.run") == ["done"])
    }

    @Test("cancel ends the query of a run at work, and the ledger says cancelled")
    func cancelled() throws {
        let desk = try Desk(["close": Desk.job()])
        let lock = try desk.hold()
        defer { try? lock.script("ROLLBACK") }
        try desk.makeDue("close", clinics: 1)
        let work = try desk.start("work", "--executors", "1")
        defer { work.signal(SIGTERM) }
        try waitUntil("a run is read") { try desk.steps() == ["read"] }
        let run = try desk.office.told("SELECT id::text FROM worker.run")[0]
        let asked = try desk.evclinic("runs", "cancel", run, "--json")
        #expect(asked.output == "{\"outcome\":\"asked\",\"run\":\(run)}\n")
        let followed = try desk.evclinic("runs", "follow", run)
        #expect(followed.status == 130, "\(followed.errors)")
        #expect(
            try desk.office.told(
                "SELECT concat_ws(' ', run.state, outcome) FROM worker.run, worker.run_attempt")
                == ["cancelled cancelled"])
        #expect(
            try desk.office.told(
                "SELECT action FROM clinic.audit_log WHERE action LIKE 'run.%'") == ["run.cancel"])
    }

    @Test("SIGHUP reads jobs/ again, and drops nothing") func reloaded() throws {
        let desk = try Desk(["close": Desk.job()])
        let work = try desk.start("work", "--executors", "1")
        defer { work.signal(SIGTERM) }
        try waitUntil("the plan is made") {
            try desk.office.told("SELECT job FROM worker.schedule_plan") == ["close"]
        }
        try desk.write("open", Desk.job())
        work.signal(SIGHUP)
        try waitUntil("the new job is planned") {
            try desk.office.told("SELECT job FROM worker.schedule_plan ORDER BY job")
                == ["close", "open"]
        }
        work.signal(SIGTERM)
        #expect(work.wait().status == 0)
    }

    @Test("a run past its deadline is interrupted, and tried again as its policy says")
    func overdue() throws {
        let desk = try Desk(["close": Desk.job(timeout: 1, attempts: 1)])
        let lock = try desk.hold()
        defer { try? lock.script("ROLLBACK") }
        try desk.makeDue("close", clinics: 1)
        let done = try desk.evclinic("tick")
        #expect(done.status == 3)
        #expect(done.errors.contains("failed, ATTEMPT_TIMEOUT"), "\(done.errors)")
    }

    @Test("a parent makes a run a clinic, ends with the last, and fails with the names of others")
    func family() throws {
        let desk = try Desk([
            "close": Desk.job(), "group": Desk.group(runs: "close"),
        ])
        try desk.office.change(
            """
            CREATE TABLE public.kept AS SELECT * FROM clinic.tax_policy
            WHERE clinic_id = (SELECT id FROM clinic.clinic WHERE slug = 'harbor-dental');
            DELETE FROM clinic.tax_policy
            WHERE clinic_id = (SELECT id FROM clinic.clinic WHERE slug = 'harbor-dental')
            """)
        try desk.makeDue("group")
        let done = try desk.evclinic("tick")
        #expect(done.status == 3)
        #expect(done.errors.contains("group all"))
        #expect(done.errors.contains("CHILDREN_FAILED"))
        let parent = try desk.office.told("SELECT id::text FROM worker.run WHERE job = 'group'")[0]
        let children = try desk.evclinic("runs", "list", "--parent", parent)
        #expect(children.output.split(separator: "\n").count == 6)

        try desk.office.change("INSERT INTO clinic.tax_policy SELECT * FROM public.kept")
        let tries = "SELECT count(*)::text FROM worker.run_attempt JOIN worker.run "
        let before = try desk.office.told(tries + "ON run.id = run_id WHERE job = 'close'")
        #expect(try desk.evclinic("runs", "retry", parent).status == 0)
        #expect(try desk.evclinic("tick").status == 0)
        #expect(
            try desk.office.told("SELECT DISTINCT state FROM worker.run") == ["done"])
        let after = try desk.office.told(tries + "ON run.id = run_id WHERE job = 'close'")
        #expect(before == ["5"] && after == ["6"], "the child that failed, and no other")
    }
}
