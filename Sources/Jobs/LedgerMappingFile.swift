package import BankFiles
package import Domain
import Yams

/// Reads one `templates/ledger/*.yaml`: how a general ledger's CSV is read.
package enum LedgerMappingFile {
    private static let keys = StrictYAML.formKeys.filter { $0 != "date_order" } + ["columns"]
    private static let columnKeys = ["account", "currency", "amount"]

    /// Reads a mapping; `path` is how errors name it.
    ///
    /// - Throws: `bankMappingInvalid` with file, line, column and the nearest right word.
    package static func mapping(_ text: String, path: String) throws(AppError) -> LedgerMapping {
        let yaml = try StrictYAML(text, path: path, keys: keys, code: .bankMappingInvalid)
        let columns = try yaml.section("columns", keys: columnKeys)
        var mapping = LedgerMapping()
        mapping.form = try yaml.form(hasDates: false)
        mapping.account = try columns.text("account")
        mapping.currency = try columns.text("currency")
        mapping.amount = try columns.text("amount")
        return mapping
    }
}
