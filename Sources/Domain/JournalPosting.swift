/// An entry as a revision posted it, or took it back.
package struct JournalPosting: Sendable, Equatable {
    package let entry: JournalEntry
    /// How often the key was posted until then, in whatever period, itself included; from 1.
    package let version: Int
    /// Takes back what was posted with this version; its entry is the one that was posted.
    package let isReversal: Bool

    package init(_ entry: JournalEntry, version: Int, isReversal: Bool = false) {
        (self.entry, self.version, self.isReversal) = (entry, version, isReversal)
    }

    /// Unlike any other of the clinic's journals of this kind, in whatever period and revision.
    package var id: String { entry.key.text(version: version, isReversal: isReversal) }
}

/// What became of a key in a revision of a journal.
package struct PostedRow: Sendable, Equatable {
    /// Whose revision did it.
    package enum Revision: Sendable {
        /// The period's own, before its latest.
        case earlier
        case latest
        /// Another period's, of which the version alone counts.
        case elsewhere
    }

    package let key: JournalKey
    /// Negative where the version was taken back.
    package let version: Int
    package let day: Day
    /// Empty where the version was taken back.
    package let content: String
    package let revision: Revision

    package init(
        _ key: JournalKey, version: Int, on day: Day, content: String, _ revision: Revision
    ) {
        (self.key, self.version, self.day) = (key, version, day)
        (self.content, self.revision) = (content, revision)
    }
}
