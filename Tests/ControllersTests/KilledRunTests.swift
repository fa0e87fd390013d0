import Controllers
import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Killed run") struct KilledRunTests {
    @Test(
        "is finished by the next one, whatever its step",
        arguments: table(
            """
            killed before  recorded  then         attempts
            read           no        recorded     died,recorded
            compute        no        recorded     died,recorded
            write          no        recorded     died,recorded
            record         no        recorded     died,recorded
            publish        yes       unchanged    recorded,unchanged
            """))
    func steps(_ row: [String]) async throws {
        let floor = try Floor()
        let site = floor.site
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [site = floor.site as Site, step = row[0] as String] in
            try site.run { name, _ in if name == step { kill(getpid(), SIGKILL) } }
        }
        try floor.expectSound()
        #expect(floor.names.allSatisfy { $0.hasSuffix(".tmp") }, "nothing has its final name")
        #expect(
            try floor.told("SELECT state FROM worker.run")
                == [row[1] == "yes" ? "done" : "running"])

        #expect(throws: AppError.self, "its lease is still alive") { try site.run() }
        try floor.lapseLeases()
        #expect(try site.run().outcome.rawValue == row[2])
        try floor.expectFinished()
        #expect(try floor.outcomes().joined(separator: ",") == row[3])
        #expect(try site.run().outcome == .unchanged)
    }

    @Test("leaves its lease, which no other run can take before it lapses")
    func lease() async throws {
        let floor = try Floor()
        let site = floor.site
        await #expect(processExitsWith: .signal(SIGKILL)) { [site = floor.site as Site] in
            try site.run { name, _ in if name == "write" { kill(getpid(), SIGKILL) } }
        }
        let error = #expect(throws: AppError.self) { try site.run() }
        #expect(error?.code == .runInProgress)
        #expect(error?.exitCode == 75)
        #expect(try floor.outcomes() == ["open"])
    }
}
