import Foundation

/// Public vectors beside the repository, or where `EVCLINIC_VECTORS` says; they may be missing.
enum Vectors {
    /// The file's content, or `nil` with a line that says so.
    static func data(_ name: String, from file: String = #filePath) -> Data? {
        let root = file.components(separatedBy: "/Tests/").first ?? "."
        let folder =
            ProcessInfo.processInfo.environment["EVCLINIC_VECTORS"] ?? root + "/../shared/vectors"
        guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
            print("skipped: vectors not found (\(name))")
            return nil
        }
        return data
    }

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
