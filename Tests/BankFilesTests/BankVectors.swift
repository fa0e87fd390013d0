import Domain
import Foundation
import TestSupport
import Testing

/// A file of the vectors and what is expected of it.
struct BankVector {
    let name: String
    let format: String
    let bytes: [UInt8]
    let expected: [String: Any]

    var must: String { expected["must"] as? String ?? "" }

    /// Those of some formats; `nil` when the vectors are not there.
    static func all(_ formats: Set<String>) throws -> [BankVector]? {
        guard let index = Vectors.data("bank/index.json") else { return nil }
        let content = try #require(try JSONSerialization.jsonObject(with: index) as? [String: Any])
        let files = try #require(content["files"] as? [[String: Any]])
        return try files.compactMap { file in
            guard let name = file["file"] as? String, let format = file["format"] as? String,
                formats.contains(format)
            else { return nil }
            let bytes = try #require(Vectors.data(name), "\(name)")
            let expected = try #require(file["expected"] as? [String: Any])
            return BankVector(
                name: name, format: format, bytes: Array(bytes), expected: expected)
        }
    }
}

extension [String: Any] {
    func text(_ key: String) -> String? { self[key] as? String }
    func number(_ key: String) -> Int? { self[key] as? Int }
    func list(_ key: String) -> [[String: Any]] { self[key] as? [[String: Any]] ?? [] }
    func fixed(_ key: String) -> Fixed? { text(key).flatMap { Fixed($0) } }
}
