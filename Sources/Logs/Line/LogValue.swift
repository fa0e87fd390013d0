package import Logging

/// A value that a line shows as JSON's `null`.
package struct LogNull: CustomStringConvertible, Sendable {
    package init() {}
    package var description: String { "null" }
}

/// A value that is not there: its key is left out, and in a list `null` holds its place.
package struct LogAbsent: CustomStringConvertible, Sendable {
    package init() {}
    package var description: String { "undefined" }
}

/// Whether a log may show what a value says: an attribute for `Logger.MetadataValue`.
package enum Privacy: Int64, Logger.MetadataValueAttributes.Attribute {
    /// Shown as `[redacted]`.
    case sensitive = 1
}

/// A value that no log shows (I9): a name, a note, a token.
///
/// In metadata `"patient": .sensitive(name)`; in a message `"\(sensitive: name)"`. What is inside
/// leaves it no more.
package struct Sensitive: CustomStringConvertible, CustomDebugStringConvertible, Sendable {
    package static let text = "[redacted]"
    package init(_ value: some Any) {}
    package var description: String { Self.text }
    package var debugDescription: String { Self.text }
}

extension Logger.MetadataValue {
    /// A value that no log shows.
    package static func sensitive(_ value: some Any) -> Self {
        .stringConvertible(Sensitive(value))
    }

    /// A whole number, which stays one.
    package static func number(_ value: Int) -> Self { .stringConvertible(value) }
    package static func number(_ value: Int64) -> Self { .stringConvertible(value) }

    package static func flag(_ value: Bool) -> Self { .stringConvertible(value) }
}

extension DefaultStringInterpolation {
    /// Says that something is here, and not what.
    package mutating func appendInterpolation(sensitive value: some Any) {
        appendLiteral(Sensitive.text)
    }
}
