package import Access
package import Domain

/// Approvals of a clinic's periods, and what became of them.
package struct CloseRepository: Sendable {
    package init() {}

    /// An approval as it is kept.
    package struct Close: Sendable, Equatable {
        /// What became of an approval.
        package enum State: String, Sendable { case approved, reopened, stale }

        package let id: Int64
        package let job: String
        package let period: String
        package let from: Day
        package let until: Day
        package let run: RunID
        package let revision: Int
        package let breaks: Int
        package let tiesFailed: Int
        package let approvedBy: String
        package let approvedAt: Instant
        package let reason: String?
        package let reopenedBy: String?
        package let reopenedAt: Instant?
        package let reopenReason: String?
        package let staleAt: Instant?

        package var state: State {
            reopenedAt != nil ? .reopened : staleAt != nil ? .stale : .approved
        }
    }

    /// The latest done revision of a pack, approved or not.
    package struct Made: Sendable, Equatable {
        package let run: RunID
        package let period: String
        package let revision: Int
        package let from: Day
        package let until: Day
        package let breaks: Int
        package let tiesFailed: Int
        package let finishedAt: Instant
        package let provenance: String
    }

    /// One close of a clinic at a time, until the transaction ends.
    package func lock(_ clinic: ClinicID, in transaction: some Transaction) throws {
        try transaction.execute(SQL.lock, with: .int(clinic.rawValue))
    }

    /// Every approval of a clinic, by period, the latest of a period last.
    package func closes(of clinic: ClinicID, from reader: some Reader) throws -> [Close] {
        try reader.all(SQL.closes, .int(clinic.rawValue)) { row in
            try clinic.assertOwns(row, "close")
            return Close(
                id: try row.int(1), job: try row.text(2), period: try row.text(3),
                from: try row.day(4), until: try row.day(5), run: RunID(rawValue: try row.int(6)),
                revision: Int(try row.int(7)), breaks: Int(try row.int(8)),
                tiesFailed: Int(try row.int(9)), approvedBy: try row.text(10),
                approvedAt: try row.instant(11), reason: try row.optionalText(12),
                reopenedBy: try row.optionalText(13), reopenedAt: try row.optionalInstant(14),
                reopenReason: try row.optionalText(15), staleAt: try row.optionalInstant(16))
        }
    }

    /// The latest done revision of each period of a job, by period.
    package func made(
        _ job: String, of clinic: ClinicID, from reader: some Reader
    ) throws -> [Made] {
        try reader.all(SQL.made, .int(clinic.rawValue), .text(job)) { row in
            try clinic.assertOwns(row, "run")
            return Made(
                run: RunID(rawValue: try row.int(1)), period: try row.text(2),
                revision: Int(try row.int(3)), from: try row.day(4), until: try row.day(5),
                breaks: Int(try row.int(6)), tiesFailed: Int(try row.int(7)),
                finishedAt: try row.instant(8), provenance: try row.text(9))
        }
    }

    /// Whether a standing close covers these days by a run of that job.
    package func stands(
        _ job: String, of clinic: ClinicID, in period: Period, from reader: some Reader
    ) throws -> Bool {
        try reader.first(
            SQL.stands, .int(clinic.rawValue), .text(job), .day(period.from), .day(period.until)
        ) { try $0.int(0) } != nil
    }

    /// Where the months end that the clinic's own system closed before ours began; `nil` without any.
    package func endOfTheirs(
        of clinic: ClinicID, from reader: some Reader
    ) throws -> Day? {
        try reader.first(SQL.theirs, .int(clinic.rawValue)) { try $0.optionalDay(0) } ?? nil
    }

    /// Approves a run.
    package func approve(
        _ run: RunID, of clinic: ClinicID, asOf: Instant, by login: String, because reason: String?,
        in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.approve, with: .int(clinic.rawValue), .int(run.rawValue), .instant(asOf),
            .text(login), .optional(reason))
    }

    /// Takes over what a recovered revision says of its period's close.
    ///
    /// An approval of an earlier revision was taken back, before the data of a later one at that, else there
    /// were none. An approval that is older than one of an earlier period, or than its reopening, is stale, as
    /// are later periods' that are older than it.
    ///
    /// - Parameters:
    ///   - run: that is recovered.
    ///   - clinic: whose.
    ///   - asOf: of its data.
    ///   - approval: who approved it and why in spite of what fails; `nil` when nobody did.
    ///   - transaction: a session of the clinic.
    /// - Throws: what the database throws.
    package func adopt(
        _ run: RunID, of clinic: ClinicID, asOf: Instant,
        approval: (login: String, reason: String?)?, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.supersede, with: .int(clinic.rawValue), .int(run.rawValue), .instant(asOf))
        guard let approval else { return }
        try approve(
            run, of: clinic, asOf: asOf, by: approval.login, because: approval.reason,
            in: transaction)
        try transaction.execute(
            SQL.order, with: .int(clinic.rawValue), .int(run.rawValue), .instant(asOf))
    }

    /// Who took an approval back, when and why.
    package struct Reopened: Sendable, Equatable {
        package let login: String
        package let at: Instant
        package let reason: String

        package init(login: String, at: Instant, reason: String) {
            (self.login, self.at, self.reason) = (login, at, reason)
        }
    }

    /// Reopens an approval, and makes those of later days stale.
    ///
    /// - Returns: the reopening, and the periods that are stale now.
    package func reopen(
        _ close: Close, of clinic: ClinicID, by login: String, because reason: String,
        in transaction: some Transaction
    ) throws -> (reopened: Reopened, stale: [String]) {
        let at = try transaction.all(
            SQL.reopen, .int(clinic.rawValue), .int(close.id), .text(login), .text(reason)
        ) { try $0.instant(0) }
        guard let at = at.first else { throw AppError(.closeNotStanding, close.period) }
        let stale = try transaction.all(SQL.stale, .int(clinic.rawValue), .day(close.until)) {
            try $0.text(0)
        }
        return (Reopened(login: login, at: at, reason: reason), stale.sorted())
    }

    /// Takes over a reopening that the ledger has forgotten; what it knows of one stays.
    ///
    /// Approvals of later periods that are older than it are stale.
    ///
    /// - Parameters:
    ///   - reopened: as its record states it.
    ///   - run: whose approval was taken back.
    ///   - clinic: whose.
    ///   - transaction: a session of the clinic.
    /// - Returns: whether the ledger did not know.
    /// - Throws: what the database throws.
    package func adopt(
        _ reopened: Reopened, of run: RunID, of clinic: ClinicID, in transaction: some Transaction
    ) throws -> Bool {
        let found = try transaction.execute(
            SQL.recall, with: .int(clinic.rawValue), .int(run.rawValue), .text(reopened.login),
            .instant(reopened.at), .text(reopened.reason))
        try transaction.execute(
            SQL.outdate, with: .int(clinic.rawValue), .int(run.rawValue), .instant(reopened.at))
        return found > 0
    }

    package enum SQL: String, Statement {
        case lock = "SELECT pg_advisory_xact_lock(hashtextextended('evclinic close', $1))"
        case closes = """
            SELECT close.clinic_id, close.id, close.job, close.period, close.from_date,
                close.until_date, close.run_id, run.revision, coalesce(run.breaks, 0),
                coalesce(run.ties_failed, 0), close.approved_by, close.approved_at, close.reason,
                close.reopened_by, close.reopened_at, close.reopen_reason, close.stale_at
            FROM worker.close JOIN worker.run ON run.id = close.run_id
            WHERE close.clinic_id = $1 ORDER BY close.from_date, close.id
            """
        case made = """
            SELECT DISTINCT ON (run.from_date, run.until_date) run.clinic_id, run.id, run.period,
                run.revision, run.from_date, run.until_date, coalesce(run.breaks, 0),
                coalesce(run.ties_failed, 0), run.finished_at, run.provenance::text
            FROM worker.run
            WHERE run.clinic_id = $1 AND run.job = $2 AND run.state = 'done'
                AND run.finished_at IS NOT NULL AND run.provenance IS NOT NULL
            ORDER BY run.from_date, run.until_date, run.revision DESC
            """
        case stands = """
            SELECT close.id FROM worker.close
            WHERE close.clinic_id = $1 AND close.job = $2 AND close.from_date = $3
                AND close.until_date = $4 AND close.reopened_at IS NULL AND close.stale_at IS NULL
            """
        case theirs = """
            SELECT max(theirs.until_date) FROM clinic.accounting_period AS theirs
            WHERE theirs.clinic_id = $1 AND theirs.state = 'closed'
            """
        case approve = """
            INSERT INTO worker.close (clinic_id, job, period, from_date, until_date, run_id, as_of,
                approved_by, approved_at, reason)
            SELECT $1, job, period, from_date, until_date, id, $3, $4, clock_timestamp(), $5::text
            FROM worker.run WHERE id = $2
            """
        case reopen = """
            UPDATE worker.close SET reopened_by = $3, reopened_at = clock_timestamp(),
                reopen_reason = $4
            WHERE clinic_id = $1 AND id = $2
            RETURNING reopened_at
            """
        /// What nobody signed, `supersede` says only roughly.
        case recall = """
            UPDATE worker.close SET reopened_by = $3, reopened_at = $4, reopen_reason = $5
            WHERE clinic_id = $1 AND run_id = $2
                AND (reopened_at IS NULL OR reopened_by = 'recover')
            """
        case outdate = """
            UPDATE worker.close SET stale_at = $3
            WHERE clinic_id = $1 AND reopened_at IS NULL AND stale_at IS NULL AND as_of < $3
                AND from_date >= (SELECT max(mine.until_date) FROM worker.close AS mine
                    WHERE mine.clinic_id = $1 AND mine.run_id = $2)
            """
        case supersede = """
            UPDATE worker.close SET reopened_by = 'recover', reopened_at = $3,
                reopen_reason = 'revision ' || newer.revision || ' came after it'
            FROM worker.run AS newer
            JOIN worker.run AS older ON older.job = newer.job AND older.clinic_id = newer.clinic_id
                AND older.period = newer.period AND older.revision < newer.revision
            WHERE newer.id = $2 AND close.clinic_id = $1 AND close.run_id = older.id
                AND close.reopened_at IS NULL
            """
        case order = """
            UPDATE worker.close SET stale_at = clock_timestamp()
            WHERE close.clinic_id = $1 AND close.reopened_at IS NULL AND close.stale_at IS NULL
                AND (close.as_of < $3 AND close.from_date >= (
                        SELECT mine.until_date FROM worker.close AS mine
                        WHERE mine.clinic_id = $1 AND mine.run_id = $2)
                    OR close.run_id = $2 AND EXISTS (SELECT FROM worker.close AS earlier
                        WHERE earlier.clinic_id = $1 AND earlier.until_date <= close.from_date
                            AND (earlier.reopened_at > $3 OR earlier.as_of > $3
                                AND earlier.reopened_at IS NULL AND earlier.stale_at IS NULL)))
            """
        case stale = """
            UPDATE worker.close SET stale_at = clock_timestamp()
            WHERE clinic_id = $1 AND from_date >= $2 AND reopened_at IS NULL AND stale_at IS NULL
            RETURNING period
            """
    }
}
