import Controllers
import Domain
import Jobs
import TestSupport
import Testing

/// Ticks over a real ledger, at moments of November 2025.
@Suite("Tick") struct TickTests {
    @Test("makes up what came due while a job's file was faulty or away, by its policy (I10)")
    func faulty() throws {
        let ledger = try Ledger()
        try ledger.tick("20 12:00", ["a": Ledger.job()])
        try ledger.tick("21 02:29", ["a": "kind: tax.reconcil"])
        try ledger.tick("21 02:31", [:])
        try ledger.tick("23 12:00", [:])
        #expect(try ledger.slots().isEmpty, "nobody decides for a job that is not there")
        #expect(
            try ledger.missing(at: "23 12:00") == ["a c1 2025-11-20 expected"],
            "one was planned ahead, and shows"
        )
        // Another text, as a mended file has.
        try ledger.tick("23 12:01", ["a": Ledger.job(zone: "UTC  # mended")])
        #expect(
            try ledger.slots() == ["c1 21 02:30 run", "c1 22 02:30 run", "c1 23 02:30 run"])
    }

    @Test("keeps the plan of a clinic whose zone is wrong for a while, and plans the others")
    func zone() throws {
        let ledger = try Ledger(["UTC", "UTC"])
        let files = ["a": Ledger.job(zone: "clinic")]
        try ledger.tick("20 12:00", files)
        try ledger.change("UPDATE clinic.clinic SET time_zone = 'Mars/Olympus' WHERE id = 2")
        let wrong = try ledger.tick("20 13:00", files)
        #expect(wrong.faults.first?.description == "ZONE_UNKNOWN clinic 2, “Mars/Olympus”")
        try ledger.tick("22 03:00", files)
        #expect(try ledger.slots() == ["c1 21 02:30 run", "c1 22 02:30 run"])
        try ledger.change("UPDATE clinic.clinic SET time_zone = 'UTC' WHERE id = 2")
        try ledger.tick("22 04:00", files)
        #expect(
            try ledger.slots().filter { $0.hasPrefix("c2") }
                == ["c2 21 02:30 run", "c2 22 02:30 run"])
    }

    @Test("decides for the others though thousands of one clinic's due times must wait")
    func blocked() throws {
        let ledger = try Ledger(["UTC", "UTC"])
        let files = ["a": Ledger.job("* * * * *"), "b": Ledger.job("0 0 * * *")]
        try ledger.tick("10 00:00", files)
        try ledger.change("UPDATE clinic.clinic SET time_zone = 'Mars/Olympus' WHERE id = 1")
        for day in 11...15 { try ledger.tick("\(day) 00:01", files) }
        #expect(
            try ledger.told(
                """
                SELECT count(*)::text FROM worker.schedule_slot
                WHERE state = 'expected' AND clinic_id = 1 AND due_at < '2025-11-15'
                """
            ).first.flatMap { Int($0) } ?? 0 > 5000)
        #expect(
            try ledger.told(
                """
                SELECT count(*)::text FROM worker.schedule_slot
                WHERE state = 'run' AND clinic_id = 2 AND job = 'b'
                """) == ["5"])
    }

    @Test("goes on when a zone's file is gone under a cursor: the others are planned")
    func zoneFileGone() throws {
        let ledger = try Ledger(["UTC", "UTC"])
        let files = ["a": Ledger.job(zone: "clinic")]
        try ledger.tick("20 12:00", files)
        try ledger.change(
            "UPDATE worker.schedule_cursor SET zone = 'Europe/Nowhere' WHERE clinic_id = 2")
        let outcome = try ledger.tick("21 03:00", files)
        #expect(outcome.faults.map(\.code) == [.zoneUnknown])
        #expect(try ledger.slots() == ["c1 21 02:30 run"])
    }

    @Test(
        "makes up missed times as catch_up says, and records what it leaves out",
        arguments: table(
            """
            catch_up  more                             21       22       23
            all       .                                run      run      run
            latest    .                                skipped  skipped  run
            none      .                                skipped  skipped  skipped
            all       catch_up_max_runs: 2             skipped  run      run
            all       catch_up_max_age_hours: 30       skipped  skipped  run
            """))
    func catchUp(_ row: [String]) throws {
        let ledger = try Ledger()
        let more = row[1] == "." ? "# nothing more" : row[1]
        let files = ["a": Ledger.job(catchUp: row[0], more)]
        try ledger.tick("20 12:00", files)
        try ledger.tick("23 12:00", files)
        let states = try ledger.told(
            "SELECT state FROM worker.schedule_slot WHERE decided_at IS NOT NULL ORDER BY due_at")
        #expect(states == Array(row[2...]))
        let unexplained =
            "SELECT 'x' FROM worker.schedule_slot WHERE state = 'skipped' AND reason = ''"
        #expect(try ledger.told(unexplained).isEmpty)
        try ledger.perform()
        let left = row[2...].count { $0 == "skipped" }
        #expect(try ledger.missing(at: "23 12:00").count == left, "skips are not forgotten")
    }

    @Test(
        "leaves out what finds an earlier run not done, as overlap says",
        arguments: table(
            """
            overlap    21   22       23
            skip       run  skipped  skipped
            queue_one  run  run      skipped
            queue_all  run  run      run
            """))
    func overlap(_ row: [String]) throws {
        let ledger = try Ledger()
        let files = ["a": Ledger.job("30 2 * * *", "overlap: \(row[0])")]
        try ledger.tick("20 12:00", files)
        for day in 21...23 { try ledger.tick("\(day) 02:30", files) }
        let states = try ledger.told(
            "SELECT state FROM worker.schedule_slot WHERE decided_at IS NOT NULL ORDER BY due_at")
        #expect(states == Array(row[1...]))
        try ledger.perform()
        #expect(try ledger.missing(at: "23 12:00").count == row[1...].count { $0 == "skipped" })
    }

    @Test("lists as missing what has no result, until a run of that period has one")
    func missing() throws {
        let ledger = try Ledger()
        let files = ["a": Ledger.job(catchUp: "latest")]
        try ledger.tick("20 12:00", files)
        try ledger.tick("22 12:00", files)
        try ledger.perform(digest: nil)
        #expect(
            try ledger.missing(at: "22 12:00") == [
                "a c1 2025-11-20 skipped", "a c1 2025-11-21 failed",
            ])
        try ledger.change(
            """
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason, digest,
                requested_by, from_date, until_date, from_instant, until_instant)
            SELECT job, kind, clinic_id, '2025-11-20', 1, 'done', 'backfill 1', 'd', requested_by,
                from_date, until_date, from_instant, until_instant FROM worker.run
            """)
        #expect(
            try ledger.missing(at: "22 12:00") == ["a c1 2025-11-21 failed"],
            "made up by a backfill")
        try ledger.change("UPDATE worker.run SET state = 'done', digest = 'd'")
        #expect(try ledger.missing(at: "22 12:00").isEmpty)
    }

    @Test("sets aside what was expected of a clinic that is not active any more")
    func inactive() throws {
        let ledger = try Ledger(["UTC", "UTC"])
        let files = ["a": Ledger.job()]
        try ledger.tick("20 12:00", files)
        try ledger.change("UPDATE clinic.clinic SET active = false WHERE id = 2")
        try ledger.tick("21 03:00", files)
        #expect(
            try ledger.slots() == [
                "c1 21 02:30 run",
                "c2 21 02:30 skipped no longer planned: not for this clinic",
            ])
        try ledger.perform()
        #expect(try ledger.missing(at: "21 12:00").isEmpty)
    }

    @Test("begins no run before its period is over in the clinic's own zone")
    func unfinished() throws {
        let ledger = try Ledger(["America/Los_Angeles"])
        let files = ["a": Ledger.job("30 0 * * *")]
        try ledger.tick("20 12:00", files)
        try ledger.tick("21 00:31", files)
        let due = try ledger.told(
            "SELECT to_char(due_at AT TIME ZONE 'UTC', 'DD HH24:MI') FROM worker.queue")
        #expect(due == ["21 08:00"], "midnight in Los Angeles")
    }

    @Test("plans anew with another release of time zone data, and loses nothing by it")
    func release() throws {
        let ledger = try Ledger()
        let files = ["a": Ledger.job()]
        try ledger.tick("20 12:00", files)
        #expect(try ledger.tick("20 12:01", files, tzdata: "2026a").planned == 1)
        #expect(try ledger.tick("20 12:02", files, tzdata: "2026a").planned == 0)
        // Two machines of different releases take turns.
        for hour in 13..<24 { try ledger.tick("20 \(hour):00", files, tzdata: "r\(hour % 2)") }
        try ledger.tick("21 02:29", files, tzdata: "r0")
        try ledger.tick("21 02:31", files, tzdata: "r1")
        #expect(try ledger.slots() == ["c1 21 02:30 run"])
    }

    @Test("stops when its time is over, says so, and the next one goes on") func cut() throws {
        let ledger = try Ledger()
        let jobs = Ledger.catalogue(["a": Ledger.job("* * * * *")]).jobs
        var controller = TickControllerOf(jobs, ledger)
        try controller.tick(at: "20 12:00")
        var ticks = 0
        repeat { ticks += 1 } while try controller.tick(at: "22 12:00", forSeconds: 0).isCut
        #expect(ticks > 1)
        #expect(
            try ledger.told("SELECT count(*)::text FROM worker.schedule_slot WHERE state = 'run'")
                == ["2880"])
    }
}
