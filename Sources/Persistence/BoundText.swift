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
        var result = ""
        var rest = Substring(sql)
        while let character = rest.first {
            if let end = endOfOpaque(rest) {
                result += rest[..<end]
                rest = rest[end...]
            } else if character == "$" {
                let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                guard let number = Int(digits), literals.indices.contains(number - 1) else {
                    throw AppError(.queryFailed, "parameter $\(digits) has no value")
                }
                result += literals[number - 1]
                rest = rest[digits.endIndex...]
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    /// The end of a string, quoted identifier or comment that begins here.
    private static func endOfOpaque(_ text: Substring) -> Substring.Index? {
        for (opening, closing) in [("'", "'"), ("\"", "\""), ("--", "\n"), ("/*", "*/")]
        where text.hasPrefix(opening) {
            let inside = text.dropFirst(opening.count)
            var index = inside.startIndex
            while index < inside.endIndex {
                if inside[index...].hasPrefix(closing) {
                    return inside.index(index, offsetBy: closing.count)
                }
                index = inside.index(after: index)
            }
            return text.endIndex
        }
        return nil
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
