import Logging
import Logs

/// An error with all that a log may ask of one.
struct Failed: LoggedError {
    var logType = "Failed"
    var logMessage = "gone wrong"
    var logFields: Logger.Metadata = [:]
    var logCause: (any Error)?
    var logStack: String?
}

/// An error that brought itself about.
final class Ring: LoggedError {
    let logMessage = "round"
    var logCause: (any Error)? { self }
}

/// An error that knows nothing of logs.
enum Plain: Error {
    case empty
    case number(Int)
}
