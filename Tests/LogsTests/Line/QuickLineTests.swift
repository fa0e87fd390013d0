import Logging
import TestSupport
import Testing

@testable import Logs

@Suite("The quick way") struct QuickLineTests {
    @Test("writes the usual line") func usualLine() {
        let record = LogRecord(level: "info", message: "m", at: lineAt, metadata: ["a": "b"])
        let bytes = QuickLine.line(record, LineContext(["c": "d"]), LineFormat()) { Array($0) }
        #expect(
            bytes.map { String(decoding: $0, as: UTF8.self) }
                == usual(#""a":"b","c":"d","#) + "\n")
    }

    @Test("writes the bytes of the other way, whatever is logged") func property() {
        var dice = Dice()
        var quick = 0
        for _ in 0..<5000 {
            let record = LogRecord(
                level: "info", message: Self.value(&dice, 1), at: lineAt,
                metadata: Self.metadata(&dice, 2))
            let context = LineContext(Self.metadata(&dice, 2))
            let format = LineFormat()
            guard let line = QuickLine.line(record, context, format, { Array($0) }) else {
                continue
            }
            quick += 1
            let other = Self.other(record, context)
            let texts = [line, other ?? []].map { String(decoding: $0, as: UTF8.self) }
            #expect(line == other, "\(texts) \(dice)")
        }
        #expect(quick > 500, "\(dice)")
    }

    /// The line through `Fields`, which a second key of the time asks for; it is taken off again.
    private static func other(_ record: LogRecord, _ context: LineContext) -> [UInt8]? {
        var format = LineFormat()
        // Behind any key of these tests.
        let last = String(repeating: "\u{FFFF}", count: 6)
        format.stampAlias = last
        let line = LineEncoder(format).line(record, context)
        let alias = #","\#(last)":"2026-08-22T09:15:30.123Z"}"# + "\n"
        guard line.suffix(alias.utf8.count).elementsEqual(alias.utf8) else { return nil }
        return line.dropLast(alias.utf8.count) + Array("}\n".utf8)
    }

    private static func metadata(_ dice: inout Dice, _ depth: Int) -> Logger.Metadata {
        let keys = ["a", "b", "jobId", "level", "meta", "stack", "é", "語", "z\n", "\"", "😀"]
        var found: Logger.Metadata = [:]
        for _ in 0..<(dice.next() % 6) {
            let key =
                dice.next() % 4 == 0
                ? KeyOrderTests.text(&dice) : keys[Int(dice.next() % UInt64(keys.count))]
            found[key] = value(&dice, depth)
        }
        return found
    }

    private static func value(_ dice: inout Dice, _ depth: Int) -> Logger.MetadataValue {
        switch dice.next() % (depth > 0 ? 12 : 10) {
        case 0: .number(Int(truncatingIfNeeded: dice.whole(bits: 64)))
        case 1: .stringConvertible(Double(bitPattern: dice.next()))
        case 2: .flag(dice.next() % 2 == 0)
        case 3: .stringConvertible(LogNull())
        case 4: .stringConvertible(LogAbsent())
        case 5: .sensitive("canary")
        case 6: .string("postgresql://u:pw@host password=pw")
        case 7: .stringConvertible(UInt64(dice.next()))
        case 8: .string(String(repeating: "long", count: Int(dice.next() % 300)))
        case 9: .string(KeyOrderTests.text(&dice))
        case 10: .dictionary(metadata(&dice, depth - 1))
        default: .array((0..<(dice.next() % 4)).map { _ in value(&dice, depth - 1) })
        }
    }
}
