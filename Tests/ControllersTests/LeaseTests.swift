import Access
import Controllers
import Dispatch
import Domain
import Foundation
import Jobs
import Persistence
import Repositories
import Synchronization
import TestSupport
import Testing

@Suite("Lease") struct LeaseTests {
    @Test("that lapsed is taken over, and the attempt that held it is marked died")
    func takenOver() throws {
        let floor = try Floor()
        let first = try Self.claim(on: floor)
        #expect(throws: AppError.self) { try Self.claim(on: floor) }
        try floor.lapseLeases()
        let second = try Self.claim(on: floor)

        #expect(second.run == first.run)
        #expect(second.token.rawValue > first.token.rawValue)
        #expect(try floor.outcomes() == ["died", "open"])
    }

    @Test("of an old token neither records nor publishes (I4)")
    func oldToken() throws {
        let floor = try Floor()
        let old = try Self.claim(on: floor)
        try floor.lapseLeases()
        let new = try Self.claim(on: floor)
        let primary = floor.site.primary()

        for (claim, code) in [(old, AppError.Code.leaseLost), (new, nil)] {
            #expect(
                Self.code {
                    try primary.transaction(of: nil) {
                        _ = try RecordRepository().lock(claim, since: 1, in: $0)
                    }
                } == code, "to record")
            #expect(
                Self.code {
                    try primary.transaction(of: nil) {
                        try LeaseRepository().assertHeld(claim, from: $0)
                    }
                } == code, "to publish")
        }
    }

    private static func code(_ body: () throws -> Void) -> AppError.Code? {
        do { try body() } catch { return (error as? AppError)?.code ?? .unexpected }
        return nil
    }

    @Test(
        "that is stolen before a step keeps the thief's result, and only that (I4)",
        arguments: ["compute", "write", "record", "publish"])
    func stolen(_ step: String) throws {
        let floor = try Floor()
        let thief = Mutex<Receipt.Outcome?>(nil)
        let error = #expect(throws: AppError.self) {
            try floor.site.run { name, _ in
                guard name == step else { return }
                try? floor.lapseLeases()
                let receipt = try? floor.site.run(worker: "test/2")
                thief.withLock { $0 = receipt?.outcome }
            }
        }
        #expect(error?.code == .leaseLost)
        #expect(error?.exitCode == 75)
        let outcome = thief.withLock { $0 }
        #expect(outcome == (step == "publish" ? .unchanged : .recorded))
        try floor.expectFinished()
        #expect(
            try floor.outcomes()
                == (step == "publish" ? ["recorded", "unchanged"] : ["died", "recorded"]))
    }

    @Test("is not given for a revision that was the newest when the claim fell asleep")
    func slept() throws {
        let floor = try Floor()
        let first = try floor.site.run()
        let other = try floor.database.superuser()
        // What recording revision 2 does, up to its commit.
        try other.script(
            """
            BEGIN;
            SELECT FROM worker.run WHERE id = \(first.run.rawValue) FOR UPDATE;
            INSERT INTO worker.run (job, kind, clinic_id, period, revision, state, reason,
                requested_by, from_date, until_date, from_instant, until_instant, digest)
            SELECT job, kind, clinic_id, period, 2, 'done', reason, requested_by, from_date,
                until_date, from_instant, until_instant, 'other'
            FROM worker.run;
            """)
        let refusal = Mutex<AppError?>(nil)
        let claiming = DispatchGroup()
        DispatchQueue.global().async(group: claiming) {
            do { _ = try Self.claim(on: floor) } catch {
                refusal.withLock { $0 = error as? AppError }
            }
        }
        try waitUntil("the claim waits for the row") {
            try floor.told(
                """
                SELECT pid::text FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """) != []
        }
        try other.script("COMMIT")
        claiming.wait()
        #expect(refusal.withLock { $0?.code } == .runInProgress)
        #expect(try Self.claim(on: floor).revision == 2)
    }

    @Test("is renewed for as long as its holder works") func renewed() throws {
        let floor = try Floor()
        let heart = Heart(interrupt: Interrupt())
        let claim = try Self.claim(on: floor)
        try floor.lapseLeases()
        heart.beat(for: claim, source: "test", leaseSeconds: 4, timeoutSeconds: 60) {
            floor.site.primary()
        }
        defer { heart.stop() }
        try waitUntil("the lease is renewed") {
            try floor.told(
                "SELECT worker FROM worker.queue WHERE leased_until > clock_timestamp()") != []
        }
        #expect(!heart.hasLostLease)
    }

    @Test(
        "ends the holder's work",
        arguments: table(
            """
            statement                                                       lost
            DELETE FROM worker.queue                                        yes
            UPDATE worker.queue SET fencing_token = fencing_token + 100     yes
            UPDATE worker.queue SET cancel_asked_at = clock_timestamp()     no
            """))
    func ended(_ row: [String]) throws {
        let floor = try Floor()
        let interrupt = Interrupt()
        let heart = Heart(interrupt: interrupt)
        let claim = try Self.claim(on: floor)
        try floor.change(row[0])
        heart.beat(for: claim, source: "test", leaseSeconds: 4, timeoutSeconds: 60) {
            floor.site.primary()
        }
        defer { heart.stop() }
        try waitUntil("the interrupt is raised") { interrupt.isRaised }
        #expect(heart.hasLostLease == (row[1] == "yes"))
    }

    private static func claim(on floor: Floor) throws -> RunRepository.Claim {
        let order = try floor.site.order()
        let request = RunRepository.Request(
            job: order.job.name, kind: order.job.kind, clinic: order.clinic,
            period: order.period, reason: order.reason, requestedBy: order.actor.login,
            worker: "test/1", leaseSeconds: 20)
        return try floor.site.primary().transaction(of: nil) {
            try RunRepository().claim(request, in: $0)
        }
    }
}
