package import Access
package import Domain
import Repositories
import Services

/// Links rows of the audit trail, and keeps what each day's chain came to outside the database.
///
/// It follows behind the oldest open transaction, so no writer waits and what commits late is linked late and
/// never left out. One process at a time is at a clinic; whoever comes second goes on.
package struct AuditChainController<P: Primary> {
    private let primary: P
    private let keys: KeyFolder
    private let folder: String
    private let chain = AuditChainRepository()
    private let heads = AuditHeadRepository()

    /// A transaction looks at so many rows at most.
    private static var rowsAtOnce: Int { 20_000 }
    /// Ids below what is known to be complete that are looked at all the same: a session may have taken an
    /// id just before it had a transaction's number.
    private static var margin: Int64 { 10_000 }

    /// - Parameters:
    ///   - primary: the ledger.
    ///   - keys: what signs heads; without a key they are kept unsigned.
    ///   - folder: of reports, below which heads are anchored.
    package init(primary: P, keys: KeyFolder, folder: String) {
        self.primary = primary
        self.keys = keys
        self.folder = folder
    }

    /// Links what is there to be linked, clinic by clinic, and makes the heads of days that are over.
    ///
    /// - Parameters:
    ///   - clinics: whose, by number; `nil` for every one, the longest ago first.
    ///   - age: leaves out clinics that were looked at so many seconds ago or less, where none are named.
    ///   - now: another time than the database's, for tests.
    ///   - seconds: begins no further batch after so long.
    ///   - progress: told the rows linked so far.
    /// - Returns: what was done.
    /// - Throws: what keeps the ledger from being reached.
    package func pass(
        _ clinics: [ClinicID]? = nil, notSeenFor age: Int64 = 0, at now: Instant? = nil,
        forSeconds seconds: Int64 = 86_400,
        progress: (Int) -> Void = { _ in }
    ) throws -> AuditChainOutcome {
        let until = Clock.steady.now.adding(seconds: seconds)
        let (now, clinics) = try primary.transaction(of: nil) { transaction in
            let now = try now ?? ScheduleRepository().now(from: transaction)
            return (
                now,
                try clinics
                    ?? heads.clinics(before: now.adding(seconds: -age), from: transaction)
            )
        }
        var outcome = AuditChainOutcome()
        for clinic in clinics {
            guard Clock.steady.now < until else {
                outcome.isCut = true
                break
            }
            do {
                try pass(clinic, at: now, notSeenFor: age, until, &outcome, progress)
            } catch let fault as AppError where !fault.isOfTheConnection {
                outcome.faults.append(fault)
            }
            guard !outcome.isCut else { break }
        }
        return outcome
    }

    private func pass(
        _ id: ClinicID, at now: Instant, notSeenFor age: Int64, _ until: Instant,
        _ outcome: inout AuditChainOutcome,
        _ progress: (Int) -> Void
    ) throws {
        let begin = try primary.transaction(of: id) { transaction in
            let clinic = try ClinicRepository().clinic(id: id, from: transaction)
            return (
                clinic: clinic, mark: try chain.mark(of: id, from: transaction),
                horizon: try chain.horizon(of: id, from: transaction),
                days: try heads.days(of: clinic, at: now, from: transaction)
            )
        }
        // A head says that everything before it is linked, so every row is looked at.
        var isDue = begin.days.last.map { $0 < begin.days.over } ?? true
        var signer: Signer?
        if isDue {
            do throws(AppError) { signer = try keys.signer() } catch {
                outcome.faults.append(error)
                isDue = false
            }
        }
        var cursor =
            isDue
            ? begin.mark.sweptUntil ?? AuditChainRepository.lowest
            : begin.mark.cutAt ?? max(0, begin.mark.completeUntil - Self.margin)
        while true {
            let batch = try primary.transaction(of: id) { transaction -> Batch? in
                guard try chain.lock(id, in: transaction) else { return nil }
                let batch = try link(id, beyond: cursor, in: transaction)
                if batch.isLast {
                    try chain.keep(
                        begin.mark.after(begin.horizon, wasSweep: isDue), of: id, at: now,
                        in: transaction)
                } else if Clock.steady.now >= until {
                    // As if it had been its turn so long ago that it may have the next one.
                    try chain.keep(
                        begin.mark.cut(at: batch.end, isSweep: isDue), of: id,
                        at: now.adding(seconds: -age), in: transaction)
                }
                return batch
            }
            guard let batch else {
                outcome.busy += 1
                return
            }
            outcome.linked += batch.linked
            progress(outcome.linked)
            cursor = batch.end
            if batch.isLast { break }
            guard Clock.steady.now < until else {
                outcome.isCut = true
                return
            }
        }
        if isDue { try makeHead(of: begin.clinic, on: begin.days.over, signer, &outcome) }
        try anchor(begin.clinic, since: begin.days.last)
    }

    /// What one transaction linked, and up to which id it looked.
    private struct Batch {
        let linked: Int
        let end: Int64
        let isLast: Bool
    }

    private func link(
        _ clinic: ClinicID, beyond id: Int64, in transaction: P.Handle
    ) throws -> Batch {
        let start =
            try chain.head(of: clinic, from: transaction)
            ?? AuditHead(number: 0, hash: AuditHasher.genesis(of: clinic))
        var hasher = AuditHasher()
        var hash = start.hash
        var rows: [Int64] = []
        var hashes = hash.bytes
        let slice = try chain.slice(
            of: clinic, beyond: id, atMost: Self.rowsAtOnce, from: transaction)
        try chain.unlinked(
            of: clinic, beyond: id, upTo: slice.last, from: transaction
        ) { line in
            hash = hasher.hash(line, after: hash)
            rows.append(line.id)
            hash.withBytes { hashes.append(contentsOf: $0) }
        }
        if !rows.isEmpty {
            try chain.link(rows, hashes, after: start.number, of: clinic, in: transaction)
        }
        return Batch(
            linked: rows.count, end: max(id, slice.last), isLast: slice.rows < Self.rowsAtOnce)
    }

    /// The head of the last day that is over, signed and written down.
    private func makeHead(
        of clinic: Clinic, on day: Day, _ signer: Signer?, _ outcome: inout AuditChainOutcome
    ) throws {
        let isMade = try primary.transaction(of: clinic.id) { transaction in
            guard try chain.lock(clinic.id, in: transaction),
                let head = try chain.head(of: clinic.id, from: transaction)
            else { return false }
            let text = try AuditHeadRecord(head, of: clinic, on: day, seal: signer?.seal()).text()
            try heads.add(
                .init(
                    day: day, head: head, document: text, signature: signer?.signature(of: text),
                    key: signer?.key.id), of: clinic.id, in: transaction)
            return true
        }
        if isMade { outcome.heads += 1 }
    }

    /// Puts heads that this machine has no file of below the folder of reports.
    ///
    /// The newest is looked at each time; where it lacks, each of them.
    private func anchor(_ clinic: Clinic, since last: Day?) throws {
        let files = AuditHeadFiles(folder: folder)
        let recent = try primary.transaction(of: clinic.id) {
            try heads.heads(
                of: clinic.id, from: last ?? AuditHeadRepository.earliest, by: $0)
        }
        guard let newest = recent.last, !files.has(newest.day, of: clinic.slug) else { return }
        let all = try primary.transaction(of: clinic.id) {
            try heads.heads(of: clinic.id, by: $0)
        }
        try keys.placePublic(below: folder)
        try files.place(all, of: clinic.slug)
    }
}

extension AuditChainRepository.Mark {
    /// What is known to be complete when every row that ended before a horizon's oldest transaction is linked.
    func after(_ horizon: AuditChainRepository.Horizon, wasSweep: Bool) -> Self {
        var mark = self
        if wasSweep { mark.sweptUntil = nil }
        mark.cutAt = nil
        // A restored cluster counts transactions anew.
        if let pending = pendingTransaction, pending > horizon.next {
            mark.pendingTransaction = nil
        }
        if let pending = mark.pendingTransaction, pending <= horizon.oldest {
            mark.completeUntil = max(completeUntil, pendingUntil ?? 0)
            mark.pendingTransaction = nil
        }
        if mark.pendingTransaction == nil {
            (mark.pendingTransaction, mark.pendingUntil) = (horizon.next, horizon.highestRow)
        }
        return mark
    }

    /// What is known when a pass is cut off; of what it looked at it knows nothing later.
    func cut(at id: Int64, isSweep: Bool) -> Self {
        var mark = self
        if isSweep { mark.sweptUntil = id } else { mark.cutAt = id }
        (mark.pendingTransaction, mark.pendingUntil) = (nil, nil)
        return mark
    }
}

/// What a pass of the audit chain did.
package struct AuditChainOutcome: Sendable, Equatable {
    package var linked = 0
    /// Heads of days that were over.
    package var heads = 0
    /// Clinics that another process is at.
    package var busy = 0
    /// What kept a clinic from its links or its head; the others have theirs.
    package var faults: [AppError] = []
    /// The time was over before all was linked.
    package var isCut = false
    package init() {}
}
