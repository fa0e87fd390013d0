import Domain
import Sheets
import Testing

@Suite("CSV text") struct CSVTextTests {
    @Test("finds what asks for quotes at every place of every length") func quoting() {
        for length in 1...33 {
            for place in 0..<length {
                for special in [UInt8(ascii: "\""), 44, 10, 13] {
                    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length)
                    bytes[place] = special
                    expectSame(bytes, isFormula: place == 0 && special == 13)
                }
            }
        }
    }

    @Test("leaves bytes beside the special ones alone", arguments: UInt8(1)...127)
    func neighbours(_ byte: UInt8) {
        guard ![10, 13, 34, 44].contains(byte) else { return }
        let words = String(decoding: [UInt8](repeating: byte, count: 9) + [120], as: UTF8.self)
        #expect(CSVEncoderTests.row { $0.text("x" + words) } == "x" + words + "\r\n")
    }

    @Test("grows for long text, and keeps what came before") func longText() {
        let long = String(repeating: "ab\"c,d", count: 100_000)
        let text = CSVEncoderTests.row {
            $0.integer(7)
            $0.text(long)
            $0.text("z")
        }
        #expect(CSVReader.records(text) == [["7", long, "z"]])
    }

    @Test(
        "neutralises what a spreadsheet would run",
        arguments: [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", "＝1", "＋1", "－1", "＠x", " =1",
            "\u{A0}=1",
            "\u{3000}＝1", "\u{FEFF}=1", "\u{200B}-1", "\n=1", "  \t", "=cmd|'/c calc'!A0", "-",
            " \u{2003}\u{202F}@x",
        ])
    func formulas(_ words: String) {
        let text = CSVEncoderTests.row { $0.text(words) }
        #expect(CSVReader.records(text) == [["'" + words]])
    }

    @Test(
        "leaves harmless text alone",
        arguments: [
            "a=b", "1+1", "x@y.in", "'=1", "(=1)", "–1", "हिन्दी", "   ", "_", "#REF!", "\u{A0}x", "é-",
        ])
    func harmless(_ words: String) {
        #expect(CSVEncoderTests.row { $0.text(words) } == words + "\r\n")
    }

    @Test("keeps numbers numbers, below zero too") func numbers() {
        let text = CSVEncoderTests.row {
            $0.integer(-5)
            $0.decimal(minor: -250, digits: 2)
        }
        #expect(text == "-5,-2.50\r\n")
    }

    private func expectSame(_ bytes: [UInt8], isFormula: Bool) {
        let words = String(decoding: bytes, as: UTF8.self)
        let text = CSVEncoderTests.row { csv in
            bytes.withUnsafeBytes { csv.text($0) }
            csv.integer(1)
        }
        let quote = "\""
        let inner = words.replacing(quote, with: quote + quote)
        #expect(text == "\(quote)\(isFormula ? "'" : "")\(inner)\(quote),1\r\n")
    }
}
