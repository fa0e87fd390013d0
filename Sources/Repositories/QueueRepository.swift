package import Access
package import Domain

/// The queue: what is due, who works on it, and how an attempt ends that has no result.
package struct QueueRepository: Sendable {
    package init() {}

    /// A run that is ours until its lease lapses, with what is needed to perform it.
    package struct Claimed: Sendable {
        package let claim: RunRepository.Claim
        package let job: String
        package let clinic: ClinicID?
        package let period: String
        package let reason: String
        package let requestedBy: String
        /// What a person asked for, as JSON; `nil` for a scheduled run.
        package let request: String?
        /// Tries, this one included; a shutdown is none.
        package let attempts: Int
        package let attemptsMax: Int
        /// Of one attempt.
        package let timeoutSeconds: Int
        /// What it was to wait for and did not get in time.
        package let lacking: [String]
    }

    /// Takes runs that are due, by priority, then the clinics in turn, then due time.
    ///
    /// A clinic's turn is the number of its live leases and of its runs before this one, so that
    /// one clinic's thousand runs do not keep another's single one waiting.
    ///
    /// - Parameters:
    ///   - worker: host/process, which the leases are renewed by.
    ///   - count: at most so many.
    ///   - leaseSeconds: until they lapse.
    ///   - transaction: on the primary; short, as the rows are locked.
    /// - Returns: in the order in which they should be performed; empty when nothing is due.
    /// - Throws: what the database throws.
    package func claim(
        as worker: String, count: Int, leaseSeconds: Int, in transaction: some Transaction
    ) throws -> [Claimed] {
        try transaction.all(
            SQL.claim, .text(worker), .int(Int64(count)), .int(Int64(leaseSeconds)),
            decode: Self.claimed)
    }

    private static func claimed(_ row: Row) throws -> Claimed {
        Claimed(
            claim: RunRepository.Claim(
                run: RunID(rawValue: try row.int(0)),
                token: FencingToken(rawValue: try row.int(1)), attempt: try row.int(2),
                startedAt: try row.instant(18), revision: Int(try row.int(3)),
                digest: try row.optionalText(4),
                provenance: try row.optionalText(5), from: try row.instant(6),
                until: try row.instant(7)),
            job: try row.text(8), clinic: try row.optionalInt(9).map(ClinicID.init(rawValue:)),
            period: try row.text(10), reason: try row.text(11), requestedBy: try row.text(12),
            request: try row.optionalText(13), attempts: Int(try row.int(14)),
            attemptsMax: Int(try row.int(15)),
            timeoutSeconds: Int(try row.int(17)),
            lacking: try row.text(16).split(separator: ",").map(String.init))
    }

    /// Ends a run that has no files, with its result, behind the fencing token (I4).
    ///
    /// - Throws: `leaseLost` when another process holds the run.
    package func complete(
        _ claim: RunRepository.Claim, digest: String, breaks: Int, in transaction: some Transaction
    ) throws {
        let ended = try transaction.first(
            SQL.complete, .int(claim.run.rawValue), .int(claim.token.rawValue), .text(digest),
            .int(Int64(breaks))
        ) { try $0.int(0) }
        guard ended != nil else { throw claim.isLost }
    }

    /// Puts a run back, to be tried again; the attempt has failed.
    ///
    /// - Parameters:
    ///   - claim: whose attempt ends.
    ///   - error: why.
    ///   - seconds: not before so many from now, by the database's clock.
    ///   - isAttempt: whether it counts towards those allowed.
    ///   - transaction: on the primary.
    /// - Throws: `leaseLost` when another process holds the run.
    package func retry(
        _ claim: RunRepository.Claim, after error: AppError, inSeconds seconds: Int,
        isAttempt: Bool = true, in transaction: some Transaction
    ) throws {
        let put = try transaction.first(
            SQL.retry, .int(claim.run.rawValue), .int(claim.token.rawValue),
            .text(error.errorCode), .text(error.context), .int(Int64(seconds)),
            .int(isAttempt ? 0 : 1)
        ) { try $0.int(0) }
        guard put != nil else { throw claim.isLost }
    }

    /// Gives runs back that were claimed and are not worked on; that was no attempt.
    package func release(_ claims: [RunRepository.Claim], in transaction: some Transaction) throws {
        try transaction.execute(SQL.release, with: .ints(claims.map(\.token.rawValue)))
    }

    /// Renews the leases of processes that have just been heard of.
    package func renew(
        of workers: [String], leaseSeconds: Int, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.renew, with: .texts(workers), .int(Int64(leaseSeconds)))
    }

    /// Tokens, held by those processes, whose runs somebody wants cancelled.
    package func cancelled(
        of workers: [String], from reader: some Reader
    ) throws -> [FencingToken] {
        try reader.all(SQL.cancelled, .texts(workers)) {
            FencingToken(rawValue: try $0.int(0))
        }
    }

    /// How far runs have come, for people who wait.
    package struct Progress: Sendable {
        package let token: FencingToken
        package let step: String
        package let done: Int64
        /// Zero when it is not known.
        package let expected: Int64

        package init(token: FencingToken, step: String, done: Int64, expected: Int64) {
            self.token = token
            self.step = step
            self.done = done
            self.expected = expected
        }
    }

    /// Notes how far runs have come.
    package func note(_ progress: [Progress], in transaction: some Transaction) throws {
        guard !progress.isEmpty else { return }
        try transaction.execute(
            SQL.progress, with: .ints(progress.map(\.token.rawValue)),
            .texts(progress.map(\.step)), .ints(progress.map(\.done)),
            .ints(progress.map(\.expected)))
    }

    /// Puts back what a dead process held: what it had begun has died, the rest is released.
    ///
    /// - Parameters:
    ///   - worker: host/process.
    ///   - begun: the run that it was performing; its third death sets it apart.
    ///   - step: how far that had come.
    ///   - transaction: on the primary.
    /// - Throws: what the database throws.
    package func bury(
        _ worker: String, begun: FencingToken?, at step: String, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.bury, with: .text(worker), .int(begun?.rawValue ?? 0), .text(step))
    }

    /// Puts back runs whose lease has lapsed: their process was stopped, cut off, or lost with its host.
    ///
    /// - Returns: how many.
    package func reap(in transaction: some Transaction) throws -> Int {
        try transaction.first(SQL.reap) { Int(try $0.int(0)) } ?? 0
    }

    /// How much is left: for a tick that works until nothing is.
    package struct Standing: Sendable, Equatable {
        package let ready: Int
        package let running: Int
        package let waiting: Int
        /// Ready ones that are due now; the others wait for another try.
        package let due: Int

        /// Whether nothing is due and nobody is at work.
        package var isIdle: Bool { due == 0 && running == 0 }
    }

    /// What stands in the queue now.
    package func standing(from reader: some Reader) throws -> Standing {
        let found = try reader.first(SQL.standing) { row in
            Standing(
                ready: Int(try row.int(0)), running: Int(try row.int(1)),
                waiting: Int(try row.int(2)), due: Int(try row.int(3)))
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "the queue") }
        return found
    }

    /// Gives an emptied queue its space back, which rows that died keep for as long as some
    /// transaction is open beside it.
    ///
    /// - Parameters:
    ///   - bytes: leaves a queue alone that takes no more, indexes included.
    ///   - transaction: on the primary; short, as nobody else gets at the queue meanwhile.
    /// - Returns: whether it was empty and took more.
    /// - Throws: `databaseBusy` when somebody is at it; the next time will do.
    package func compact(above bytes: Int64, in transaction: some Transaction) throws -> Bool {
        let isBloated = try transaction.first(SQL.isBloated, .int(bytes)) { try $0.bool(0) }
        guard isBloated == true else { return false }
        try transaction.execute(SQL.waitBriefly, [])
        try transaction.execute(SQL.lockAlone, [])
        guard try transaction.first(SQL.isEmpty, decode: { try $0.bool(0) }) == true else {
            return false
        }
        try transaction.execute(SQL.empty, [])
        return true
    }
}

extension RunRepository.Claim {
    /// What is thrown when another process holds the run.
    var isLost: AppError { AppError(.leaseLost, "run \(run.rawValue), token \(token.rawValue)") }
}
