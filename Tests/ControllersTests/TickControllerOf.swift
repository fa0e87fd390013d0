import Controllers
import Domain
import Jobs
import Persistence
import TestSupport

/// One process's ticks, which keeps what it knows between them.
struct TickControllerOf {
    private var controller: TickController<PrimaryServer>

    init(_ jobs: [JobDefinition], _ ledger: Ledger) {
        controller = TickController(
            primary: ledger.database.primary(), jobs: jobs, tzdata: "2025b")
    }

    @discardableResult
    mutating func tick(
        at moment: String, forSeconds seconds: Int64 = 60
    ) throws -> TickController<PrimaryServer>.Outcome {
        try controller.tick(at: Ledger.at(moment), forSeconds: seconds)
    }
}
