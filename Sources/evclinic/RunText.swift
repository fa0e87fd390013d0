import Controllers
import Domain
import Repositories
import Scheduling

/// Runs for a person and for a program.
enum RunText {
    /// A table, or a JSON array.
    static func list(_ entries: [LedgerRepository.Entry], json: Bool) throws -> String {
        if json { return try JSON.text(entries.map(Line.init)) }
        guard !entries.isEmpty else { return "no runs" }
        return Terminal.table(
            ["RUN", "JOB", "CLINIC", "PERIOD", "STATE", "DUE (UTC)", "RESULT"],
            entries.map { entry in
                [
                    "\(entry.run.rawValue)", entry.job, entry.clinic ?? "all",
                    entry.revision > 1 ? "\(entry.period) r\(entry.revision)" : entry.period,
                    entry.state, minute(entry.dueAt),
                    [result(entry), entry.attempts > 1 ? "\(entry.attempts) tries" : ""]
                        .filter { !$0.isEmpty }.joined(separator: ", "),
                ]
            }, right: [0], flexible: [1, 2, 6])
    }

    /// One run with its files.
    static func one(
        _ entry: LedgerRepository.Entry, _ files: [FileRepository.Standing], json: Bool
    ) throws -> String {
        if json {
            return try JSON.text(
                Whole(run: Line(entry), files: files.map { "\($0.file.folder)/\($0.file.name)" }))
        }
        var rows = [
            ["run", "\(entry.run.rawValue), revision \(entry.revision)"], ["job", entry.job],
            ["clinic", entry.clinic ?? "all clinics together"], ["period", entry.period],
            ["state", entry.state],
            ["reason", "\(entry.reason), for \(entry.requestedBy)"],
            ["due", "\(minute(entry.dueAt)) UTC"], ["tries", "\(entry.attempts)"],
        ]
        if let ended = entry.finishedAt { rows.append(["ended", "\(minute(ended)) UTC"]) }
        let result = result(entry)
        if !result.isEmpty { rows.append(["result", result]) }
        rows += files.map { ["file", "\($0.file.folder)/\($0.file.name)"] }
        let width = rows.map { $0[0].count }.max() ?? 0
        return rows.map { row in
            row[0] + String(repeating: " ", count: width + 2 - row[0].count) + row[1]
        }.joined(separator: "\n")
    }

    /// What happened, line by line.
    static func story(
        _ entry: LedgerRepository.Entry, _ story: [LedgerRepository.Chapter], json: Bool
    ) throws -> String {
        if json {
            return try JSON.text(
                story.map {
                    ["at": $0.at.description, "event": $0.event, "detail": $0.detail]
                })
        }
        let head =
            "run \(entry.run.rawValue): \(entry.job), \(entry.clinic ?? "all clinics"), "
            + "\(entry.period), revision \(entry.revision), \(entry.state)"
        return head + "\n\n"
            + Terminal.table(["AT (UTC)", "WHAT", "MORE"], story.flatMap(rows))
    }

    /// A chapter, over several rows where a terminal is too narrow for one.
    private static func rows(_ chapter: LedgerRepository.Chapter) -> [[String]] {
        let room = Terminal.columns.map { max($0 - 33, 20) } ?? .max
        var lines: [String] = []
        for word in chapter.detail.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= room {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return [[second(chapter.at), chapter.event, lines.first ?? ""]]
            + lines.dropFirst().map { ["", "", $0] }
    }

    /// What is not there.
    static func missing(_ missing: [LedgerRepository.Missing], json: Bool) throws -> String {
        if json {
            return try JSON.text(
                missing.map {
                    Gap(
                        job: $0.job, clinic: $0.clinic, period: $0.period,
                        due: $0.dueAt.description, state: $0.state, run: $0.run?.rawValue,
                        why: $0.why)
                })
        }
        guard !missing.isEmpty else { return "nothing is missing" }
        return Terminal.table(
            ["JOB", "CLINIC", "PERIOD", "DUE (UTC)", "STATE", "RUN", "WHY"],
            missing.map { gap in
                [
                    gap.job, gap.clinic ?? "all", gap.period, minute(gap.dueAt), gap.state,
                    gap.run.map { "\($0.rawValue)" } ?? "", gap.why ?? "",
                ]
            }, right: [5], flexible: [0, 1, 6])
    }

    /// Variances or none of a run that is done, what another waits for, or what went wrong.
    static func result(_ entry: LedgerRepository.Entry) -> String {
        switch entry.state {
        case "done":
            let failed = entry.tiesFailed ?? 0
            return [
                entry.breaks.map { $0 == 0 ? "no breaks" : "\($0) breaks" } ?? "",
                failed > 0 ? "\(failed) ties FAIL" : "",
            ].filter { !$0.isEmpty }.joined(separator: ", ")
        case "waiting": return entry.waitingFor.map { "for \($0)" } ?? ""
        case "running":
            guard let done = entry.rowsDone, done > 0 else { return entry.step ?? "" }
            return "\(entry.step ?? "") \(done)" + (entry.rowsExpected.map { " of \($0)" } ?? "")
        default: return entry.errorCode ?? ""
        }
    }

    /// `2026-11-01 02:30`, in UTC.
    static func minute(_ instant: Instant) -> String {
        LocalTime(seconds: instant.seconds.floorDivided(by: 60) * 60).description
    }

    private static func second(_ instant: Instant) -> String {
        String(instant.description.prefix(19)).replacing("T", with: " ")
    }

    /// One run's members.
    struct Line: Encodable {
        let run: Int64
        let job: String
        let clinic: String?
        let period: String
        let revision: Int
        let state: String
        let attempts: Int
        let due: String
        let finished: String?
        let breaks: Int?
        let ties_failed: Int?
        let step: String?
        let rows_done: Int?
        let rows_expected: Int?
        let error: String?
        let waiting_for: String?
        let reason: String

        init(_ entry: LedgerRepository.Entry) {
            run = entry.run.rawValue
            job = entry.job
            clinic = entry.clinic
            period = entry.period
            revision = entry.revision
            state = entry.state
            attempts = entry.attempts
            due = entry.dueAt.description
            finished = entry.finishedAt?.description
            breaks = entry.breaks
            ties_failed = entry.tiesFailed
            step = entry.step
            rows_done = entry.rowsDone
            rows_expected = entry.rowsExpected
            error = entry.errorCode
            waiting_for = entry.waitingFor
            reason = entry.reason
        }
    }

    private struct Whole: Encodable {
        let run: Line
        let files: [String]
    }

    private struct Gap: Encodable {
        let job: String
        let clinic: String?
        let period: String
        let due: String
        let state: String
        let run: Int64?
        let why: String?
    }
}
