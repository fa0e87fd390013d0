package import BankFiles
package import Domain
import Yams

/// Reads one `templates/bank/*.yaml`: how a bank's CSV is read.
package enum MappingFile {
    /// Reads a mapping.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - path: as errors name it.
    /// - Returns: the mapping with every default filled in.
    /// - Throws: `bankMappingInvalid` with file, line, column and the nearest right word.
    package static func mapping(_ text: String, path: String) throws(AppError) -> BankMapping {
        let yaml = try StrictYAML(text, path: path, keys: keys, code: .bankMappingInvalid)
        let columns = try yaml.section("columns", keys: columnKeys)
        var mapping = BankMapping(
            amounts: try amounts(columns, yaml), bookingDay: try columns.text("booking_date"))
        mapping.form = try yaml.form()
        mapping.isNewestFirst =
            yaml.has("order")
            ? try yaml.word("order", of: ["oldest_first", "newest_first"]) == "newest_first" : false
        mapping.valueDay = try columns.optional("value_date")
        mapping.reference = try columns.optional("reference")
        mapping.bankReference = try columns.optional("bank_reference")
        mapping.balance = try columns.optional("balance")
        mapping.currencyColumn = try columns.optional("currency")
        mapping.account = try yaml.optional("account")
        mapping.narration = columns.has("narration") ? try columns.titles("narration") : []
        mapping.currency = try currency(yaml, columns)
        return mapping
    }

    private static let keys =
        StrictYAML.formKeys + [
            "order", "currency", "account", "columns", "credit_marks", "debit_marks",
        ]
    private static let columnKeys = [
        "booking_date", "value_date", "amount", "credit", "debit", "mark", "narration",
        "reference", "bank_reference", "currency", "balance",
    ]

    private static func currency(
        _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> String? {
        try yaml.wantOne("currency", "a currency", columns, "a column of currencies")
        return try yaml.has("currency") ? yaml.currency().code : nil
    }

    private static func amounts(
        _ columns: StrictYAML, _ yaml: StrictYAML
    ) throws(AppError) -> AmountColumns {
        let named = ["amount", "credit", "debit", "mark"].filter { columns.has($0) }
        switch named {
        case ["amount"]: return .signed(try columns.text("amount"))
        case ["credit", "debit"]:
            return try columns.twoColumns()
        case ["amount", "mark"]:
            return try yaml.marked(try columns.text("amount"), in: columns)
        default:
            throw yaml.fault(
                try yaml.node("columns"),
                "columns has amount, or amount and mark, or credit and debit")
        }
    }
}
