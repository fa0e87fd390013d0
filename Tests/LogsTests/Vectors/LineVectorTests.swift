import Logs
import TestSupport
import Testing

@Suite("Winston's lines") struct LineVectorTests {
    /// Cases of values that only JavaScript has, and of reserved keys, which ours puts elsewhere.
    private static let others = [
        "val-js-only", "val-map-set-regexp", "val-buffer", "splat-", "prod-nonstring-messages",
        "str-lone-surrogate", "exception-flag-dropped", "err-under-key", "err-cause",
        "child-vs-defaultMeta", "defaultMeta-single-object-loses", "err-first-arg-no-errors-format",
        "val-error-in-meta", "val-circular", "ts-existing-in-meta",
    ]

    /// Formats that are not the production pipeline's.
    private static let skipped: Set = [
        "align", "cli", "colorize-all", "colorize-json", "colorize-message", "colorize-simple",
        "json-circular-null", "json-circular-string", "json-maxbreadth", "json-nodeterministic",
        "json-space2", "label-message", "level-upper", "level-upper-then-filter", "logstash",
        "logstash-no-message", "metadata", "metadata-empty", "metadata-fillExcept",
        "metadata-fillWith", "metadata-key", "padLevels", "prettyPrint", "printf", "printf-label",
        "simple", "simple-errors-stack", "simple-ts", "transport-format-on-top",
        "transport-own-json-only", "uncolorize",
    ]

    @Test("are ours to the byte, the named ones") func named() throws {
        let replayed = try replay("lines")
        guard let (golden, results) = replayed else { return }
        let skippedNames = results.filter { $0["skipped"] != nil }.compactMap { $0["name"]?.text }
        #expect(Set(skippedNames) == Self.skipped)
        for (want, got) in zip(golden, results) where got["skipped"] == nil {
            let name = want["name"]?.text ?? ""
            if Self.others.contains(where: name.hasPrefix) { continue }
            #expect(bytes(want["out"]) == bytes(got["out"]), "\(name): \(got)")
        }
    }

    @Test("are ours to the byte, the random ones") func random() throws {
        let replayed = try replay("lines-random")
        guard let (golden, results) = replayed else { return }
        for (want, got) in zip(golden, results) {
            #expect(bytes(want["out"]) == bytes(got["out"]), "\(want["name"]?.text ?? "")")
        }
    }

    @Test("are all there") func count() throws {
        guard Vectors.data("winston/lines-cases.jsonl") != nil else { return }
        #expect(Vectors.golden("lines").count == 122)
        #expect(Vectors.golden("lines-random").count == 1500)
    }

    private func replay(_ group: String) throws -> ([JSONValue], [JSONValue])? {
        guard let cases = Vectors.text("winston/\(group)-cases.jsonl") else { return nil }
        let golden = Vectors.golden(group)
        let results = try Replay.lines("lines", of: cases).map { JSONValue($0.utf8) ?? .null }
        try #require(results.map { $0["name"] } == golden.map { $0["name"] })
        return (golden, results)
    }

    /// Lines as bytes: Swift finds texts equal that are spelt otherwise.
    private func bytes(_ value: JSONValue?) -> [[UInt8]]? {
        value?.elements.flatMap { $0.text.map { [Array($0.utf8)] } ?? bytes($0) ?? [] }
    }
}
