import Digests
import Domain
import Services
import Sheets

/// The reading of a journal: facts in, entries into rows, flat in memory.
///
/// A class, because what it has read so far must not be copied.
final class JournalReading {
    private var composer: JournalComposer
    private var wanted: SheetRows
    private var keys: [JournalSource: ClosedRange<Int64>] = [:]
    private var refusals: [JournalOutcome.Refusal] = []
    private var failure: AppError?

    /// Begins with nothing read.
    init(_ rules: [JournalEvent: PostingRule], spillingTo folder: String?) {
        composer = JournalComposer(rules)
        wanted = SheetRows(spillingTo: folder)
    }

    func take(_ fact: JournalFact) throws(AppError) {
        if let failure { throw failure }
        if let entry = try composer.take(fact) { try append(entry) }
    }

    /// Notes a row that cannot be read, a key's first one; no entry of the key is made.
    func refuse(_ key: JournalKey, _ error: AppError) {
        if refusals.last?.key != key { refusals.append(JournalOutcome.Refusal(key, error)) }
        guard let entry = composer.refuse(key) else { return }
        do throws(AppError) { try append(entry) } catch { failure = error }
    }

    private func append(_ entry: JournalEntry) throws(AppError) {
        try wanted.append(JournalLines.wanted(entry))
        let (source, id) = (entry.key.source, entry.key.id)
        let first = keys[source]?.lowerBound ?? id
        // Entries of a source come in the order of their ids.
        keys[source] = first...id
    }

    /// All that is to stand in the books, and its digest.
    ///
    /// - Throws: `accountMapInvalid` when the map lacks a rule for what happened.
    func finish(of clinic: Clinic) throws(AppError) -> Made {
        if let failure { throw failure }
        if let entry = composer.finish() { try append(entry) }
        try composer.assertComplete(of: clinic)
        var digest = SHA256()
        let titles = ["Source", "Id", "Date", "Content"]
        try Sheet(
            name: "Entries", slug: "entries", title: "Entries", columns: titles.map { Column($0) },
            rows: wanted
        ).canonical(into: &digest)
        return Made(
            wanted: wanted, keys: keys, digest: digest.finalizeHex(), trial: composer.trial,
            refusals: refusals)
    }

    struct Made {
        let wanted: SheetRows
        /// The first and the last id of each source.
        let keys: [JournalSource: ClosedRange<Int64>]
        let digest: String
        let trial: TrialBalance
        let refusals: [JournalOutcome.Refusal]
    }
}
