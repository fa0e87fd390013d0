@testable import Sheets

extension SheetRows {
    /// All of them, as values.
    func values() throws -> [SheetRow] {
        var reader = reader
        var found: [SheetRow] = []
        while let row = try reader.next() { found.append(row) }
        return found
    }
}
