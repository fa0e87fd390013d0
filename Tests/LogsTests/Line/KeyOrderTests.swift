import Logging
import TestSupport
import Testing

@testable import Logs

@Suite("Keys") struct KeyOrderTests {
    private static let letters: [Unicode.Scalar] = [
        "a", "b", "Z", "0", "_", "~", "\u{0}", "\u{7F}", "\u{80}", "ä", "\u{7FF}", "\u{800}",
        "語", "\u{D7FF}", "\u{E000}", "\u{FFFD}", "\u{FFFF}", "\u{10000}", "😀",
        "\u{10FFFF}",
    ]

    static func text(_ dice: inout Dice) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<(dice.next() % 5) {
            text.append(letters[Int(dice.next() % UInt64(letters.count))])
        }
        return String(text)
    }

    @Test("stand in the order of UTF-16 code units") func property() {
        var dice = Dice()
        for _ in 0..<20_000 {
            let (a, b) = (Self.text(&dice), Self.text(&dice))
            let wanted = Array(a.utf16).lexicographicallyPrecedes(Array(b.utf16))
            #expect(KeyOrder.isBefore(a, b) == wanted, "\(a.debugDescription) \(b) \(dice)")
        }
    }

    @Test("of a line and of what is in it do so too, few or many", arguments: [5, 31, 32, 33, 80])
    func ofLine(_ count: Int) {
        var dice = Dice()
        var metadata: Logger.Metadata = [:]
        while metadata.count < count { metadata[Self.text(&dice)] = .number(1) }
        let sorted = metadata.keys.map { Array($0.utf16) }.sorted {
            $0.lexicographicallyPrecedes($1)
        }
        let own = ["level", "message", "timestamp"].map { Array($0.utf16) }
        for fields in [line("m", metadata), line(context: metadata)] {
            let keys = JSONValue(fields.utf8)?.members.map { Array($0.key.utf16) } ?? []
            #expect(keys.filter { !own.contains($0) } == sorted, "\(dice)")
            #expect(keys.count == count + 3, "\(dice)")
        }
        let inner = JSONValue(json(of: .dictionary(metadata)).utf8)
        #expect(inner?.members.map { Array($0.key.utf16) } == sorted, "\(dice)")
    }

    @Test("beyond U+FFFF stand before those from U+E000") func surrogates() {
        #expect(
            json(of: ["\u{FFFF}": "b", "😀": "a", "\u{D7FF}": "c"])
                == "{\"\u{D7FF}\":\"c\",\"😀\":\"a\",\"\u{FFFF}\":\"b\"}")
    }
}
