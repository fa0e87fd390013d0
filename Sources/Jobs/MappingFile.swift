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
        mapping.separator = try yaml.character("separator", else: 44)
        mapping.skip = try yaml.integer("skip_records", 0...1000, else: 0)
        mapping.decimalMark =
            yaml.has("decimal_mark")
            ? try yaml.word("decimal_mark", of: [".", ","]).utf8.first ?? 46 : 46
        mapping.groupMark = yaml.has("group_mark") ? try yaml.character("group_mark", else: 0) : nil
        if let mark = mapping.groupMark, mark == mapping.decimalMark, let node = yaml["group_mark"]
        {
            throw yaml.fault(node, "group_mark is the decimal mark too")
        }
        mapping.dateOrder = try yaml.choice("date_order")
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

    private static let keys = [
        "separator", "skip_records", "decimal_mark", "group_mark", "date_order", "order",
        "currency", "account", "columns", "credit_marks", "debit_marks",
    ]
    private static let columnKeys = [
        "booking_date", "value_date", "amount", "credit", "debit", "mark", "narration",
        "reference", "bank_reference", "currency", "balance",
    ]

    private static func currency(
        _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> String? {
        guard columns.has("currency") != yaml.has("currency") else {
            throw AppError(
                .bankMappingInvalid,
                "\(yaml.path):1:1 wants a currency, or a column of currencies, and not both")
        }
        guard let code = try yaml.optional("currency") else { return nil }
        do { return try Currency(code: code).code } catch {
            throw yaml.fault(try yaml.node("currency"), "currency is a code of ISO 4217")
        }
    }

    private static func amounts(
        _ columns: StrictYAML, _ yaml: StrictYAML
    ) throws(AppError) -> BankMapping.Amounts {
        let named = ["amount", "credit", "debit", "mark"].filter { columns.has($0) }
        switch named {
        case ["amount"]: return .signed(try columns.text("amount"))
        case ["credit", "debit"]:
            return .twoColumns(
                credit: try columns.text("credit"), debit: try columns.text("debit"))
        case ["amount", "mark"]:
            return .marked(
                try columns.text("amount"), by: try columns.text("mark"),
                credit: try yaml.titles("credit_marks"), debit: try yaml.titles("debit_marks"))
        default:
            throw yaml.fault(
                try yaml.node("columns"),
                "columns has amount, or amount and mark, or credit and debit")
        }
    }
}

extension StrictYAML {
    fileprivate func optional(_ key: String) throws(AppError) -> String? {
        has(key) ? try text(key) : nil
    }

    /// A single ASCII character that is no digit, quote or end of line.
    fileprivate func character(_ key: String, else absent: UInt8) throws(AppError) -> UInt8 {
        guard has(key) else { return absent }
        let text = try text(key)
        let refused: [UInt8] = Array("\"+-\r\n".utf8) + Array(48...57)
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 128,
            !refused.contains(byte)
        else { throw fault(try node(key), "\(key) takes one character") }
        return byte
    }

    /// One title, or a list of them.
    fileprivate func titles(_ key: String) throws(AppError) -> [String] {
        let one = try node(key)
        if let text = one.string, !text.isEmpty { return [text] }
        return try list(key).map { part throws(AppError) in
            guard let text = part.string, !text.isEmpty else {
                throw fault(part, "\(key) takes titles of columns")
            }
            return text
        }
    }
}
