import Glibc
import Logging
import Logs
import Testing

@Suite("A line on a terminal") struct ConsoleTests {
    private func text(
        _ message: Logger.MetadataValue = "m", _ metadata: Logger.Metadata = [:],
        error: (any Error)? = nil, isColoured: Bool = false
    ) throws -> String {
        let value = try #require(JSONValue(line(message, metadata, error: error).utf8))
        let shown = LogConsole.text(of: value, isColoured: isColoured)
        // The time is that of the zone of this machine.
        let time = try #require(shown.firstRange(of: #/^[0-9]{2}:[0-9]{2}:30\.123 /#))
        return String(shown[time.upperBound...])
    }

    @Test("has the level, the message and the fields in order") func plain() throws {
        #expect(try text("Job completed") == "info    Job completed")
        #expect(
            try text("m", ["rows": .number(120), "jobId": "b6c1"])
                == "info    m jobId=b6c1 rows=120")
    }

    @Test("quotes a text that has blanks or is empty, and nothing else") func quotes() throws {
        let metadata: Logger.Metadata = [
            "a": "two words", "b": "", "c": .flag(true), "d": .stringConvertible(LogNull()),
            "e": [.number(1), "x"], "f": ["k": "v", "l": .number(2)],
        ]
        #expect(
            try text("m", metadata)
                == #"info    m a="two words" b="" c=true d=null e=[1, x] f={k=v l=2}"#)
    }

    @Test("has an error's causes below it; its own words it ends with") func stack() throws {
        let error = Failed(logFields: ["code": "E1"], logCause: Failed(logMessage: "host away"))
        #expect(
            try text("Job", error: error) == """
                info    Job gone wrong code=E1
                    caused by Failed: host away
                """)
    }

    @Test(
        "has winston's colour of its level",
        arguments: [
            ("error", 31), ("warn", 33), ("info", 32), ("http", 32), ("verbose", 36), ("debug", 34),
            ("silly", 35),
        ])
    func colours(_ level: String, _ code: Int) {
        let value = JSONValue.object([
            ("level", .string(level)), ("message", .string("m")), ("a", .number("1")),
        ])
        let name = level.padding(toLength: 7)
        #expect(
            LogConsole.text(of: value, isColoured: true)
                == " \u{1B}[\(code)m\(name)\u{1B}[39m m \u{1B}[2ma=\u{1B}[22m1")
        #expect(LogConsole.text(of: value, isColoured: false) == " \(name) m a=1")
    }

    @Test("shows no character that moves a cursor or turns a text") func visible() throws {
        let bad = "a\u{1B}[2Jb\rc\nd\u{7}e\u{9B}f\u{202E}g\u{2028}h\u{2066}i\u{200F}j"
        let shown = "a?[2Jb?c?d?e?f?g?h?i?j"
        #expect(
            try text(.string(bad), ["k\u{1B}": .string(bad), "l": [.string(bad)]])
                == "info    \(shown) k?=\(shown) l=[\(shown)]")
        #expect(try text(.string("ä語😀")) == "info    ä語😀")
        let stack = try text("m", error: Failed(logStack: "E\u{1B}\nF\u{202E}"))
        #expect(stack.hasSuffix(" m gone wrong\n    F?"))
    }

    @Test("is written by a pipeline, cut like any other") func long() {
        let kept = Kept<String>()
        let console = LogConsole(isColoured: false) { kept.add($0) }
        let pipeline = LogPipeline([.console(console, level: .info)])
        Logger(label: "test") { _ in WinstonLogHandler(pipeline) }
            .info("\(String(repeating: "x", count: 1 << 20))")
        #expect(kept.all.count == 1)
        #expect((kept.all.first?.utf8.count ?? 0) < 16_384)
        #expect(kept.all.first?.hasSuffix("truncated=true") == true)
    }
}

extension String {
    fileprivate func padding(toLength length: Int) -> String {
        self + String(repeating: " ", count: length - count)
    }
}
