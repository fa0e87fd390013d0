import Domain
import Services
import TestSupport
import Testing

@Suite("Retry policy") struct RetryPolicyTests {
    private let policy = RetryPolicy(firstSeconds: 10, longestSeconds: 3600)

    @Test("waits half to whole of a delay that doubles, and no longer than the longest")
    func delays() {
        var dice = Dice()
        for attempt in 1...19 {
            let whole = min(10 << (attempt - 1), 3600)
            var seen: Set<Int> = []
            for _ in 0..<200 {
                let decision = policy.decide(
                    .snapshotConflict, attempt: attempt, of: 20, chance: dice.next())
                guard case .retry(let seconds) = decision else {
                    Issue.record("\(decision), \(dice)")
                    continue
                }
                #expect((whole / 2...whole).contains(seconds), "attempt \(attempt), \(dice)")
                seen.insert(seconds)
            }
            #expect(seen.count > 3, "jitter, so that a hundred do not come back at once; \(dice)")
        }
    }

    @Test(
        "decides by the code: what time may mend, what it cannot, and what a hand must",
        arguments: table(
            """
            code                 attempt  of  decision
            REPLICA_STALE        1        5   retry
            CONNECTION_LOST      4        5   retry
            CONNECTION_LOST      5        5   exhaust
            OUTPUT_FULL          1        1   exhaust
            TAX_RATE_MISSING     1        5   fail
            TENANT_MISMATCH      1        5   fail
            JOB_UNKNOWN          1        5   postpone
            JOB_FILE_INVALID     9        5   postpone
            """))
    func codes(_ row: [String]) throws {
        let code = try #require(AppError.Code(rawValue: row[0]))
        let decision = policy.decide(
            code, attempt: try #require(Int(row[1])), of: try #require(Int(row[2])), chance: 7)
        #expect("\(decision)".hasPrefix(row[3]), "\(decision)")
    }
}
