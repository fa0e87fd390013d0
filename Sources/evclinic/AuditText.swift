import Controllers
import Domain
import Services

/// An audit trail's verification for a person and for a program.
enum AuditText {
    /// Faults of a clinic that are listed on a terminal; `--json` has the first thousand.
    private static let faultsShown = 20

    /// What a pass of the chain did.
    static func chained(_ outcome: AuditChainOutcome) -> String {
        var parts = ["\(outcome.linked) \(outcome.linked == 1 ? "row" : "rows") linked"]
        if outcome.heads > 0 {
            parts.append(
                "\(outcome.heads) \(outcome.heads == 1 ? "day's head" : "days' heads") kept")
        }
        if outcome.busy > 0 { parts.append("\(outcome.busy) clinics left to another process") }
        return parts.joined(separator: ", ")
    }

    /// A table, every fault below it, and the verdict.
    static func text(_ results: [AuditCheck.Result], isBesideReports: Bool) -> String {
        let table = Terminal.table(
            ["CLINIC", "ROWS", "LINKS", "WAITING", "HEADS", "FILES", "MANIFESTS", "RESULT"],
            results.map(row), right: [1, 2, 3, 4, 5, 6], flexible: [0], kept: 80)
        return
            ([table] + results.flatMap(faults) + ["", verdict(results)]
            + keys(results, isBesideReports)).joined(separator: "\n")
    }

    private static func row(_ result: AuditCheck.Result) -> [String] {
        [
            Terminal.plain(result.clinic.slug), "\(result.rows)",
            "\(result.head.number - result.start.number)", "\(result.waiting)", "\(result.heads)",
            "\(result.files)", "\(result.manifests)",
            result.faultCount == 0 ? "ok" : "\(result.faultCount) WRONG",
        ]
    }

    private static func faults(_ result: AuditCheck.Result) -> [String] {
        guard let first = result.faults.first else { return [] }
        let slug = Terminal.plain(result.clinic.slug)
        var lines = ["", "\(slug): the first is \(place(first))"]
        for fault in result.faults.prefix(faultsShown) {
            let kind = fault.kind.rawValue.padding(to: 9)
            lines.append("  \(kind)  \(place(fault)): \(Terminal.plain(fault.detail))")
        }
        if result.faultCount > faultsShown {
            lines.append("  and \(result.faultCount - faultsShown) more; --json has a thousand")
        }
        return lines
    }

    private static func place(_ fault: AuditFault) -> String {
        switch (fault.number, fault.row) {
        case (let number?, let row?): "number \(number), row \(row)"
        case (let number?, nil): "number \(number)"
        case (nil, let row?): "row \(row)"
        case (nil, nil): "no row"
        }
    }

    private static func verdict(_ results: [AuditCheck.Result]) -> String {
        let wrong = results.count { $0.faultCount > 0 }
        guard wrong > 0 else {
            return results.count == 1
                ? "The trail is as it was linked."
                : "All \(results.count) trails are as they were linked."
        }
        return """
            \(wrong) of \(results.count) trails are not as they were linked.
            Keep a copy of the database as it is, find out who could write to it, and
            restore the rows named from a backup of before.
            """
    }

    private static func keys(_ results: [AuditCheck.Result], _ isBesideReports: Bool) -> [String] {
        var lines: [String] = []
        let keys = Set(results.flatMap(\.keys)).sorted()
        if !keys.isEmpty { lines.append("Heads are signed by key \(keys.joined(separator: ", "))") }
        let unsigned = results.reduce(0) { $0 + $1.unsigned }
        if unsigned > 0 {
            lines.append(
                "\(unsigned) heads are not signed: there was no key (`evclinic keys new`).")
        }
        if isBesideReports, !keys.isEmpty {
            lines.append("That key lay beside the files: compare its number with the one that the")
            lines.append("clinic told you.")
        }
        return lines
    }

    /// One JSON object.
    static func json(_ result: AuditCheck.Result) throws -> String {
        try JSON.text(
            Line(
                clinic: result.clinic.slug, rows: result.rows, after: result.start.number,
                head: result.head.number, hash: result.head.hash.description,
                waiting: result.waiting, heads: result.heads, files: result.files,
                manifests: result.manifests, unsigned: result.unsigned, keys: result.keys,
                fault_count: result.faultCount,
                faults: result.faults.map {
                    Fault(
                        kind: $0.kind.rawValue.replacing(" ", with: "_"), number: $0.number,
                        row: $0.row, detail: $0.detail)
                }))
    }

    private struct Line: Encodable {
        let clinic: String
        let rows: Int64
        let after: Int64
        let head: Int64
        let hash: String
        let waiting: Int64
        let heads: Int
        let files: Int
        let manifests: Int
        let unsigned: Int
        let keys: [String]
        let fault_count: Int
        let faults: [Fault]
    }

    private struct Fault: Encodable {
        let kind: String
        let number: Int64?
        let row: Int64?
        let detail: String
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
