/// How a CSV is written, as its mapping says: what stands between fields, and how dates and amounts
/// look.
///
/// Nothing is guessed: `1.234,56` is a number only where the mapping says that the decimal mark is
/// a comma.
package struct CSVForm: Equatable, Sendable {
    /// What stands between the parts of a date, and in which order they come.
    package enum DateOrder: String, CaseIterable, Sendable {
        case yearMonthDay = "YYYY-MM-DD"
        case dayMonthYear = "DD-MM-YYYY"
        case monthDayYear = "MM-DD-YYYY"
    }

    /// A single ASCII character.
    package var separator: UInt8 = 44
    /// Records before the one with the columns' titles.
    package var skip = 0
    /// `.` or `,`.
    package var decimalMark: UInt8 = 46
    /// What may stand between groups of three digits; `nil` when nothing may.
    package var groupMark: UInt8?
    package var dateOrder = DateOrder.yearMonthDay

    package init() {}

    /// The records of a file behind its titles, and those.
    ///
    /// - Throws: `BankFault` for a file that ends before its titles.
    func open(
        _ feed: ByteFeed
    ) throws(BankFault) -> (records: CSVRecords, titles: [CSVRecords.Field]) {
        var records = try CSVRecords(feed, separator: separator)
        for _ in 0..<skip { _ = try records.next() }
        guard let titles = try records.next() else {
            throw BankFault("the row of titles is missing", line: 0)
        }
        return (records, titles)
    }

    /// Whether a file that begins so has all of these titles, each once.
    func fits(_ start: [UInt8], _ titles: [String]) -> Bool {
        guard let opened = try? open(ByteFeed(start)) else { return false }
        return (try? TitledTable(opened.titles, wanted: titles)) != nil
    }
}
