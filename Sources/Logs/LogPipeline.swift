package import Domain
package import Logging

/// Where lines go: each output with its own level, and each line made once for all that want it.
package final class LogPipeline: Sendable {
    /// A place for lines.
    package struct Output: Sendable {
        enum Kind: Sendable {
            case files(LogFileSink)
            case stream(LogStream)
            case console(LogConsole)
        }

        let level: LogLevel
        let kind: Kind

        /// Rotating files.
        package static func files(_ sink: LogFileSink, level: LogLevel) -> Output {
            Output(level: level, kind: .files(sink))
        }

        /// A descriptor, such as standard output in a container.
        package static func stream(_ stream: LogStream, level: LogLevel) -> Output {
            Output(level: level, kind: .stream(stream))
        }

        /// A person's terminal.
        package static func console(_ console: LogConsole, level: LogLevel) -> Output {
            Output(level: level, kind: .console(console))
        }
    }

    package let outputs: [Output]
    /// Fields of every line, such as `service`.
    package let defaults: Logger.Metadata
    private let encoder = LineEncoder()
    private let clock: Clock

    package init(_ outputs: [Output], defaults: Logger.Metadata = [:], clock: Clock = .wall) {
        self.outputs = outputs
        self.defaults = defaults
        self.clock = clock
    }

    /// What some output wants.
    package var threshold: Logger.Level {
        outputs.map(\.level.threshold).min() ?? .critical
    }

    /// Writes what one call says.
    ///
    /// Returns when the line is in the files.
    func write(
        _ level: LogLevel, _ message: String, _ metadata: Logger.Metadata,
        _ error: (any Error)?, _ context: LineContext
    ) {
        let now = clock.now
        let record = LogRecord(
            level: level.rawValue, message: .string(message), at: now, metadata: metadata,
            error: error)
        var isJSON = false
        for output in outputs where output.level.admits(level) {
            if case .console(let console) = output.kind {
                console.write(level, record, context)
            } else {
                isJSON = true
            }
        }
        guard isJSON else { return }
        encoder.encode(record, context) { line in
            for output in outputs where output.level.admits(level) {
                switch output.kind {
                case .files(let sink): sink.write(line, at: now)
                case .stream(let stream): stream.write(line)
                case .console: continue
                }
            }
        }
    }
}
