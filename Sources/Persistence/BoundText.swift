import Access
import Domain

/// Writes parameters into a statement as typed literals, for COPY, which binds none.
///
/// Only values of `Value`'s types get in, each quoted by libpq or made of digits, so no text can
/// end its own quote. A `$1` inside a string, an identifier or a comment is left alone.
enum BoundText {
    static func substitute(
        _ parameters: [Value], in sql: String, escape: (String) throws -> String
    ) throws -> String {
        let literals = try parameters.map { try literal($0, escape) }
        var lexer = SQLLexer(sql)
        var result: [UInt8] = []
        while let token = lexer.next() {
            switch token {
            case .plain(let bytes): result += bytes
            case .parameter(let digits):
                let name = String(decoding: digits, as: UTF8.self)
                guard let number = Int(name), literals.indices.contains(number - 1) else {
                    throw AppError(.queryFailed, "parameter $\(name) has no value")
                }
                result += literals[number - 1].utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func literal(
        _ value: Value, _ escape: (String) throws -> String
    ) throws -> String {
        switch value {
        case .null: "NULL"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): "'\(number)'::int8"
        case .numeric(let number): "'\(number)'::numeric"
        case .text(let text): "\(try escape(text))::text"
        case .day(let day): "'\(day)'::date"
        case .instant(let instant):
            "('epoch'::timestamptz + '\(instant.microseconds) microseconds'::interval)"
        case .bytes(let bytes):
            "'\\x\(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())'::bytea"
        case .json(let text): "\(try escape(text))::jsonb"
        case .ints(let numbers):
            "'{\(numbers.map(String.init).joined(separator: ","))}'::int8[]"
        case .texts(let texts):
            "ARRAY[\(try texts.map { try $0.map(escape) ?? "NULL" }.joined(separator: ","))]::text[]"
        }
    }
}
