import Logging
import Logs
import TestSupport
import Testing

@Suite("Values of metadata") struct ValueTests {
    @Test("that are whole numbers stay numbers while ECMAScript can tell them apart") func whole() {
        #expect(json(of: .number(9_007_199_254_740_992)) == "9007199254740992")
        #expect(json(of: .number(-9_007_199_254_740_992)) == "-9007199254740992")
        #expect(json(of: .number(Int64(7))) == "7")
        #expect(json(of: .stringConvertible(UInt8(255))) == "255")
        #expect(json(of: .stringConvertible(Int16(-3))) == "-3")
    }

    @Test("that are greater whole numbers are quoted") func beyond() {
        #expect(json(of: .number(9_007_199_254_740_993)) == #""9007199254740993""#)
        #expect(json(of: .number(-9_007_199_254_740_993)) == #""-9007199254740993""#)
        #expect(json(of: .number(Int64.max)) == #""9223372036854775807""#)
        #expect(json(of: .number(Int64.min)) == #""-9223372036854775808""#)
        #expect(json(of: .stringConvertible(UInt64.max)) == #""18446744073709551615""#)
        let large = Int128.max
        #expect(json(of: .stringConvertible(large)) == "\"\(large)\"")
    }

    @Test("that are no numbers are null") func notFinite() {
        for value in [Double.nan, .infinity, -.infinity, .signalingNaN] {
            #expect(json(of: .stringConvertible(value)) == "null")
        }
        #expect(json(of: .stringConvertible(Float.nan)) == "null")
    }

    @Test("stay booleans, and texts that look like something else stay texts") func kinds() {
        #expect(json(of: .flag(true)) == "true" && json(of: .flag(false)) == "false")
        #expect(json(of: .stringConvertible(LogNull())) == "null")
        #expect(
            json(of: "true") == #""true""# && json(of: "1") == #""1""# && json(of: "") == #""""#)
        #expect(json(of: .stringConvertible(Float(0.5))) == "0.5")
        #expect(json(of: .stringConvertible(Float(0.1))) == "0.10000000149011612")
        #expect(json(of: .stringConvertible(lineAt)) == #""2026-08-22T09:15:30.123Z""#)
    }

    @Test("that are not there leave no key, and null in a list") func absent() {
        let absent = Logger.MetadataValue.stringConvertible(LogAbsent())
        #expect(line("m", ["a": absent]) == usual())
        #expect(line(context: ["a": absent]) == usual())
        #expect(line("m", ["a": absent], context: ["a": "b"]) == usual())
        #expect(json(of: ["b": absent, "c": "d"]) == #"{"c":"d"}"#)
        #expect(json(of: ["b": absent]) == "{}")
        #expect(json(of: [absent, "d", absent]) == #"[null,"d",null]"#)
        #expect(!line("m", error: Failed(logFields: ["a": absent])).contains("\"a\""))
    }

    @Test("that are empty are shown") func empty() {
        #expect(json(of: [:]) == "{}" && json(of: .array([])) == "[]")
        #expect(json(of: [.array([]), .dictionary([:])]) == "[[],{}]")
    }

    @Test("of the call stand before the logger's, of which each is shown once") func once() {
        #expect(line("m", ["a": "call"], context: ["a": "logger"]) == usual(#""a":"call","#))
        #expect(line("m", ["a": "b"], context: ["c": "d"]) == usual(#""a":"b","c":"d","#))
    }

    @Test("may be a message that is no text") func message() {
        #expect(line(.number(7)) == usual().replacing(#""m""#, with: "7"))
        #expect(line(["a": "b"]) == usual().replacing(#""m""#, with: #"{"a":"b"}"#))
    }
}
