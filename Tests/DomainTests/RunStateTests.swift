import Domain
import TestSupport
import Testing

@Suite("Run state") struct RunStateTests {
    /// The whole machine, pair by pair.
    @Test(
        "goes where the machine says, and nowhere else",
        arguments: table(
            """
            from       due    claim    release  finish  retry    exhaust  cancel
            waiting    ready  no       no       no      no       no       cancelled
            ready      no     running  no       no      no       no       cancelled
            running    no     no       ready    done    waiting  failed   cancelled
            done       no     no       no       no      no       no       no
            failed     no     running  no       no      no       no       no
            cancelled  no     running  no       no      no       no       no
            """))
    func machine(_ row: [String]) throws {
        let state = try #require(RunState(rawValue: row[0]))
        let events: [RunState.Event] = [.due, .claim, .release, .finish, .retry, .exhaust, .cancel]
        #expect(events.count == RunState.Event.allCases.count)
        for (event, wanted) in zip(events, row.dropFirst()) {
            #expect(state.after(event) == RunState(rawValue: wanted), "\(state), \(event)")
        }
    }

    @Test("can always still become done, and done is the only end")
    func liveness() {
        for state in RunState.allCases {
            var reached: Set = [state]
            for _ in RunState.allCases {
                for from in reached {
                    reached.formUnion(RunState.Event.allCases.compactMap { from.after($0) })
                }
            }
            #expect(reached.contains(.done), "\(state)")
            let isEnd = RunState.Event.allCases.allSatisfy { state.after($0) == nil }
            #expect(isEnd == (state == .done), "\(state)")
        }
    }

    @Test("has the names that the ledger's constraint allows")
    func names() {
        #expect(
            RunState.allCases.map(\.rawValue) == [
                "waiting", "ready", "running", "done", "failed", "cancelled",
            ])
    }
}
