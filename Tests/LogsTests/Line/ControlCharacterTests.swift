import Logging
import Logs
import TestSupport
import Testing

@Suite("Escapes") struct ControlCharacterTests {
    private static let short: [UInt32: String] = [
        8: #"\b"#, 9: #"\t"#, 10: #"\n"#, 12: #"\f"#, 13: #"\r"#, 34: #"\""#, 92: #"\\"#,
    ]

    @Test("are those of ECMAScript for every character below 0x100") func each() throws {
        for code in UInt32(0)..<0x100 {
            let scalar = try #require(Unicode.Scalar(code))
            let digits = String(code, radix: 16)
            let wanted =
                Self.short[code]
                ?? (code < 32
                    ? #"\u00"# + (digits.count == 1 ? "0" : "") + digits : String(scalar))
            #expect(json(of: .string(String(scalar))) == "\"\(wanted)\"", "\(code)")
        }
    }

    @Test("come at every place of eight bytes that are looked at together") func places() {
        for letter in ["\u{0}", "\"", "\\", "\u{1F}", "\u{7F}", "ä"] {
            for before in 0..<20 {
                let (head, tail) = (String(repeating: "a", count: before), "bbbbbbbbb")
                let text = json(of: .string(head + letter + tail))
                #expect(JSONValue(text.utf8) == .string(head + letter + tail), "\(before)")
                let isRaw = letter == "\u{7F}" || letter == "ä"
                #expect(text.utf8.contains(UInt8(ascii: "\\")) == !isRaw)
            }
        }
    }

    @Test("are not there for what JavaScript's own texts would want") func raw() {
        #expect(json(of: "\u{2028}\u{2029}/<>&\u{FEFF}") == "\"\u{2028}\u{2029}/<>&\u{FEFF}\"")
    }

    @Test("stand in keys and messages and levels too") func everywhere() {
        #expect(line("a\nb", ["k\n": "v"]).contains(#""k\n":"v""#))
        #expect(line("a\nb").contains(#""message":"a\nb""#))
        #expect(line("m", context: ["k\u{0}": "v"]).contains(#""k\u0000":"v""#))
        let record = LogRecord(level: "in\nfo", message: "m", at: lineAt)
        #expect(LineEncoder().line(record).count { $0 == 10 } == 1)
    }

    @Test("leave a text what it was, whatever is in it") func property() {
        var dice = Dice()
        for _ in 0..<500 {
            let count = Int(dice.next() % 40)
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
            // Bytes that are no UTF-8 have become U+FFFD when a logger has them.
            let text = String(decoding: bytes, as: UTF8.self)
            let shown = JSONValue(json(of: .string(text)).utf8)?.text
            #expect(shown.map { Array($0.utf8) } == Array(text.utf8), "\(bytes) \(dice)")
        }
    }
}
