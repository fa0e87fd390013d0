/// An entry as a revision posted it, or took it back.
package struct JournalPosting: Sendable, Equatable {
    package let entry: JournalEntry
    /// How often the key was posted until then, itself included; from 1.
    package let version: Int
    /// Takes back what was posted with this version; its entry is the one that was posted.
    package let isReversal: Bool

    package init(_ entry: JournalEntry, version: Int, isReversal: Bool = false) {
        (self.entry, self.version, self.isReversal) = (entry, version, isReversal)
    }

    /// Unlike any other of the clinic's journals of this kind, in whatever period and revision.
    package var id: String { entry.key.text(version: version, isReversal: isReversal) }
}

/// What became of a key in a revision of its journal.
package struct PostedRow: Sendable, Equatable {
    package let key: JournalKey
    /// Negative where the version was taken back.
    package let version: Int
    package let day: Day
    /// Empty where the version was taken back.
    package let content: String
    /// Whether the latest revision did it.
    package let isLatest: Bool

    package init(_ key: JournalKey, version: Int, on day: Day, content: String, isLatest: Bool) {
        (self.key, self.version, self.day) = (key, version, day)
        (self.content, self.isLatest) = (content, isLatest)
    }
}
