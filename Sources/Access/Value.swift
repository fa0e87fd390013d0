package import Domain

/// A parameter of a statement, with the type that PostgreSQL is told.
package enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case numeric(Fixed)
    case text(String)
    case day(Day)
    case instant(Instant)
    case bytes([UInt8])
    /// JSON text, sent as `jsonb`.
    case json(String)
    case ints([Int64])
    case texts([String?])

    /// Text, or NULL.
    package static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }

    /// An integer, or NULL.
    package static func optional(_ number: Int64?) -> Value { number.map(Value.int) ?? .null }
}
