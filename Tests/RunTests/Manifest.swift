import Foundation

/// A manifest as a stranger reads it: its JSON, not our types.
struct Manifest {
    let revision: Int
    let reason: String
    /// Numbers and truth values as text; lists and objects left out.
    let facts: [String: String]
    let totals: [PrintedReceipt.Total]
    let rows: [String: Int]
    let files: [File]
    let onRequest: [File]

    struct File: Decodable, Equatable {
        let name: String
        let role: String
        let sha256: String
        let bytes: Int64
        let rows: Int
    }

    /// Reads the file.
    init(_ path: String) throws {
        let data = try Data(contentsOf: URL(filePath: path))
        let shape = try JSONDecoder().decode(Shape.self, from: data)
        (revision, reason) = (shape.revision, shape.reason)
        (files, onRequest) = (shape.files, shape.onRequest)
        (totals, rows) = (shape.facts.totals, shape.facts.rows)
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        facts = (object?["facts"] as? [String: Any] ?? [:]).compactMapValues { value in
            (value as? String) ?? (value as? NSNumber)?.stringValue
        }
    }

    private struct Shape: Decodable {
        let revision: Int
        let reason: String
        let files: [File]
        let onRequest: [File]
        let facts: Facts
    }

    private struct Facts: Decodable {
        let totals: [PrintedReceipt.Total]
        let rows: [String: Int]
    }
}
