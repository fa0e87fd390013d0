import Foundation
import Logs
import TestSupport
import Testing

@Suite("JSON that is read") struct JSONValueTests {
    /// One text of the public suite, and whether a reader has to take it.
    private struct Sample: Decodable {
        let name: String
        let expect: String
        let base64: String
    }

    private struct Samples: Decodable { let tests: [Sample] }

    @Test("is that of RFC 8259, by the public suite") func suite() throws {
        guard let data = Vectors.data("json/test_parsing.json") else { return }
        let samples = try JSONDecoder().decode(Samples.self, from: data).tests
        #expect(samples.count == 318)
        for sample in samples {
            let bytes = try #require(Data(base64Encoded: sample.base64))
            let value = JSONValue([UInt8](bytes))
            switch sample.expect {
            case "accept": #expect(value != nil, "\(sample.name)")
            case "reject": #expect(value == nil, "\(sample.name)")
            default: continue
            }
        }
    }

    @Test("nests no deeper than 64") func depth() {
        func nested(_ levels: Int) -> [UInt8] {
            Array(String(repeating: "[", count: levels).utf8)
                + Array(String(repeating: "]", count: levels).utf8)
        }
        #expect(JSONValue(nested(64)) != nil)
        #expect(JSONValue(nested(65)) == nil && JSONValue(nested(100_000)) == nil)
    }

    @Test("keeps numbers as written, members in order, the first of one key") func kept() {
        let value = JSONValue(#" {"b":1.50, "a":-0e+1,"b":2,"c":[true,false,null]} "#.utf8)
        #expect(value?.members.map(\.key) == ["b", "a", "b", "c"])
        #expect(value?["b"] == .number("1.50") && value?["a"] == .number("-0e+1"))
        #expect(value?["c"] == .array([.bool(true), .bool(false), .null]))
        #expect(value?["d"] == nil && value?["b"]?.whole == nil)
        #expect(JSONValue("12".utf8)?.whole == 12 && JSONValue("12".utf8)?["a"] == nil)
    }

    @Test(
        "has texts with every escape",
        arguments: table(
            """
            json                      text  why
            "\\u0041\\u00e4"          Aä    codes
            "\\ud83d\\ude00"          😀    a pair
            "\\/\\"\\\\"              /"\\  themselves
            "a\\u0062c"               abc   in between
            """))
    func escapes(_ row: [String]) {
        #expect(JSONValue(row[0].utf8)?.text == row[1], "\(row[2])")
    }

    @Test("is not what is cut off at any place") func cut() {
        let whole = Array(#"{"a":[1,"b\u00e4\n",{"c":null}],"d":-1.5e3}"#.utf8)
        #expect(JSONValue(whole) != nil)
        for end in whole.indices { #expect(JSONValue(whole[..<end]) == nil, "\(end)") }
    }
}
