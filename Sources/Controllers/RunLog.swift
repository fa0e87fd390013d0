package import Domain
import Jobs
package import Logging
package import Repositories

/// Says in the log how a run begins and ends: jobId, runId, clinicId and requestId on each line.
package struct RunLog {
    private let log: Logger
    private let about: Logger.Metadata

    /// - Parameters:
    ///   - log: of the process.
    ///   - job: its name.
    ///   - clinic: `nil` for a group's run.
    ///   - period: its name.
    ///   - claim: whose token is the request: one attempt is one.
    package init(
        _ log: Logger, job: String, clinic: Clinic?, period: String, _ claim: RunRepository.Claim
    ) {
        var log = log
        log[metadataKey: "jobId"] = .string(job)
        log[metadataKey: "runId"] = .stringConvertible(claim.run.rawValue)
        if let clinic {
            log[metadataKey: "clinicId"] = .stringConvertible(clinic.id.rawValue)
        }
        log[metadataKey: "requestId"] = .stringConvertible(claim.token.rawValue)
        self.log = log
        about = ["period": .string(period), "clinic": .string(clinic?.slug ?? "all")]
    }

    /// Performs a run between a line that it began and one that says how it ended.
    ///
    /// - Parameters:
    ///   - facts: what the last line says of the result.
    ///   - body: performs it.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    package func around<Result>(
        _ facts: (Result) -> Logger.Metadata, _ body: () throws -> Result
    ) throws -> Result {
        let began = Clock.steady.now
        log.info("Run started", metadata: about)
        do {
            let result = try body()
            log.info("Run finished", metadata: facts(result).merging(time(since: began)) { $1 })
            return result
        } catch {
            let cause = error as? AppError
            let level: Logger.Level = cause?.code == .runCancelled ? .warning : .error
            // What is no AppError may hold anything: its type is all that may be said (I9).
            log.log(
                level: level, "Run failed",
                error: cause ?? AppError(.unexpected, "\(type(of: error))"),
                metadata: time(since: began))
            throw error
        }
    }

    private func time(since began: Instant) -> Logger.Metadata {
        let took = (Clock.steady.now.microseconds - began.microseconds) / 1000
        return ["durationMs": .stringConvertible(took)]
    }
}

extension RunLog {
    init(_ log: Logger, _ order: RunOrder, _ claim: RunRepository.Claim) {
        self.init(
            log, job: order.job.name, clinic: order.clinic, period: order.period.name, claim)
    }

    /// What a run with files leaves.
    static func facts(_ receipt: Receipt) -> Logger.Metadata {
        [
            "outcome": .string(receipt.outcome.rawValue),
            "revision": .stringConvertible(receipt.revision),
            "files": .stringConvertible(receipt.files.count),
            "differences": .stringConvertible(receipt.breaks),
            "failedTies": .stringConvertible(receipt.tiesFailed),
        ]
    }
}
