package import BankFiles
package import Domain
package import Scheduling

/// Reads one `templates/gateway/*.yaml`: how a gateway's CSV is read.
package enum GatewayMappingFile {
    /// Reads a mapping.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - path: as errors name it.
    ///   - zones: where time zones are.
    /// - Returns: the mapping with every default filled in.
    /// - Throws: `bankMappingInvalid` with file, line, column and the nearest right word.
    package static func mapping(
        _ text: String, path: String, zones: ZoneFolder = .system
    ) throws(AppError) -> GatewayMapping {
        let yaml = try StrictYAML(text, path: path, keys: keys, code: .bankMappingInvalid)
        let columns = try yaml.section("columns", keys: columnKeys)
        var mapping = GatewayMapping(
            id: try columns.text("id"), kinds: try kinds(yaml, columns),
            denomination: try denomination(yaml, columns),
            createdAt: try columns.titles("created_at"), times: try times(yaml, zones))
        mapping.form = try yaml.form()
        mapping.isMinor =
            yaml.has("units") ? try yaml.word("units", of: ["major", "minor"]) == "minor" : false
        (mapping.gross, mapping.net) = try amounts(yaml, columns)
        mapping.fees = try fees(yaml, columns)
        mapping.settledAt = columns.has("settled_at") ? try columns.titles("settled_at") : []
        mapping.payout = try columns.optional("payout")
        mapping.trace = try columns.optional("trace")
        mapping.status = try status(yaml, columns)
        return mapping
    }

    private static let keys =
        StrictYAML.formKeys + [
            "clock", "zone", "units", "currency", "kind", "kinds", "statuses", "credit_debit",
            "credit_marks", "debit_marks", "fee_sign", "fee_tax", "columns",
        ]
    private static let columnKeys = [
        "id", "kind", "status", "currency", "created_at", "settled_at", "gross", "net", "mark",
        "credit", "debit", "fee", "fee_tax", "payout", "trace",
    ]

    private static func times(
        _ yaml: StrictYAML, _ zones: ZoneFolder
    ) throws(AppError) -> TimeForm {
        let clock: TimeForm.Clock = try yaml.choice("clock")
        let zone = try yaml.text("zone")
        if zone == "written" {
            guard clock != .none else {
                throw yaml.fault(
                    try yaml.node("zone"), "zone is written behind a time of day, clock is none")
            }
            return TimeForm(clock: clock, wall: .written)
        }
        if let offset = TimeForm.offset(zone) {
            return TimeForm(clock: clock, wall: .offset(seconds: offset))
        }
        do { return TimeForm(clock: clock, wall: .zone(try zones.zone(zone))) } catch {
            throw yaml.fault(
                try yaml.node("zone"),
                "zone takes an IANA name, an offset as +05:30, or written: \(error.context)")
        }
    }

    private static func denomination(
        _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> GatewayMapping.Denomination {
        try yaml.wantOne("currency", "a currency", columns, "a column of currencies")
        return try yaml.has("currency")
            ? .all(yaml.currency()) : .column(columns.text("currency"))
    }

    private static func kinds(
        _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> GatewayMapping.Kinds {
        try yaml.wantOne("kind", "a kind", columns, "a column of kinds")
        if yaml.has("kind") { return .all(try yaml.choice("kind")) }
        let words = try words(yaml, "kinds", SettlementRow.Kind.allCases) { $0.rawValue }
        return .column(try columns.text("kind"), words: words)
    }

    private static func status(
        _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> GatewayMapping.Status? {
        guard let column = try columns.optional("status") else {
            guard let node = yaml["statuses"] else { return nil }
            throw yaml.fault(node, "statuses are words of a column status, which is not there")
        }
        let words = try words(yaml, "statuses", [true, false]) { $0 ? "captured" : "failed" }
        return GatewayMapping.Status(column: column, words: words)
    }

    /// The file's words, and what each means; none may mean two things.
    private static func words<Meaning>(
        _ yaml: StrictYAML, _ key: String, _ meanings: [Meaning], _ name: (Meaning) -> String
    ) throws(AppError) -> [String: Meaning] {
        let section = try yaml.section(key, keys: meanings.map(name))
        var words: [String: Meaning] = [:]
        for meaning in meanings where section.has(name(meaning)) {
            for word in try section.titles(name(meaning)) {
                guard words.updateValue(meaning, forKey: word) == nil else {
                    throw yaml.fault(
                        try section.node(name(meaning)),
                        "\(AppError.quoted(word)) stands in \(key) twice")
                }
            }
        }
        guard !words.isEmpty else { throw yaml.fault(try yaml.node(key), "\(key) has no word") }
        return words
    }

    private static func fees(
        _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> GatewayMapping.Fees {
        var fees = GatewayMapping.Fees()
        fees.fee = try columns.optional("fee")
        fees.tax = try columns.optional("fee_tax")
        if yaml.has("fee_sign") {
            fees.isNegative = try yaml.word("fee_sign", of: ["plus", "minus"]) == "minus"
        }
        if yaml.has("fee_tax") {
            fees.includesTax = try yaml.word("fee_tax", of: ["beside", "within"]) == "within"
            guard fees.fee != nil, fees.tax != nil else {
                throw yaml.fault(
                    try yaml.node("fee_tax"), "fee_tax wants the columns fee and fee_tax")
            }
        }
        return fees
    }

    private static func amounts(
        _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> (gross: AmountColumns?, net: AmountColumns?) {
        let node = try yaml.node("columns")
        var (gross, net) = (
            try amount("gross", yaml, columns), try amount("net", yaml, columns)
        )
        guard columns.has("credit") == columns.has("debit") else {
            throw yaml.fault(node, "columns has credit and debit, or none of them")
        }
        if columns.has("credit") {
            let both = try columns.twoColumns()
            let isNet =
                yaml.has("credit_debit")
                ? try yaml.word("credit_debit", of: ["gross", "net"]) == "net" : false
            guard isNet ? net == nil : gross == nil else {
                throw yaml.fault(
                    node, "credit and debit are the \(isNet ? "net" : "gross"), which has a column")
            }
            if isNet { net = both } else { gross = both }
        } else if let stray = yaml["credit_debit"] {
            throw yaml.fault(stray, "credit_debit wants the columns credit and debit")
        }
        let hasMarks = yaml.has("credit_marks") || yaml.has("debit_marks")
        guard columns.has("mark") || !hasMarks else {
            throw yaml.fault(node, "credit_marks and debit_marks want the column mark")
        }
        guard gross != nil || net != nil else {
            throw yaml.fault(node, "columns has gross, net, or credit and debit")
        }
        return (gross, net)
    }

    /// A column with a sign, or one whose sign the column `mark` has.
    private static func amount(
        _ key: String, _ yaml: StrictYAML, _ columns: StrictYAML
    ) throws(AppError) -> AmountColumns? {
        guard let title = try columns.optional(key) else { return nil }
        return try columns.has("mark") ? yaml.marked(title, in: columns) : .signed(title)
    }
}
