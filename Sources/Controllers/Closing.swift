package import Access
package import Domain
package import Repositories

/// What must hold before a clinic's period is approved or reopened.
package struct Closing: Sendable {
    private let clinic: Clinic
    private let job: String
    private let closes = CloseRepository()

    /// - Parameters:
    ///   - clinic: whose books.
    ///   - job: whose results are approved.
    package init(_ clinic: Clinic, _ job: String) {
        self.clinic = clinic
        self.job = job
    }

    /// Refuses to approve a period out of its turn; holds every other close of the clinic off until the
    /// transaction ends.
    ///
    /// A clinic's first period may be any that begins where its own system closed the last one, or any at
    /// all when that closed none.
    ///
    /// - Throws: `closeStanding`, `closeOutOfOrder`.
    func refuse(_ period: Period, in transaction: some Transaction) throws {
        try closes.lock(clinic.id, in: transaction)
        let all = try closes.closes(of: clinic.id, from: transaction)
        let standing = all.filter { $0.state == .approved }
        if let found = standing.first(where: { $0.from < period.until && $0.until > period.from }) {
            throw AppError(.closeStanding, "\(clinic.slug), \(found.period) by \(found.approvedBy)")
        }
        let end =
            try standing.map(\.until).max() ?? all.map(\.from).min()
            ?? closes.endOfTheirs(of: clinic.id, from: transaction)
        guard let end, end != period.from else { return }
        throw AppError(
            .closeOutOfOrder, "\(clinic.slug), \(period) does not begin on \(end)")
    }

    /// Refuses what cannot be approved before anything is made anew.
    ///
    /// - Parameters:
    ///   - period: to approve.
    ///   - today: in the clinic's zone.
    ///   - reason: why in spite of what fails; `nil` without one.
    ///   - transaction: a session of the clinic.
    /// - Returns: the revision that is approved if its content is still the same.
    /// - Throws: `closeTooEarly`, `closeStanding`, `closeOutOfOrder`, `closeUnmade`,
    ///   `closeReasonMissing`.
    package func check(
        _ period: Period, today: Day, reason: String?, in transaction: some Transaction
    ) throws -> CloseRepository.Made {
        guard period.until <= today else {
            throw AppError(.closeTooEarly, "\(clinic.slug), \(period) ends on \(period.until)")
        }
        try refuse(period, in: transaction)
        let made = try closes.made(job, of: clinic.id, from: transaction)
        guard let found = made.first(where: { $0.from == period.from && $0.until == period.until })
        else { throw AppError(.closeUnmade, "\(job) of \(clinic.slug), \(period)") }
        let lacking = try Provenance.read(found.provenance).inputsMissing ?? []
        if reason == nil, found.tiesFailed > 0 || !lacking.isEmpty {
            let ties = found.tiesFailed > 0 ? ["\(found.tiesFailed) failed ties"] : []
            throw AppError(
                .closeReasonMissing,
                "revision \(found.revision), "
                    + (ties + lacking.map { "without \($0)" }).joined(separator: ", "))
        }
        return found
    }

    /// Reopens a period, and says which later ones are stale now.
    ///
    /// - Parameters:
    ///   - period: whose close stands.
    ///   - actor: who reopens it.
    ///   - reason: why.
    ///   - transaction: a session of the clinic.
    /// - Returns: the close as it was, its reopening, and the names of later periods that have to be
    ///   approved anew.
    /// - Throws: `closeNotStanding`.
    func reopen(
        _ period: Period, by actor: AuditRepository.Actor, because reason: String,
        in transaction: some Transaction
    ) throws -> (
        close: CloseRepository.Close, reopened: CloseRepository.Reopened, stale: [String]
    ) {
        try closes.lock(clinic.id, in: transaction)
        let all = try closes.closes(of: clinic.id, from: transaction)
        guard
            let close = all.last(where: {
                $0.state == .approved && $0.from == period.from && $0.until == period.until
            })
        else { throw AppError(.closeNotStanding, "\(clinic.slug), \(period)") }
        let (reopened, stale) = try closes.reopen(
            close, of: clinic.id, by: actor.login, because: reason, in: transaction)
        try AuditRepository().record(
            of: clinic.id, by: actor, "close.reopen", entity: "worker.close", id: close.period,
            after: try JSON.text([
                "reason": reason, "stale": stale.joined(separator: " "),
                "revision": "\(close.revision)",
            ]), request: "command line", in: transaction)
        return (close, reopened, stale)
    }
}
