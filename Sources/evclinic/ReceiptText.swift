import Controllers
import Domain
import Jobs
import Repositories

/// A receipt for a person and for a program.
enum ReceiptText {
    /// A few lines: what, as of when, the totals, and where the files are.
    static func plain(_ receipt: Receipt) -> String {
        let order = receipt.order
        let facts = receipt.provenance
        var lines = [
            "\(order.job.name)  \(order.clinic.slug)  \(order.period)  revision \(receipt.revision), "
                + outcome(receipt.outcome),
            "  as of \(facts.asOf) (\(facts.asOfLocal)) from \(facts.source)",
        ]
        let width = receipt.totals.map { Money.grouped($0.amount).count }.max() ?? 0
        let names = max(12, (receipt.totals.map(\.name.count).max() ?? 0) + 2)
        for total in receipt.totals {
            let amount = Money.grouped(total.amount)
            let name = total.name + String(repeating: " ", count: names - total.name.count)
            lines.append(
                "  \(name)" + String(repeating: " ", count: width - amount.count)
                    + "\(amount) \(total.currency)")
        }
        lines.append("  \(verdict(receipt))")
        lines += facts.marks.map { "  \(Terminal.red($0))" }
        if let folder = receipt.files.first?.folder {
            lines.append("  in \(folder)")
            lines += receipt.files.map { "    \($0.name)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func outcome(_ outcome: Receipt.Outcome) -> String {
        switch outcome {
        case .recorded: "recorded"
        case .unchanged: "unchanged: the recorded result still stands, nothing was written"
        case .republished: "unchanged: files that were not there were written again"
        case .standing: "approved: what has changed since posts to the next period"
        }
    }

    private static func verdict(_ receipt: Receipt) -> String {
        let ties =
            receipt.tiesFailed == 0
            ? Terminal.green("every tie holds") : Terminal.red("\(receipt.tiesFailed) ties FAIL")
        return "\(ties), \(receipt.breaks) variance\(receipt.breaks == 1 ? "" : "s")"
    }

    /// One line of JSON; keys as the README lists them.
    static func json(_ receipt: Receipt) throws -> String {
        try JSON.text(
            Line(
                run: receipt.run.rawValue, state: "done", outcome: receipt.outcome.rawValue,
                revision: receipt.revision, job: receipt.order.job.name,
                clinic: receipt.order.clinic.slug, period: receipt.order.period.name,
                as_of: receipt.provenance.asOf, lsn: receipt.provenance.lsnHigh,
                files: receipt.files.map {
                    Line.File(path: "\($0.folder)/\($0.name)", sha256: $0.sha256, rows: $0.rows)
                }, totals: receipt.totals, breaks: receipt.breaks,
                ties_failed: receipt.tiesFailed,
                provisional: receipt.provenance.isProvisional,
                inputs_missing: receipt.provenance.inputsMissing ?? []))
    }

    /// One line of JSON for a run that failed; no period when it did not come to that.
    static func json(
        _ error: AppError, job: String, clinic: String, period: Period?
    ) throws -> String {
        try JSON.text(
            Failure(
                state: error.code == .runCancelled ? "cancelled" : "failed", job: job,
                clinic: clinic, period: period?.name,
                error: Failure.Cause(
                    code: error.errorCode, message: error.sentence, remedy: error.remedy)))
    }

    private struct Line: Encodable {
        let run: Int64
        let state: String
        let outcome: String
        let revision: Int
        let job: String
        let clinic: String
        let period: String
        let as_of: String
        let lsn: String
        let files: [File]
        let totals: [Provenance.Total]
        let breaks: Int
        let ties_failed: Int
        let provisional: Bool
        let inputs_missing: [String]

        struct File: Encodable {
            let path: String
            let sha256: String
            let rows: Int64
        }
    }

    private struct Failure: Encodable {
        let state: String
        let job: String
        let clinic: String
        let period: String?
        let error: Cause

        struct Cause: Encodable {
            let code: String
            let message: String
            let remedy: String
        }
    }
}
