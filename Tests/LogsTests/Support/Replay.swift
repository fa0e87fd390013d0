import Logs
import TestSupport
import Testing

/// The program that replays cases of winston's, run as another process.
enum Replay {
    /// What it answers to cases, a line each.
    static func lines(
        _ what: String..., of cases: String, at place: SourceLocation = #_sourceLocation
    ) throws -> [Substring] {
        let done = try Program.run(Program.built("log-replay"), what, input: cases, folder: "/")
        try #require(done.status == 0, "\(done.errors)", sourceLocation: place)
        let lines = done.output.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.dropLast()
    }

    /// The values of a text that has one a line; `null` for what is no JSON.
    static func values(_ text: String) -> [JSONValue] {
        text.split(separator: "\n").map { JSONValue($0.utf8) ?? .null }
    }

    /// What it answers to a group of rotations.
    static func rotation(_ group: String, _ mode: String...) throws -> [JSONValue] {
        guard let cases = Vectors.text("winston/\(group)-cases.jsonl") else { return [] }
        let words = ["rotation"] + mode
        let done = try Program.run(Program.built("log-replay"), words, input: cases, folder: "/")
        try #require(done.status == 0, "\(done.errors)")
        return values(done.output)
    }
}
