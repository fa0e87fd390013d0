import BankFiles
import Domain
import Yams

/// What mappings of banks and of gateways have in common.
extension StrictYAML {
    /// Keys that say how a CSV is written.
    static let formKeys = [
        "separator", "skip_records", "decimal_mark", "group_mark", "date_order",
    ]

    /// How a CSV is written.
    func form(hasDates: Bool = true) throws(AppError) -> CSVForm {
        var form = CSVForm()
        form.separator = try character("separator", else: form.separator)
        form.skip = try integer("skip_records", 0...1000, else: form.skip)
        if has("decimal_mark") {
            form.decimalMark = try word("decimal_mark", of: [".", ","]).utf8.first ?? 46
        }
        form.groupMark = has("group_mark") ? try character("group_mark", else: 0) : nil
        if let mark = form.groupMark, mark == form.decimalMark {
            throw fault(try node("group_mark"), "group_mark is the decimal mark too")
        }
        if hasDates { form.dateOrder = try choice("date_order") }
        return form
    }

    /// Wants a value for all rows, or a column of them.
    func wantOne(
        _ key: String, _ value: String, _ columns: StrictYAML, _ column: String
    ) throws(AppError) {
        guard columns.has(key) != has(key) else {
            throw AppError(
                .bankMappingInvalid, "\(path):1:1 wants \(value), or \(column), and not both")
        }
    }

    /// The currency of all rows.
    func currency() throws(AppError) -> Currency {
        do { return try Currency(code: try text("currency")) } catch {
            throw fault(try node("currency"), "currency is a code of ISO 4217")
        }
    }

    /// A column of amounts whose sign stands in the column `mark`, by words of the whole file.
    func marked(_ title: String, in columns: StrictYAML) throws(AppError) -> AmountColumns {
        .marked(
            title, by: try columns.text("mark"), credit: try titles("credit_marks"),
            debit: try titles("debit_marks"))
    }

    /// The columns `credit` and `debit`.
    func twoColumns() throws(AppError) -> AmountColumns {
        .twoColumns(credit: try text("credit"), debit: try text("debit"))
    }

    func optional(_ key: String) throws(AppError) -> String? {
        has(key) ? try text(key) : nil
    }

    /// A single ASCII character that is no digit, quote or end of line.
    private func character(_ key: String, else absent: UInt8) throws(AppError) -> UInt8 {
        guard has(key) else { return absent }
        let text = try text(key)
        let refused: [UInt8] = Array("\"+-\r\n".utf8) + Array(48...57)
        guard text.utf8.count == 1, let byte = text.utf8.first, byte < 128,
            !refused.contains(byte)
        else { throw fault(try node(key), "\(key) takes one character") }
        return byte
    }

    /// One title or word, or a list of them.
    func titles(_ key: String) throws(AppError) -> [String] {
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
