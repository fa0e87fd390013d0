import Foundation
import TestSupport

extension Vectors {
    /// The Big List of Naughty Strings.
    static func naughtyStrings() throws -> [String]? {
        try data("strings/blns.json").map { try JSONDecoder().decode([String].self, from: $0) }
    }

    /// Texts that a spreadsheet may take for a formula.
    static func formulas() throws -> [String]? {
        struct List: Decodable {
            struct Entry: Decodable { let payload: String }
            let payloads: [Entry]
        }
        return try data("strings/formula-injection.json").map {
            try JSONDecoder().decode(List.self, from: $0).payloads.map(\.payload)
        }
    }
}
