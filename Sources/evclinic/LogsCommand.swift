import ArgumentParser
import CSystem
import Domain
import Glibc
import Logs
import Settings

/// `evclinic logs`: reads our own files back.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Read the log files back, plain and compressed.",
        discussion: """
            In order of time, over all files that are kept.

              evclinic logs --since 1h --level warn
              evclinic logs --run 7
              evclinic logs --follow --json | jq .
            """)

    @Option(
        name: .customLong("run"),
        help: "Lines of this run: its number, as `evclinic runs list` has it.")
    var runID: String?

    @Option(help: "Lines of this job.")
    var job: String?

    @Option(help: "Lines of the clinic with this number.")
    var clinic: String?

    @Option(help: "Lines of this level and graver ones: error, warn, info, debug or silly.")
    var level: String?

    @Option(help: "Lines from this time on: 90s, 15m, 2h, 3d, 2026-10-31 or 2026-10-31T02:30:00Z.")
    var since: String?

    @Option(help: "Lines before this time.")
    var until: String?

    @Option(help: "Lines that hold this text.")
    var grep: String?

    @Option(
        name: [.customShort("n"), .long], help: "No more than the last so many lines.")
    var lines: Int?

    @Flag(name: .shortAndLong, help: "Go on as the log grows, until Ctrl-C.")
    var follow = false

    @Flag(help: "Read the errors' own files.")
    var errors = false

    @Flag(help: "Lines as they stand, one JSON object each.")
    var json = false

    func run() throws {
        let logs = try Composition.loadLogs()
        let options = errors ? logs.errors ?? logs.combined : logs.combined
        guard access(options.folder, R_OK | X_OK) == 0 else {
            throw AppError(.logsMissing, "\(options.folder), \(String(cString: strerror(errno)))")
        }
        let filter = try filter()
        // Begun first, so that no line falls between what is there and what comes.
        var follower = follow ? LogFollower(options) : nil
        try show(LogReader(options), filter)
        guard follow else { return }
        if lines == nil, since == nil { fflush(nil) }
        while evclinic_interrupted() == 0 {
            for bytes in follower?.lines() ?? [] {
                guard let line = LogLine(bytes[...]), filter.admits(line) else { continue }
                try put(bytes[...], line)
            }
            try flush()
            usleep(200_000)
        }
    }

    private func show(_ reader: LogReader, _ filter: LogFilter) throws {
        // A follower wants the last lines and what comes; who asks for a time wants all of it.
        let count = lines ?? (follow && since == nil ? 10 : nil)
        var last: [([UInt8], LogLine)] = []
        var failure: (any Error)?
        let broken = reader.read(filter) { bytes, line in
            if let count {
                last.append((Array(bytes), line))
                if last.count > 2 * count + 100 { last.removeFirst(last.count - count) }
                return true
            }
            do { try put(bytes, line) } catch { failure = error }
            return failure == nil && evclinic_interrupted() == 0
        }
        if let failure { throw failure }
        for (bytes, line) in last.suffix(count ?? 0) { try put(bytes[...], line) }
        try flush()
        if broken > 0 {
            Terminal.note("evclinic: \(broken) lines of the files are no log lines; left out")
        }
    }

    private func put(_ bytes: ArraySlice<UInt8>, _ line: LogLine) throws {
        print(
            json
                ? String(decoding: bytes, as: UTF8.self)
                : LogConsole.text(of: line.value, isColoured: Terminal.isColoured, hasDate: true))
    }

    /// Whoever reads may have gone, as `head` does: then there is nothing left to do.
    private func flush() throws {
        if fflush(nil) != 0, errno == EPIPE { throw ExitCode(0) }
    }

    private func filter() throws -> LogFilter {
        var filter = LogFilter()
        if let level {
            guard let known = LogLevel(rawValue: level == "warning" ? "warn" : level) else {
                throw ValidationError(
                    "--level takes \(LogLevel.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            filter.level = known
        }
        filter.since = try since.map { try LogMoment.read($0, "--since") }
        filter.until = try until.map { try LogMoment.read($0, "--until") }
        filter.fields["runId"] = runID
        filter.fields["jobId"] = job
        filter.fields["clinicId"] = clinic
        filter.text = grep
        return filter
    }
}
