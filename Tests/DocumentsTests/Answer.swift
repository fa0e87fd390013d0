import Documents
import Domain
import Foundation
import Testing

/// What `evclinic tax compute` answers to one document.
struct Answer {
    let members: [String: Any]

    init(_ document: String) throws {
        var file = try CaseFile(Array(document.utf8))
        let first = file.next()
        let one = try #require(first)
        var writer = JSONWriter()
        writer.write(try ComputedDocument(try one.document.get()))
        let object = try JSONSerialization.jsonObject(with: Data(writer.bytes))
        members = try #require(object as? [String: Any])
    }

    /// A document of euros with what is given besides.
    static func euros(_ rest: String) throws -> Answer {
        try Answer(#"{"id": "x", "currency": "EUR", \#(rest)}"#)
    }

    /// Figures along paths such as `tax_total`, `groups.0.tax`, or of each: `lines.*.tax`.
    subscript(_ path: String) -> String {
        Self.text(members, path.split(separator: ".").map(String.init)[...])
    }

    private static func text(_ value: Any?, _ path: ArraySlice<String>) -> String {
        guard let step = path.first else {
            if value is NSNull { return "null" }
            return value.map { "\($0)" } ?? "missing"
        }
        let rest = path.dropFirst()
        if let list = value as? [Any] {
            if step == "*" { return list.map { text($0, rest) }.joined(separator: " ") }
            guard let place = Int(step), place < list.count else { return "missing" }
            return text(list[place], rest)
        }
        return text((value as? [String: Any])?[step], rest)
    }
}

/// A policy as the schema writes it.
func rounding(
    _ level: String, nets: String = "rounded", bases: String = "rounded",
    total: String = "sum_of_rounded", mode: String = "half_away_from_zero"
) -> String {
    #""rounding": {"level": "\#(level)", "line_net": "\#(nets)", "tax_base": "\#(bases)", "#
        + #""tax_total": "\#(total)", "mode": "\#(mode)"}"#
}
