package import Logging

/// Winston's npm levels, from the gravest to the most talkative.
package enum LogLevel: String, CaseIterable, Sendable, Comparable {
    case error, warn, info, http, verbose, debug, silly

    /// Winston's number: 0 for an error, 6 for silly.
    package var rank: Int {
        switch self {
        case .error: 0
        case .warn: 1
        case .info: 2
        case .http: 3
        case .verbose: 4
        case .debug: 5
        case .silly: 6
        }
    }

    /// The level that a swift-log level is written as.
    package init(_ level: Logger.Level) {
        switch level {
        case .critical, .error: self = .error
        case .warning: self = .warn
        case .notice, .info: self = .info
        case .debug: self = .debug
        case .trace: self = .silly
        }
    }

    /// The least grave swift-log level that is written at this one: what `http` and `verbose` let
    /// through is what `info` does, since swift-log has nothing between info and debug.
    package var threshold: Logger.Level {
        switch self {
        case .error: .error
        case .warn: .warning
        case .info, .http, .verbose: .info
        case .debug: .debug
        case .silly: .trace
        }
    }

    /// Whether a line of that level is written where this one is asked for.
    package func admits(_ level: LogLevel) -> Bool { level.rank <= rank }

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}
