import Access
import Domain
import Jobs
import Repositories
import Services
import Sheets

/// What a revision's documents differ in from those of the one before.
struct RevisionChanges {
    let before: RunID
    let changes: [DocumentChange]
    let authors: [AuditedDocument: ChangeSheet.Author]
}

extension RunStages {
    /// Against the latest revision, which the new one follows; `nil` when there is none, or no list of it.
    func changes(to result: Result) throws -> RevisionChanges? {
        guard claim.digest != nil, let documents = result.report.documents else { return nil }
        return try changes(since: claim.run, documents, asOf: result.asOf.heartbeatAt)
    }

    /// The recorded revision's own, so that its files are made again byte for byte.
    func standingChanges(_ result: Result) throws -> RevisionChanges? {
        guard claim.revision > 1, result.report.documents != nil, let text = claim.provenance,
            let before = try primary.transaction(
                of: nil, { try ClosingRepository().revision(before: claim.run, from: $0) })
        else { return nil }
        let documents = try primary.transaction(of: order.clinic.id) {
            try ClosingRepository().kept(by: claim.run, of: order.clinic.id, from: $0)
        }
        let asOf = try Provenance.read(text).createdAt
        return try changes(since: before, documents, asOf: asOf)
    }

    private func changes(
        since before: RunID, _ documents: [BookedDocument], asOf: Instant
    ) throws -> RevisionChanges {
        try primary.transaction(of: order.clinic.id) { transaction in
            let older = try ClosingRepository().kept(
                by: before, of: order.clinic.id, from: transaction)
            let changes = DocumentChange.between(older, documents)
            return RevisionChanges(
                before: before, changes: changes,
                authors: try AuditedDocument.authors(
                    of: changes, clinic: order.clinic.id, until: asOf, from: transaction))
        }
    }

    /// The sheet of a revision's changes.
    func sheet(_ changes: RevisionChanges) -> Sheet {
        ChangeSheet.sheet(changes.changes, since: "the revision before") {
            changes.authors[AuditedDocument($0)]
        }
    }
}
