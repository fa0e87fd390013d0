import Foundation
import Logs
import TestSupport

extension Vectors {
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
