import Domain
import Scheduling

/// One line of `schedule next`: `{"expr": "0 3 * * *", "zone": "Europe/Berlin", "from": …, "count": 3}`.
struct ScheduleRequest {
    private(set) var expr: String?
    private(set) var zone = "UTC"
    /// ISO 8601 text, or seconds since 1970.
    private(set) var from: From?
    private(set) var count = 1

    /// Where to begin, after which the first firing comes.
    enum From {
        case text(String)
        case seconds(Int64)
    }

    /// More firings than anyone reads; a year of minutes has fifty times as many.
    static let countMax = 10_000

    /// What is wrong with a line.
    struct Fault: Error {
        let sentence: String
        /// The expression, when it was read before the fault.
        let expr: String?
    }

    /// Reads a line; members that it does not know are passed over.
    init(_ line: ArraySlice<UInt8>) throws(Fault) {
        var reader = JSONLineReader(line)
        do {
            try reader.object { key, value throws(JSONLineReader.Fault) in
                try take(key, value)
            }
        } catch { throw Fault(sentence: error.sentence, expr: expr) }
        guard expr != nil else {
            throw Fault(sentence: "the line lacks the member expr", expr: nil)
        }
    }

    private mutating func take(
        _ key: String, _ value: JSONLineReader.Value
    ) throws(JSONLineReader.Fault) {
        switch (key, value) {
        case ("expr", .text(let text)): expr = text
        case ("zone", .text(let text)): zone = text
        case ("zone", .null), ("from", .null), ("count", .null): break
        case ("from", .text(let text)): from = .text(text)
        case ("from", .whole(let seconds)): from = .seconds(seconds)
        case ("count", .whole(let number)) where (0...Int64(Self.countMax)).contains(number):
            count = Int(number)
        case ("count", _):
            throw JSONLineReader.Fault("count is a whole number from 0 to \(Self.countMax)")
        case ("expr", _), ("zone", _): throw JSONLineReader.Fault("\(key) is a text")
        case ("from", _): throw JSONLineReader.Fault("from is ISO 8601 text or whole seconds")
        default: break
        }
    }
}
