/// Text that no description, dump or string interpolation gives away (I9).
package struct Secret: Equatable, Sendable {
    /// The text itself, for the one call that needs it.
    package let revealed: String

    package init(_ text: String) {
        revealed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[redacted]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
