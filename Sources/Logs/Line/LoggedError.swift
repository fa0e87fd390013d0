package import Domain
package import Logging

/// An error that tells a log what it is.
package protocol LoggedError: Error {
    /// Its type, or `Error`.
    var logType: String { get }
    /// What went wrong, in words, without what no log may hold (I9).
    var logMessage: String { get }
    /// Its code and what else is known, at the line's top level.
    var logFields: Logger.Metadata { get }
    /// What brought it about.
    var logCause: (any Error)? { get }
    /// The whole `stack`, where the error has its own; `nil` has it made of type, message and causes.
    var logStack: String? { get }
}

extension LoggedError {
    package var logType: String { "\(type(of: self))" }
    package var logFields: Logger.Metadata { [:] }
    package var logCause: (any Error)? { nil }
    package var logStack: String? { nil }
}

extension AppError: LoggedError {
    package var logMessage: String { sentence }
    package var logFields: Logger.Metadata {
        [
            "code": .string(errorCode), "statusCode": .number(statusCode),
            "isOperational": .flag(isOperational),
        ]
    }
}

/// What a line says of an error.
struct ErrorText {
    let message: String
    let stack: String
    let fields: Logger.Metadata

    /// So long a chain of causes is shown; a longer one is a ring.
    private static let causesMax = 16

    init(_ error: any Error) {
        let known = error as? any LoggedError
        message = Self.message(error)
        fields = known?.logFields ?? [:]
        stack = known?.logStack ?? Self.chain(error)
    }

    private static func message(_ error: any Error) -> String {
        (error as? any LoggedError)?.logMessage ?? "\(error)"
    }

    /// `Type: message`, and a line for each cause.
    private static func chain(_ error: any Error) -> String {
        var lines = [line(error)]
        var cause = (error as? any LoggedError)?.logCause
        while let next = cause, lines.count <= causesMax {
            lines.append("    caused by \(line(next))")
            cause = (next as? any LoggedError)?.logCause
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ error: any Error) -> String {
        "\((error as? any LoggedError)?.logType ?? "\(type(of: error))"): \(message(error))"
    }
}
