import Domain
import Glibc
import Logging
import Logs
import Settings
import Synchronization

/// The log of this process, made of the settings.
///
/// An operator's words go to standard error as ever, and to the log; where the log itself is on that
/// terminal, they are not said twice.
struct ProgramLog: Sendable {
    /// Every line has the service and the process; runs add their own fields.
    let logger: Logger
    private let keeper: LogKeeper?
    private let hasConsole: Bool
    private let folder: String

    /// The one of this process, for whoever ends it.
    private static let current = Mutex<ProgramLog?>(nil)

    /// Who may show lines on standard output or a terminal: a daemon, whose output nobody else needs.
    enum Kind {
        case command
        /// Lines for standard output go to this descriptor.
        case daemon(output: Int32)
    }

    /// Opens nothing before there is a line for it.
    static func begin(_ settings: LogSettings, _ kind: Kind, worker: String) -> ProgramLog {
        let log = ProgramLog(settings, kind, worker: worker)
        current.withLock { $0 = log }
        return log
    }

    private init(_ settings: LogSettings, _ kind: Kind, worker: String) {
        let places = settings.places(isTerminal: Terminal.isInteractive)
        var outputs: [LogPipeline.Output] = []
        var sinks: [LogFileSink] = []
        if places.contains(.files) {
            let hook = Self.hook(settings)
            sinks = [LogFileSink(settings.combined, hook: hook)]
            outputs = [.files(sinks[0], level: settings.level)]
            if let errors = settings.errors {
                sinks.append(LogFileSink(errors, hook: hook))
                outputs.append(.files(sinks[1], level: .error))
            }
        }
        var hasConsole = false
        if case .daemon(let output) = kind {
            if places.contains(.stdout), output >= 0 {
                outputs.append(.stream(LogStream(output), level: settings.stdoutLevel))
            }
            hasConsole = places.contains(.terminal)
            let isColoured = Terminal.isInteractive && getenv("NO_COLOR") == nil
            if hasConsole {
                outputs.append(
                    .console(
                        LogConsole(isColoured: isColoured) { Terminal.note($0) },
                        level: settings.level))
            }
        }
        let pipeline = LogPipeline(
            outputs, defaults: ["service": "evclinic", "worker": .string(worker)])
        logger = Logger(label: "evclinic") { _ in WinstonLogHandler(pipeline) }
        keeper = sinks.isEmpty ? nil : LogKeeper(sinks)
        self.hasConsole = hasConsole
        folder = settings.folder
        keeper?.start()
    }

    /// Says on standard error what keeps lines from their files, each thing once in a while.
    private static func hook(_ settings: LogSettings) -> LogFileSink.Hook {
        let told = Told()
        return { event in
            guard case .error(let sentence) = event, told.isNews(sentence) else { return }
            Terminal.note("evclinic: log: \(sentence)")
        }
    }

    /// Says something to the operator, and to the log.
    ///
    /// - Parameters:
    ///   - level: how grave it is.
    ///   - sentence: what.
    ///   - isQuiet: whether the log alone has it.
    func say(_ level: Logger.Level, _ sentence: String, isQuiet: Bool = false) {
        logger.log(level: level, "\(sentence)")
        if !hasConsole, !isQuiet { Terminal.note("evclinic: \(sentence)") }
    }

    /// Tells of a failure, with its remedy, and logs it.
    func report(_ error: AppError, about subject: String? = nil) {
        logger.error("\(subject ?? "")", error: error)
        if !hasConsole { Terminal.report(error, about: subject) }
    }

    /// Opens the files anew, as a SIGHUP asks.
    func reopen() { keeper?.reopen() }

    /// Ends the log, with what a process that ends in failure has to say.
    static func end(_ error: AppError? = nil) {
        guard let log = current.withLock({ $0.take() }) else { return }
        if let error { log.logger.error("", error: error) }
        let left = log.keeper?.close() ?? 0
        if left > 0 {
            Terminal.note("evclinic: log: \(left) lines could not be written to \(log.folder)")
        }
    }
}

/// What was said lately, so that it is not said each second.
private final class Told: Sendable {
    private let sentences = Mutex<[String: Instant]>([:])
    private static let againSeconds: Int64 = 60

    func isNews(_ sentence: String) -> Bool {
        let now = Clock.steady.now
        return sentences.withLock { sentences in
            if let until = sentences[sentence], now < until { return false }
            if sentences.count > 100 { sentences = [:] }
            sentences[sentence] = now.adding(seconds: Self.againSeconds)
            return true
        }
    }
}
