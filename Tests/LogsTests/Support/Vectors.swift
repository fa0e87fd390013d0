import Foundation
import Logs

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

    /// A file's text; `nil` when it is not there.
    static func text(_ name: String) -> String? {
        data(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The rows of a table whose cells stand between tabs; none when it is not there.
    static func rows(_ name: String) -> [[String]] {
        (text(name) ?? "").split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The results that winston gave, a line each; none when they are not there.
    static func golden(_ name: String) -> [JSONValue] {
        Replay.values(text("winston/\(name)-golden.jsonl") ?? "")
    }
}
