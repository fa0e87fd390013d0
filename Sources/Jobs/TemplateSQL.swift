import Access
import Domain
import Repositories
import Services

/// Reads a `query.sql`: its named parameters, its order, and what a report may not do.
///
/// What it refuses, it refuses early and at its place, to keep honest people from slips. That nothing
/// is written, and that no other clinic's rows are read, the server holds besides: a replica in a
/// read-only transaction, row-level security, and a look afterwards that the clinic is still the same.
struct TemplateSQL {
    private let path: String
    private let text: [UInt8]
    private var words: [Word] = []
    private var statement: [UInt8] = []

    /// A word, a number or a sign outside of strings, identifiers in quotes and comments.
    private struct Word {
        /// In small letters.
        let text: String
        let start: Int
        /// Brackets around it.
        let depth: Int
        let isQuoted: Bool
    }

    /// A query as a repository runs it.
    ///
    /// - Parameters:
    ///   - text: of the file.
    ///   - path: as errors name it.
    ///   - isOrdered: whether rows need an order.
    /// - Returns: the query with numbered parameters, and its order.
    /// - Throws: `templateInvalid` with file, line and column.
    static func query(
        _ text: String, path: String, isOrdered: Bool
    ) throws(AppError) -> ReportQuery {
        var sql = TemplateSQL(path: path, text: Array(text.utf8))
        try sql.read(text)
        try sql.refuseWrites()
        let order = isOrdered ? try sql.order() : []
        return ReportQuery(
            path: path, text: text, statement: String(decoding: sql.statement, as: UTF8.self),
            order: order, names: sql.named)
    }

    /// The parameters that it names.
    private var named: Set<ReportQuery.Parameter> = []

    private init(path: String, text: [UInt8]) {
        self.path = path
        self.text = text
    }

    private mutating func read(_ sql: String) throws(AppError) {
        var lexer = SQLLexer(sql)
        var (depth, end): (Int, Int?) = (0, nil)
        var colon: Int?
        while let token = lexer.next() {
            guard case .plain(let bytes) = token else {
                throw fault(at: position(of: token), "a template names its parameters, as :clinic")
            }
            let isWord = Self.isWord(bytes)
            if let place = colon, isWord {
                let parameter = try parameter(bytes, at: place)
                named.insert(parameter)
                statement.removeLast()
                statement += Self.bound(parameter).utf8
                words.append(Word(text: "$", start: place, depth: depth, isQuoted: true))
                colon = nil
                continue
            }
            colon =
                bytes.elementsEqual(":".utf8) && !isCast(bytes.startIndex) ? bytes.startIndex : nil
            if bytes.elementsEqual(";".utf8) { end = end ?? bytes.startIndex }
            if bytes.elementsEqual(")".utf8) { depth -= 1 }
            let isBlank = bytes.allSatisfy { $0 <= 32 } || Self.isComment(bytes)
            if !isBlank, !bytes.elementsEqual(";".utf8) {
                if let end { throw fault(at: end, "a template is one query") }
                words.append(
                    Word(
                        text: String(decoding: bytes, as: UTF8.self).lowercased(),
                        start: bytes.startIndex, depth: depth,
                        isQuoted: !isWord && bytes.count > 1))
            }
            if bytes.elementsEqual("(".utf8) { depth += 1 }
            if end == nil { statement += bytes }
        }
        guard named.contains(where: \.bindsClinic) else {
            throw fault(at: 0, "it does not name :clinic, whose rows it is to give")
        }
    }

    private func position(of token: SQLLexer.Token) -> Int {
        switch token {
        case .plain(let bytes): bytes.startIndex
        case .parameter(let digits): digits.startIndex - 1
        }
    }

    private static func isWord(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) || byte == 95 }
        return (isLetter(first) || first >= 0x80) && last != UInt8(ascii: "'")
    }

    private static func isComment(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count > 1 && (bytes.starts(with: "--".utf8) || bytes.starts(with: "/*".utf8))
    }

    /// Whether a colon is one of the two of `::`.
    private func isCast(_ index: Int) -> Bool {
        let colon = UInt8(ascii: ":")
        return index > 0 && text[index - 1] == colon
            || index + 1 < text.count && text[index + 1] == colon
    }

    private func parameter(
        _ bytes: ArraySlice<UInt8>, at place: Int
    ) throws(AppError) -> ReportQuery.Parameter {
        let name = String(decoding: bytes, as: UTF8.self)
        guard let parameter = ReportQuery.Parameter(rawValue: name) else {
            let known = ReportQuery.Parameter.allCases.map(\.rawValue)
            let hint = nearestHint(to: name, among: known, mark: ":")
            throw fault(at: place, "there is no :\(name)\(hint)")
        }
        return parameter
    }

    private static let rows = PostedRows(lateAt: 6)

    private static func bound(_ parameter: ReportQuery.Parameter) -> String {
        switch parameter {
        case .clinic: "$1::bigint"
        case .from: "$2::date"
        case .until: "$3::date"
        case .zone: "$4::text"
        case .names: "$5::boolean"
        case .documents: rows.documents
        case .late: rows.late
        case .payments: rows.payments
        case .received: rows.received
        case .refunds: rows.refunds
        case .refunded: rows.refunded
        case .allocations: rows.allocations
        case .disputes: rows.disputes
        case .adjustments: rows.adjustments
        case .posted: rows.documentsOfPeriod
        }
    }

    private static let writes: Set<String> = [
        "insert", "update", "delete", "merge", "truncate", "create", "alter", "drop", "grant",
        "revoke", "copy", "call", "do", "lock", "vacuum", "into", "refresh", "reindex", "notify",
    ]
    private static let clocks: Set<String> = [
        "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp",
        "current_user", "session_user",
    ]
    /// Another answer each time, another clinic, or more than reading.
    private static let functions: Set<String> = [
        "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday",
        "age", "random", "gen_random_uuid", "nextval", "setval", "currval", "lastval", "setseed",
        "set_config", "current_setting", "query_to_xml", "table_to_xml", "cursor_to_xml",
        "schema_to_xml", "database_to_xml",
    ]
    private static let families = ["pg_", "lo_", "dblink", "txid_", "inet_", "has_"]
    private static let moments: Set<String> = [
        "'now'", "'today'", "'tomorrow'", "'yesterday'", "'now()'",
    ]

    private func refuseWrites() throws(AppError) {
        guard let first = words.first, ["select", "with"].contains(first.text) else {
            throw fault(at: words.first?.start ?? 0, "a template begins with SELECT or WITH")
        }
        for (index, word) in words.enumerated() {
            try refuseFunction(
                word, isCalled: index + 1 < words.count && words[index + 1].text == "(")
            // What stands behind a dot is a column.
            guard !word.isQuoted, index == 0 || words[index - 1].text != "." else { continue }
            if Self.writes.contains(word.text) {
                throw fault(at: word.start, "a template only reads; \(word.text) does not")
            }
            if Self.clocks.contains(word.text) { throw changing(word) }
            if word.text == "for", index + 1 < words.count,
                ["update", "share", "no", "key"].contains(words[index + 1].text)
            {
                throw fault(at: word.start, "a template only reads; for locks rows")
            }
        }
    }

    /// By its name alone, whatever schema or quotes are around it.
    private func refuseFunction(_ word: Word, isCalled: Bool) throws(AppError) {
        if Self.moments.contains(word.text) { throw changing(word) }
        let name = word.text.replacing("\"", with: "")
        guard isCalled else { return }
        if Self.functions.contains(name) || Self.families.contains(where: name.hasPrefix) {
            throw changing(word)
        }
    }

    private func changing(_ word: Word) -> AppError {
        fault(
            at: word.start,
            "a report is made of the clinic's rows, :from and :until alone, so \(word.text) is not "
                + "taken")
    }

    /// Names or numbers of the outermost ORDER BY.
    private func order() throws(AppError) -> [String] {
        let place = words.indices.last {
            words[$0].text == "order" && words[$0].depth == 0 && $0 + 1 < words.count
                && words[$0 + 1].text == "by"
        }
        guard let place else {
            throw fault(
                at: words.last?.start ?? 0, "it lacks an ORDER BY, so its rows have no order")
        }
        var (order, isOpen): ([String], Bool) = ([], true)
        for word in words[(place + 2)...] {
            if ["limit", "offset", "fetch"].contains(word.text), word.depth == 0 { break }
            switch word.text {
            case ",": isOpen = true
            case "asc", "desc", "nulls", "first", "last": continue
            case _ where isOpen && word.depth == 0 && Self.isName(word):
                order.append(word.text.replacing("\"", with: ""))
                isOpen = false
            default:
                throw fault(
                    at: word.start, "ORDER BY takes names or numbers of the query's own columns")
            }
        }
        guard !isOpen else {
            throw fault(at: words[place].start, "ORDER BY names no column")
        }
        return order
    }

    private static func isName(_ word: Word) -> Bool {
        guard let first = word.text.utf8.first else { return false }
        return (97...122).contains(first) || (48...57).contains(first) || first == 95
            || first == UInt8(ascii: "\"") || first >= 0x80
    }

    /// An error with the line and column of a byte.
    private func fault(at byte: Int, _ what: String) -> AppError {
        Self.fault(path, text, at: byte, what)
    }

    /// An error at the place in the file that a character of the statement, from 1, comes from.
    static func fault(_ query: ReportQuery, at position: Int, _ what: String) -> AppError {
        // Both agree but for parameters: `:from` is `$2::date`.
        var (source, target) = (0, 0)
        let statement = Array(query.statement.unicodeScalars)
        let file = Array(query.text.unicodeScalars)
        while target + 1 < position, source < file.count, target < statement.count {
            if file[source] == statement[target] {
                (source, target) = (source + 1, target + 1)
                continue
            }
            let parameter = ReportQuery.Parameter.allCases.first { parameter in
                file[source...].starts(with: ":\(parameter.rawValue)".unicodeScalars)
            }
            guard let parameter else { break }
            let bound = bound(parameter).unicodeScalars.count
            guard target + bound < position else { break }
            source += parameter.rawValue.unicodeScalars.count + 1
            target += bound
        }
        let before = String(String.UnicodeScalarView(file[..<min(source, file.count)]))
        return fault(query.path, Array(query.text.utf8), at: before.utf8.count, what)
    }

    /// An error with the line and column of a byte of a query.
    static func fault(
        _ path: String, _ text: [UInt8], at byte: Int, _ what: String
    ) -> AppError {
        let before = text.prefix(byte)
        let line = before.count { $0 == 10 } + 1
        let start = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
        let column = String(decoding: before[start...], as: UTF8.self).count + 1
        return AppError(.templateInvalid, "\(path):\(line):\(column) \(what)")
    }
}
