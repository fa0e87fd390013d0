import Logging
import Logs
import Testing

@Suite("Reserved keys") struct ReservedKeyTests {
    @Test("go under meta, where winston lets them replace the line's own") func moved() {
        #expect(line("m", ["level": "x"]) == usual("", #""meta":{"level":"x"},"#))
        #expect(line("m", ["message": .number(1)]) == usual("", #""meta":{"message":1},"#))
        #expect(line("m", ["timestamp": "mine"]) == usual("", #""meta":{"timestamp":"mine"},"#))
    }

    @Test("go under it together, and leave the others alone") func together() {
        let metadata: Logger.Metadata = [
            "timestamp": "t", "level": "l", "message": "m", "a": "b", "z": "y",
        ]
        let meta = #""meta":{"level":"l","message":"m","timestamp":"t"},"#
        #expect(
            line("m", metadata)
                == String(usual(#""a":"b","#, meta).dropLast()) + #","z":"y"}"#)
    }

    @Test("stand beside what the caller has under meta, which wins") func beside() {
        let own: Logger.Metadata = ["level": "x", "meta": ["a": .number(1)]]
        #expect(line("m", own) == usual("", #""meta":{"a":1,"level":"x"},"#))
        let both: Logger.Metadata = ["level": "x", "meta": ["level": "own"]]
        #expect(line("m", both) == usual("", #""meta":{"level":"own"},"#))
    }

    @Test("push a meta that is no object one level down") func below() {
        let text: Logger.Metadata = ["level": "x", "meta": "text"]
        #expect(line("m", text) == usual("", #""meta":{"level":"x","meta":"text"},"#))
        let list: Logger.Metadata = ["level": "x", "meta": [.number(1)]]
        #expect(line("m", list) == usual("", #""meta":{"level":"x","meta":[1]},"#))
    }

    @Test("stand beside the meta of the logger and of the error") func ofTheLogger() {
        let meta = #""meta":{"a":"b","level":"x"},"#
        #expect(line("m", ["level": "x"], context: ["meta": ["a": "b"]]) == usual("", meta))
        let failed = line("m", ["level": "x"], error: Failed(logFields: ["meta": ["a": "b"]]))
        #expect(failed.contains(meta))
    }

    @Test("of a logger are not shown, as winston's child has it") func child() {
        #expect(line(context: ["level": "x", "message": "y", "timestamp": "z"]) == usual())
    }

    @Test("in an object are keys like any other") func nested() {
        #expect(json(of: ["level": "x", "message": "y"]) == #"{"level":"x","message":"y"}"#)
    }
}
