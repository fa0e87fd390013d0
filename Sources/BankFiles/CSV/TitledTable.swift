import Domain

/// Where the columns that somebody wants stand in a file, by their titles.
struct TitledTable {
    /// A field's text, without blanks around it, and where it stands.
    typealias Cell = (text: String, at: CSVRecords.Field)

    private let count: Int
    private let places: [String: Int]

    /// - Parameters:
    ///   - row: the titles.
    ///   - wanted: each must stand there, once.
    /// - Throws: `BankFault` that names the title, and the nearest there is.
    init(_ row: [CSVRecords.Field], wanted: [String]) throws(BankFault) {
        let titles = row.map { BankText.collapsed($0.text) }
        var places: [String: Int] = [:]
        for (place, title) in titles.enumerated() {
            places[title] = places[title] == nil ? place : -1
        }
        for title in wanted {
            guard let place = places[title] else {
                let near = nearestWord(to: title, among: titles)
                let hint = near.map { "; there is \(AppError.quoted($0))" } ?? ""
                throw BankFault(
                    "there is no column \(AppError.quoted(title))\(hint)", line: row[0].place.line)
            }
            guard place >= 0 else {
                throw BankFault(
                    "the column \(AppError.quoted(title)) stands twice", line: row[0].place.line)
            }
        }
        count = titles.count
        self.places = places
    }

    func has(_ title: String) -> Bool { places[title].map { $0 >= 0 } ?? false }

    /// The field under a title.
    ///
    /// - Throws: `BankFault` for a record with more or fewer fields than there are titles.
    func field(_ title: String, of record: [CSVRecords.Field]) throws(BankFault) -> Cell {
        guard let place = places[title], place >= 0, record.count == count else {
            throw BankFault(
                "\(record.count) fields, there are \(count) titles", line: record[0].place.line)
        }
        return (BankText.collapsed(record[place].text), record[place])
    }

    /// The text under a title, `nil` when there is none, or no such title was asked for.
    func optional(
        _ title: String?, of record: [CSVRecords.Field]
    ) throws(BankFault) -> String? {
        guard let title else { return nil }
        let text = try field(title, of: record).text
        return text.isEmpty ? nil : text
    }

    /// That a field is not what its column holds.
    func fault(_ what: String, _ title: String, _ field: Cell) -> BankFault {
        BankFault(
            "\(AppError.quoted(field.text)) is no \(what)", at: field.at.place, tag: title)
    }
}
