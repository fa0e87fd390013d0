import Domain
import Jobs
import Logging
import Repositories

/// Says in the log how a run begins and ends: jobId, runId, clinicId and requestId on each line.
struct RunLog {
    private let log: Logger
    private let order: RunOrder

    init(_ log: Logger, _ order: RunOrder, _ claim: RunRepository.Claim) {
        var log = log
        log[metadataKey: "jobId"] = .string(order.job.name)
        log[metadataKey: "runId"] = .stringConvertible(claim.run.rawValue)
        log[metadataKey: "clinicId"] = .stringConvertible(order.clinic.id.rawValue)
        // One attempt is one request: its token is in the ledger too.
        log[metadataKey: "requestId"] = .stringConvertible(claim.token.rawValue)
        self.log = log
        self.order = order
    }

    /// Performs a run between a line that it began and one that says how it ended.
    ///
    /// - Throws: what the body throws.
    func around(_ body: () throws -> Receipt) throws -> Receipt {
        let began = Clock.steady.now
        log.info(
            "Run started",
            metadata: ["clinic": .string(order.clinic.slug), "period": .string(order.period.name)])
        do {
            let receipt = try body()
            log.info("Run finished", metadata: facts(receipt, since: began))
            return receipt
        } catch {
            let cause = error as? AppError
            let level: Logger.Level = cause?.code == .runCancelled ? .warning : .error
            // What is no AppError may hold anything: its type is all that may be said (I9).
            log.log(
                level: level, "Run failed",
                error: cause ?? AppError(.unexpected, "\(type(of: error))"),
                metadata: ["durationMs": .stringConvertible(Self.milliseconds(since: began))])
            throw error
        }
    }

    private func facts(_ receipt: Receipt, since began: Instant) -> Logger.Metadata {
        [
            "durationMs": .stringConvertible(Self.milliseconds(since: began)),
            "outcome": .string(receipt.outcome.rawValue),
            "revision": .stringConvertible(receipt.revision),
            "files": .stringConvertible(receipt.files.count),
            "differences": .stringConvertible(receipt.breaks),
            "failedTies": .stringConvertible(receipt.tiesFailed),
        ]
    }

    private static func milliseconds(since began: Instant) -> Int64 {
        (Clock.steady.now.microseconds - began.microseconds) / 1000
    }
}
