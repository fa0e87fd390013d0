import Domain

/// A world of clinics with months of believable books, and the errors planted in them.
///
/// The same options give the same bytes on every machine. Clinics are played one after the other,
/// day by day, so that memory stays flat however many lines there are.
package struct SeedWorld {
    private let options: SeedOptions

    package init(_ options: SeedOptions = SeedOptions()) { self.options = options }

    /// Plays the world into chunks of binary `COPY` rows.
    ///
    /// A chunk is whole rows of one table, without the header and the trailer of the format, and
    /// is only good until `sink` returns. Chunks of the tables take turns.
    ///
    /// - Parameters:
    ///   - sink: takes a chunk; its columns are the table's `columns`.
    ///   - truth: takes a JSON line for each error, those of tax sorted by clinic, period, document
    ///     and line, then those of billing by their text, after the last chunk.
    /// - Throws: what `sink` or `truth` throws, and nothing of its own.
    /// - Returns: how many rows each table got.
    package func write(
        into sink: (SeedTable, UnsafeRawBufferPointer) throws -> Void,
        truth: (String) throws -> Void
    ) throws -> SeedSummary {
        let books = Books()
        let founding = Founding(options, books)
        var planted: [TruthEntry] = []
        var breaks: [BillingTruth] = []
        for index in 0..<options.clinics {
            let lines =
                options.lines * (index + 1) / options.clinics
                - options.lines * index / options.clinics
            let practice = Practice(founding.found(index, lines: lines), options, lines: lines)
            try practice.play { try books.send(to: sink) }
            planted += practice.truth
            breaks += practice.breaks
        }
        try books.send(atLeast: 1, to: sink)
        for entry in planted.sorted(by: TruthEntry.isBefore) { try truth(entry.text) }
        for text in breaks.map(\.text).sorted() { try truth(text) }
        return SeedSummary(
            rows: books.all.map { ($0.table, $0.rows) },
            planted: planted.count + breaks.count(where: \.isBreak))
    }
}

/// What a seed wrote.
package struct SeedSummary: Sendable {
    /// Rows of each table, in the order of `SeedTable`.
    package let rows: [(table: SeedTable, count: Int)]
    /// Errors in the truth file.
    package let planted: Int

    /// Invoice lines, credit notes' included.
    package var lines: Int { rows.first { $0.table == .invoiceLine }?.count ?? 0 }
}
