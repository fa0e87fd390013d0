import Domain
import Logging
import Logs
import Testing

@Suite("An error in a line") struct ErrorLineTests {
    @Test("is joined to the message, with its code on top and a stack") func operational() {
        let error = AppError(.leaseLost, "run 7")
        let text = line("Job failed", error: error)
        let value = JSONValue(text.utf8)
        #expect(value?["message"]?.text == "Job failed \(error.sentence)")
        #expect(value?["code"]?.text == "LEASE_LOST")
        #expect(value?["statusCode"]?.whole == Int64(error.statusCode))
        #expect(value?["isOperational"] == .bool(error.isOperational))
        #expect(value?["stack"]?.text == "AppError: \(error.sentence)")
    }

    @Test("has the bytes of winston's line") func bytes() {
        let error = Failed(logFields: ["code": "E1"])
        let stack = #""stack":"Failed: gone wrong","#
        #expect(
            line("Job", error: error)
                == usual(#""code":"E1","#, message: "Job gone wrong", stack))
    }

    @Test("is the whole message where there is no other") func alone() {
        #expect(line("", error: Failed()).contains(#""message":"gone wrong""#))
        #expect(line("m", error: Failed(logMessage: "")).contains(#""message":"m""#))
    }

    @Test("is never {}, whatever it knows of itself") func plain() {
        let empty = line("m", error: Plain.empty)
        #expect(empty == usual("", message: "m empty", #""stack":"Plain: empty","#))
        let number = line("m", error: Plain.number(7))
        #expect(number.contains(#""message":"m number(7)""#) && !number.contains("{}"))
    }

    @Test("shows what brought it about, line by line") func causes() {
        let cause = Failed(logMessage: "host away", logCause: Plain.number(3))
        let text = line("m", error: Failed(logCause: cause))
        #expect(
            JSONValue(text.utf8)?["stack"]?.text == """
                Failed: gone wrong
                    caused by Failed: host away
                    caused by Plain: number(3)
                """)
    }

    @Test("ends though its causes are a ring") func ring() {
        let stack = JSONValue(line("m", error: Ring()).utf8)?["stack"]?.text ?? ""
        let lines = stack.split(separator: "\n")
        #expect(lines.count == 17)
        #expect(lines.dropFirst().allSatisfy { $0 == "    caused by Ring: round" })
    }

    @Test("brings its own stack where it has one") func ownStack() {
        let text = line("m", error: Failed(logStack: "Error: x\n    at y"))
        #expect(JSONValue(text.utf8)?["stack"]?.text == "Error: x\n    at y")
    }

    @Test("wins over the call's fields, and these over the logger's") func precedence() {
        let error = Failed(logFields: ["a": "error"])
        let text = line(
            "m", ["a": "call", "b": "call", "stack": "call"], error: error,
            context: ["a": "logger", "b": "logger", "c": "logger", "stack": "logger"])
        let value = JSONValue(text.utf8)
        #expect(value?["a"]?.text == "error" && value?["b"]?.text == "call")
        #expect(value?["c"]?.text == "logger")
        #expect(value?["stack"]?.text == "Failed: gone wrong")
        #expect(
            value?.members.map(\.key).sorted()
                == value.map { Array(Set($0.members.map(\.key))).sorted() })
    }

    @Test("replaces neither the level nor the message nor the time") func reserved() {
        let error = Failed(logFields: ["level": "x", "message": "y"])
        let value = JSONValue(line("m", error: error).utf8)
        #expect(value?["level"]?.text == "info" && value?["message"]?.text == "m gone wrong")
    }
}
