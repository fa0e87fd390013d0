import Controllers
import Domain
import Repositories
import Services

/// Closes for people and for programs.
enum CloseText {
    static func approved(_ clinic: Clinic, _ period: Period, over revision: Int) -> String {
        "Approved \(period) of \(clinic.slug): it says what revision \(revision) says.\n"
            + "What comes now posts to the next period. To take it back: evclinic close reopen "
            + "--clinic \(clinic.slug) --period \(period) --reason …"
    }

    static func reopened(
        _ clinic: Clinic, _ close: CloseRepository.Close, _ stale: [String]
    ) -> String {
        let then =
            stale.isEmpty
            ? "" : "\nStale now, to be approved anew: \(stale.joined(separator: ", "))."
        return "Reopened \(close.period) of \(clinic.slug), which \(close.approvedBy) approved as "
            + "revision \(close.revision).\(then)\n"
            + "To restate it: evclinic run \(close.job) --clinic \(clinic.slug) --period "
            + "\(close.period), then close approve."
    }

    static func table(_ standings: [CloseStanding], job: String) -> String {
        guard !standings.isEmpty else {
            return "Nothing is approved, and there is no result of \(job) to approve."
        }
        return Terminal.table(
            ["CLINIC", "PERIOD", "STATE", "REV", "BY", "ON", "TIES", "NOTE"],
            standings.map { standing in
                let close = standing.close
                let failed = close?.tiesFailed ?? standing.made?.tiesFailed ?? 0
                return [
                    standing.clinic, standing.period, standing.state,
                    "\(close?.revision ?? standing.made?.revision ?? 0)",
                    Terminal.plain(close?.approvedBy ?? ""),
                    close.map { String("\($0.approvedAt)".prefix(10)) } ?? "",
                    failed == 0 ? "hold" : "\(failed) FAIL", note(standing),
                ]
            }, right: [3], flexible: [4, 7])
    }

    private static func note(_ standing: CloseStanding) -> String {
        var notes: [String] = []
        if let close = standing.close {
            if let by = close.reopenedBy { notes.append("by \(by): \(close.reopenReason ?? "")") }
            if close.state == .stale { notes.append("an earlier period was reopened") }
            if close.state == .approved, let reason = close.reason { notes.append(reason) }
        }
        if let made = standing.made, standing.close != nil, standing.close?.state != .approved {
            notes.append("revision \(made.revision) is to be approved")
        }
        return Terminal.plain(notes.joined(separator: "; "))
    }

    static func changes(
        _ changes: [DocumentChange], of close: CloseRepository.Close
    ) -> String {
        guard !changes.isEmpty else {
            return "Nothing has changed since \(close.period) was approved as revision "
                + "\(close.revision)."
        }
        let rows = changes.map { change in
            let document = change.document
            let digits = (try? Currency(code: document.currency))?.exponent ?? 0
            return [
                document.kind.title, change.what.rawValue, Terminal.plain(document.name),
                "\(document.day)", document.postedOn == document.day ? "" : "\(document.postedOn)",
                change.amount.padded(digits).description, document.currency,
            ]
        }
        let table = Terminal.table(
            ["COUNTS IN", "WHAT", "DOCUMENT", "DATE", "POSTS ON", "AMOUNT", "CUR"], rows,
            right: [5], flexible: [2])
        return table + "\n" + DocumentSums(changes).lines.joined(separator: "\n")
    }

    /// One JSON object a change.
    static func json(_ change: DocumentChange) throws -> String {
        let document = change.document
        return try JSON.text([
            "counts_in": document.kind.rawValue, "what": change.what.rawValue,
            "document": document.name, "id": "\(document.id)", "date": "\(document.day)",
            "posts_on": "\(document.postedOn)", "currency": document.currency,
            "net": change.net.description, "tax": change.tax.description,
            "amount": change.amount.description,
        ])
    }

    /// One JSON object a period.
    static func json(_ standing: CloseStanding) throws -> String {
        try JSON.text(Printed(standing))
    }

    /// What a reopening did.
    static func json(
        _ close: CloseRepository.Close, reopenedBy login: String, _ stale: [String]
    ) throws -> String {
        try JSON.text(Reopened(period: close.period, reopened_by: login, stale: stale))
    }

    private struct Reopened: Encodable {
        let period: String
        let reopened_by: String
        let stale: [String]
    }

    private struct Printed: Encodable {
        let clinic: String
        let period: String
        let state: String
        let revision: Int?
        let run: Int64?
        let approved_by: String?
        let approved_at: String?
        let reason: String?
        let reopened_by: String?
        let reopened_at: String?
        let reopen_reason: String?
        let stale_at: String?
        let ties_failed: Int
        let breaks: Int
        let to_approve: Int?

        init(_ standing: CloseStanding) {
            let (close, made) = (standing.close, standing.made)
            (clinic, period, state) = (standing.clinic, standing.period, standing.state)
            (revision, run) = (close?.revision, close?.run.rawValue)
            (approved_by, approved_at) = (close?.approvedBy, close?.approvedAt.description)
            (reason, reopened_by) = (close?.reason, close?.reopenedBy)
            (reopened_at, reopen_reason) = (close?.reopenedAt?.description, close?.reopenReason)
            stale_at = close?.staleAt?.description
            ties_failed = close?.tiesFailed ?? made?.tiesFailed ?? 0
            breaks = close?.breaks ?? made?.breaks ?? 0
            to_approve = close?.state == .approved ? nil : made?.revision
        }
    }
}
