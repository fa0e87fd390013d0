import Domain
import Logging
import Logs
import Testing

@Suite("A line that is too long") struct LongLineTests {
    private static let huge = String(repeating: "x", count: 10 << 20)

    /// Says that a line is cut, whole as JSON, and marked.
    @discardableResult
    private func expectCut(
        _ message: Logger.MetadataValue = "m", _ metadata: Logger.Metadata = [:],
        error: (any Error)? = nil, context: Logger.Metadata = [:],
        at place: SourceLocation = #_sourceLocation
    ) throws -> JSONValue {
        let record = LogRecord(
            level: "info", message: message, at: lineAt, metadata: metadata, error: error)
        let bytes = LineEncoder().line(record, LineContext(context))
        #expect(bytes.count <= 16_384 && bytes.last == 10, "\(bytes.count)", sourceLocation: place)
        #expect(bytes.firstIndex(of: 10) == bytes.count - 1, sourceLocation: place)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("\u{FFFD}"), sourceLocation: place)
        let value = try #require(JSONValue(bytes.dropLast()), sourceLocation: place)
        #expect(value["truncated"] == .bool(true), sourceLocation: place)
        #expect(value["level"]?.text == "info", sourceLocation: place)
        #expect(value["timestamp"]?.text == "2026-08-22T09:15:30.123Z", sourceLocation: place)
        return value
    }

    @Test("has as much of a message of 10 MB as there is room for") func message() throws {
        let value = try expectCut(.string(Self.huge), ["jobId": "b6c1"])
        let shown = try #require(value["message"]?.text)
        #expect(shown.utf8.count >= 8000 && Self.huge.hasPrefix(shown))
        #expect(value["jobId"]?.text == "b6c1")
    }

    @Test("keeps the message when a value of 10 MB is what is long") func value() throws {
        let value = try expectCut("m", ["a": .string(Self.huge), "b": ["c": .string(Self.huge)]])
        #expect(value["message"]?.text == "m")
        #expect(value["a"]?.text?.isEmpty == false && value["b"]?["c"]?.text?.isEmpty == false)
    }

    @Test("has the message though it is a dictionary of 5,000 keys") func keys() throws {
        var metadata: Logger.Metadata = [:]
        for number in 0..<5000 { metadata["key\(number)"] = .number(number) }
        #expect(try expectCut("m", metadata)["message"]?.text == "m")
        #expect(try expectCut("m", ["a": .dictionary(metadata)])["message"]?.text == "m")
        #expect(try expectCut("m", metadata, error: Failed())["message"]?.text == "m gone wrong")
    }

    @Test("has the message though the logger has 300 long fields") func contextKeys() throws {
        var context: Logger.Metadata = [:]
        let text = String(repeating: "x", count: 100)
        for number in 0..<300 { context["key\(number)"] = .string(text) }
        #expect(try expectCut("m", context: context)["message"]?.text == "m")
    }

    @Test("has the message though a list has a million elements") func list() throws {
        let list = Array(repeating: Logger.MetadataValue.number(1), count: 1_000_000)
        #expect(try expectCut("m", ["a": .array(list)])["message"]?.text == "m")
    }

    @Test("is cut between two letters", arguments: ["ä", "語", "😀", "a😀", "\u{0}", "\"", "\\n"])
    func letters(_ letter: String) throws {
        let text = String(repeating: letter, count: 20_000)
        let shown = try #require(expectCut(.string(text))["message"]?.text)
        #expect(text.unicodeScalars.starts(with: shown.unicodeScalars) && !shown.isEmpty)
    }

    @Test("has the message though key, error and cause are all long") func all() throws {
        let error = Failed(
            logMessage: Self.huge, logFields: ["code": .string(Self.huge)],
            logCause: Failed(logMessage: Self.huge))
        let value = try expectCut("m", [Self.huge: "v"], error: error)
        #expect(value["message"]?.text?.hasPrefix("m xx") == true)
        #expect(value["stack"]?.text?.hasPrefix("Failed: xx") == true)
    }

    @Test("is not marked when it has just room") func justRoom() throws {
        let frame = usual("", message: "").utf8.count
        let exact = String(repeating: "x", count: 16_384 - frame - 1)
        #expect(line(.string(exact)) == usual("", message: exact))
        try expectCut(.string(exact + "x"))
    }

    @Test("keeps a field of the logger's short") func contextField() {
        let text = line(context: ["a": .string(Self.huge)])
        #expect(JSONValue(text.utf8)?["a"]?.text == String(repeating: "x", count: 512))
    }
}
