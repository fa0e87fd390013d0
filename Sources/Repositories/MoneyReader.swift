import Access
import Domain

/// Reads amounts whose currency is mostly the same as the row before's.
struct MoneyReader {
    private var currency: Currency
    private var code: [UInt8]

    init(_ currency: Currency) {
        self.currency = currency
        code = Array(currency.code.utf8)
    }

    mutating func read(_ row: Row, _ currencyColumn: Int, _ column: Int) throws(AppError) -> Money {
        if !row.bytes(currencyColumn).elementsEqual(code) {
            currency = try Currency(code: try row.text(currencyColumn))
            code = Array(currency.code.utf8)
        }
        return try row.money(column, currency)
    }
}

/// Reads words of an enum without making a text of each.
struct Named<Name: RawRepresentable<String> & CaseIterable> {
    private let names: [(bytes: [UInt8], name: Name)] = Name.allCases.map {
        (Array($0.rawValue.utf8), $0)
    }

    func read(_ row: Row, _ column: Int) throws(AppError) -> Name {
        let bytes = row.bytes(column)
        for (known, name) in names where bytes.elementsEqual(known) { return name }
        throw AppError(.rowShapeUnexpected, "column \(column + 1), \(try row.text(column))")
    }
}
