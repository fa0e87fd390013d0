import ArgumentParser
import CSystem
import Controllers
import Domain
import Glibc
import Repositories

/// Watches one run: a bar on a terminal, a line a change elsewhere.
struct RunFollower {
    let ledger: Ledger
    let run: RunID
    let json: Bool

    private static let steps = ["claim", "read", "compute", "write", "record", "publish"]

    /// Until the run ends or somebody interrupts.
    ///
    /// - Throws: an exit code that says how it ended.
    func follow() throws {
        var last: LedgerRepository.Entry?
        while true {
            let entry = try ledger.entry(run.rawValue)
            if entry != last { try show(entry) }
            last = entry
            if let status = Self.status(entry) {
                Terminal.clearProgress()
                if !json { print(try RunText.one(entry, files(), json: false)) }
                guard status == 0 else { throw ExitCode(status) }
                return
            }
            usleep(300_000)
            if evclinic_interrupted() != 0 { throw AppError(.runCancelled, "the run goes on") }
        }
    }

    private func files() throws -> [FileRepository.Standing] {
        try ledger.read { try FileRepository().files(of: run, from: $0) }
    }

    private func show(_ entry: LedgerRepository.Entry) throws {
        if json { return print(try JSON.text(RunText.Line(entry))) }
        let place = Self.steps.firstIndex(of: entry.step ?? "") ?? 0
        var (done, of) = (place, Self.steps.count)
        if let rows = entry.rowsDone, let all = entry.rowsExpected, all > 0 {
            (done, of) = (place * 100 + 100 * min(rows, all) / all, Self.steps.count * 100)
        }
        let label = "\(entry.clinic ?? "all") \(entry.period), \(entry.state)"
        let result = RunText.result(entry)
        Terminal.progress(
            result.isEmpty ? label : "\(label): \(result)",
            done: entry.state == "running" ? done : 0,
            of: of)
        if !Terminal.isInteractive {
            Terminal.note("evclinic: \(result.isEmpty ? label : "\(label): \(result)")")
        }
    }

    /// `nil` while it may still go on.
    static func status(_ entry: LedgerRepository.Entry) -> Int32? {
        switch entry.state {
        case "done": (entry.breaks ?? 0) + (entry.tiesFailed ?? 0) > 0 ? 2 : 0
        case "failed", "quarantined": 1
        case "cancelled": 130
        default: nil
        }
    }
}
