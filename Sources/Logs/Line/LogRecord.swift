package import Domain
package import Logging

/// What one call of a logger said.
package struct LogRecord: Sendable {
    /// Winston's name of the level, as the line shows it.
    package var level: String
    /// A text; what else a caller of winston may give is shown as it is.
    package var message: Logger.MetadataValue
    package var at: Instant
    package var metadata: Logger.Metadata
    package var error: (any Error)?

    package init(
        level: String, message: Logger.MetadataValue, at: Instant,
        metadata: Logger.Metadata = [:], error: (any Error)? = nil
    ) {
        self.level = level
        self.message = message
        self.at = at
        self.metadata = metadata
        self.error = error
    }
}

/// How lines are written; the standard is winston's production pipeline: errors with stack,
/// timestamp, JSON.
package struct LineFormat: Sendable {
    /// What a line's `timestamp` says.
    package enum Stamp: Sendable {
        /// UTC with milliseconds.
        case iso
        /// Local time by a pattern.
        case pattern(ClockPattern)
        case none
    }

    package var stamp = Stamp.iso
    /// A second key of the same time.
    package var stampAlias: String?
    /// Objects and lists that lie deeper are named and not shown.
    package var depthMax = 32
    /// Whether an error's `stack` is shown.
    package var showsStack = true
    /// Bytes of a line with its end; collectors cut what is longer than 16 to 32 KB.
    package var bytesMax = 16_384

    package init() {}
}
