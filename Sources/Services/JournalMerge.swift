package import Domain
package import Sheets

/// Holds what is to stand in the books against what earlier revisions posted, key by key.
///
/// A new revision posts only what differs: it takes back what changed or is gone, and posts what is
/// changed or new. What the latest revision itself posted is worked out beside it, so that its files
/// can be made again. Both are in the order of their keys, and no key is in memory but the present one.
/// What another period posted of a key, such as a payment that was dated there before, is not taken
/// back here; but the key goes on counting, so that no id is posted twice.
package struct JournalMerge: ~Copyable {
    /// To be posted by the next revision, and by the latest one as it was.
    private var fresh: JournalLines
    private var standing: JournalLines
    private var wanted: RowReader
    private var next: JournalEntry?
    private var past: Past?
    private let hasPast: Bool

    /// What revisions did to a key, up to the latest and up to the one before it.
    private struct Past {
        let key: JournalKey
        var now = State()
        var before = State()
        /// The version that the latest one posted.
        var latest: Int?
    }

    private struct State {
        /// The highest of whatever period.
        var version = 0
        /// What stands of the period's own.
        var live: PostedRow?

        mutating func take(_ row: PostedRow) {
            version = max(version, abs(row.version))
            guard row.revision != .elsewhere else { return }
            live = row.version > 0 ? row : nil
        }
    }

    /// Nothing held against nothing.
    ///
    /// - Parameters:
    ///   - wanted: what is to stand in the books, as `JournalLines.wanted` keeps it.
    ///   - hasPast: whether the period has a revision.
    ///   - folder: for rows that memory has no room for.
    /// - Throws: `outputUnwritable` when rows on disk cannot be read back.
    package init(
        _ wanted: SheetRows, hasPast: Bool, spillingTo folder: String?
    ) throws(AppError) {
        self.wanted = wanted.reader
        self.hasPast = hasPast
        fresh = JournalLines(spillingTo: folder)
        standing = JournalLines(spillingTo: folder)
        next = try JournalLines.entry(&self.wanted)
    }

    /// Takes what a revision posted; rows come by key, those of elsewhere first, revision and version.
    ///
    /// - Throws: `rowShapeUnexpected`, `outputFull`, `outputUnwritable`.
    package mutating func take(_ row: PostedRow) throws(AppError) {
        if past?.key != row.key {
            try settle()
            past = Past(key: row.key)
        }
        past?.now.take(row)
        if row.revision != .latest {
            past?.before.take(row)
        } else if row.version > 0 {
            past?.latest = row.version
        }
    }

    /// The rest.
    ///
    /// - Returns: what the next revision posts, and what the latest one posted; the same when there is
    ///   none yet.
    /// - Throws: `rowShapeUnexpected`, `outputFull`, `outputUnwritable`.
    package consuming func finish() throws(AppError) -> (
        fresh: JournalLines, standing: JournalLines
    ) {
        try settle()
        while let entry = next { try post(entry) }
        return (fresh, hasPast ? standing : fresh)
    }

    /// Settles the present key, after all that come before it and were never posted.
    private mutating func settle() throws(AppError) {
        guard let past else { return }
        self.past = nil
        while let entry = next, entry.key < past.key { try post(entry) }
        var wanted: JournalEntry?
        if let entry = next, entry.key == past.key {
            wanted = entry
            next = try JournalLines.entry(&self.wanted)
        }
        try Self.post(wanted, after: past.now, past.key, to: &fresh)
        guard hasPast else { return }
        // What other periods have posted since is none of the latest revision's.
        try Self.post(
            wanted, after: past.before, past.key, version: past.latest, to: &standing)
    }

    /// A key that no revision knows.
    private mutating func post(_ entry: JournalEntry) throws(AppError) {
        try fresh.append(JournalPosting(entry, version: 1))
        if hasPast { try standing.append(JournalPosting(entry, version: 1)) }
        next = try JournalLines.entry(&wanted)
    }

    private static func post(
        _ wanted: JournalEntry?, after state: State, _ key: JournalKey, version: Int? = nil,
        to lines: inout JournalLines
    ) throws(AppError) {
        if let live = state.live {
            if let wanted, wanted.day == live.day, wanted.content == live.content { return }
            let entry = try JournalEntry(key, on: live.day, content: live.content)
            try lines.append(JournalPosting(entry, version: live.version, isReversal: true))
        }
        guard let wanted else { return }
        try lines.append(JournalPosting(wanted, version: version ?? state.version + 1))
    }
}
