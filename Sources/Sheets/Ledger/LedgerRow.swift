package import Domain

/// A posting where it lies among the bytes of a journal's row; good until the next row is read.
///
/// A journal's columns: date, journal, entry, account, currency, debit, credit, tax code, source.
package struct LedgerRow {
    let day: Day
    let journal: WordsView
    let entry: WordsView
    let account: WordsView
    let currency: WordsView
    /// Of the currency's minor units; debit positive.
    let minor: Int64
    let digits: Int
    let isDebit: Bool
    let taxCode: WordsView?
    let note: WordsView?

    /// The columns that a journal's sheet has.
    static let columns = 9

    /// The row that a reader stands on.
    ///
    /// - Throws: `sheetInvalid` for a row that is no posting.
    init(_ cells: [CellView]) throws(AppError) {
        guard cells.count == Self.columns, case .day(let day) = cells[0],
            case .text(let journal) = cells[1], case .text(let entry) = cells[2],
            case .text(let account) = cells[3], case .text(let currency) = cells[4]
        else { throw AppError(.sheetInvalid, "a row of a journal is no posting") }
        (self.day, self.journal, self.entry) = (day, journal, entry)
        (self.account, self.currency) = (account, currency)
        switch (cells[5], cells[6]) {
        case (.decimal(let amount, let scale), .empty):
            (minor, digits, isDebit) = (amount, Int(scale), true)
        case (.empty, .decimal(let amount, let scale)):
            (minor, digits, isDebit) = (-amount, Int(scale), false)
        default: throw AppError(.sheetInvalid, "a posting has one amount, of 64 bits")
        }
        (taxCode, note) = (cells[7].words, cells[8].words)
    }

    /// What stands in the other column, without a sign.
    var amount: Int64 { isDebit ? minor : -minor }

    /// The currencies of a journal, by code.
    ///
    /// - Throws: `sheetInvalid`, `outputUnwritable`.
    package static func currencies(of journal: Sheet) throws(AppError) -> [String] {
        var known = WordSet()
        var rows = journal.rows.reader
        while try rows.advance() != nil { known.insert(try LedgerRow(rows.cells).currency) }
        return known.words.sorted()
    }
}

/// A few words, each once, found without making a text of each that is looked up.
struct WordSet {
    private(set) var words: [String] = []
    private var places: [[UInt8]: Int] = [:]
    private var last: [UInt8] = []

    mutating func insert(_ word: WordsView) {
        guard !word.bytes.elementsEqual(last) else { return }
        last = Array(word.bytes)
        guard places[last] == nil else { return }
        places[last] = words.count
        words.append(word.string)
    }
}
