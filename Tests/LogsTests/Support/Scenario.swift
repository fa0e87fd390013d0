import Logs
import Testing

/// What ours leaves of the scenarios in which winston is unstable or wrong.
enum Scenario {
    private static let results = Result { try Replay.rotation("rotation", "exact") }

    /// Says a scenario's files with their line numbers; passes when the vectors are not there.
    static func expect(
        _ name: String, _ files: String, at place: SourceLocation = #_sourceLocation
    ) throws {
        guard let result = try find(name) else { return }
        #expect(FolderShape.brief(result) == files, "\(result)", sourceLocation: place)
    }

    /// Says with which word a scenario is refused at start.
    static func expectRefused(
        _ name: String, _ option: String, at place: SourceLocation = #_sourceLocation
    ) throws {
        guard let result = try find(name) else { return }
        let sentence = result["throws"]?.text ?? ""
        #expect(sentence.hasPrefix("\(option) "), "\(result)", sourceLocation: place)
    }

    /// A scenario's result; `nil` when the vectors are not there.
    static func find(_ name: String) throws -> JSONValue? {
        let results = try results.get()
        guard !results.isEmpty else { return nil }
        return try #require(results.first { $0["name"]?.text == name }, "no scenario \(name)")
    }
}
