package import Domain
package import Sheets

/// What a revision posts: as rows for people and programs, and as rows to be kept.
package struct JournalLines: Sendable {
    /// A line a row, as `JournalSheet` titles them.
    package private(set) var shown: SheetRows
    /// An entry a row: source, id, version (negative for a reversal), day, content.
    package private(set) var kept: SheetRows
    package private(set) var entries = 0
    package private(set) var reversals = 0

    package init(spillingTo folder: String?) {
        shown = SheetRows(spillingTo: folder)
        kept = SheetRows(spillingTo: folder)
    }

    package mutating func append(_ posting: JournalPosting) throws(AppError) {
        entries += 1
        reversals += posting.isReversal ? 1 : 0
        let entry = posting.entry
        try kept.append(
            SheetRow([
                .text(entry.key.source.rawValue), .integer(entry.key.id),
                .integer(Int64(posting.isReversal ? -posting.version : posting.version)),
                .day(entry.day), .text(posting.isReversal ? "" : entry.content),
            ]))
        let id = posting.id
        for line in entry.lines {
            try shown.append(JournalSheet.row(line, of: entry, id, posting.isReversal))
        }
    }

    /// Hands on what is to be kept, up to so many rows of one source at a time.
    ///
    /// - Throws: `outputUnwritable` when rows on disk cannot be read back, or what `take` throws.
    package func eachPage(_ size: Int, _ take: ([PostedRow]) throws -> Void) throws {
        var reader = kept.reader
        var page: [PostedRow] = []
        while let row = try reader.next() {
            guard row.cells.count == 5, case .text(let word) = row.cells[0],
                let source = JournalSource(rawValue: word), case .integer(let id) = row.cells[1],
                case .integer(let version) = row.cells[2], case .day(let day) = row.cells[3],
                case .text(let content) = row.cells[4]
            else { throw AppError(.unexpected, "a row of a journal") }
            if page.count == size || page.last.map({ $0.key.source != source }) == true {
                try take(page)
                page.removeAll(keepingCapacity: true)
            }
            page.append(
                PostedRow(
                    JournalKey(source, id), version: Int(version), on: day, content: content,
                    .latest))
        }
        if !page.isEmpty { try take(page) }
    }

    /// An entry that is to stand in the books, as a row.
    package static func wanted(_ entry: JournalEntry) -> SheetRow {
        SheetRow([
            .text(entry.key.source.rawValue), .integer(entry.key.id), .day(entry.day),
            .text(entry.content),
        ])
    }

    /// The next of them; `nil` behind the last.
    static func entry(_ reader: inout RowReader) throws(AppError) -> JournalEntry? {
        guard let row = try reader.next() else { return nil }
        guard row.cells.count == 4, case .text(let word) = row.cells[0],
            let source = JournalSource(rawValue: word), case .integer(let id) = row.cells[1],
            case .day(let day) = row.cells[2], case .text(let content) = row.cells[3]
        else { throw AppError(.unexpected, "a row of a journal") }
        return try JournalEntry(JournalKey(source, id), on: day, content: content)
    }
}
