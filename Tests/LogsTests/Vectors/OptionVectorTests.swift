import Logs
import TestSupport
import Testing

@Suite("Rotation options") struct OptionVectorTests {
    @Test("are numbers where winston makes numbers of them") func sizes() throws {
        var count = 0
        for row in Vectors.rows("winston/options.tsv") where row[0] == "size" {
            let text = try #require(JSONValue(row[1].utf8)?.text)
            guard let bytes = Int(row[2]), bytes > 0 else { continue }
            count += 1
            #expect(try LogSize(text) == LogSize(bytes: bytes), "\(text)")
        }
        #expect(count == 7 || count == 0)
    }

    @Test(
        "are what is meant, where winston has no limit and says nothing",
        arguments: table(
            """
            size   bytes       why
            1.5m   1572864     winston takes no fraction of more than one
            1kb    1024        with a b
            20mb   20971520    with a b
            20MB   20971520    in capitals
            100    100         bytes
            100b   100         bytes, said aloud
            00.5k  512         a zero too many
            2G     2147483648  in capitals
            """))
    func meant(_ row: [String]) throws {
        #expect(try LogSize(row[0]).bytes == Int(row[1]), "\(row[2])")
    }

    @Test(
        "are refused by name when they are no size",
        arguments: [
            "1t", "10 k", " 1k", "k", "-1k", "1e3k", "", "0k", "0.m", "0", "b", "kb", "1.5",
            "1..5k",
            "1.k", ".5k", "1,5m", "+1k", "９k", "99999999999g", "18446744073709551616",
        ])
    func noSize(_ text: String) {
        let error = #expect(throws: LogOptionError.self) { try LogSize(text) }
        #expect(error?.option == "maxSize", "\(text)")
        #expect(error?.description.hasPrefix("maxSize is not a size") == true)
    }

    @Test("say how often a file begins, or are refused by name") func frequencies() throws {
        for row in Vectors.rows("winston/options.tsv") where row[0] == "frequency" {
            let text = try #require(JSONValue(row[1].utf8)?.text)
            let value = try #require(JSONValue(row[2].utf8))
            guard let want = frequency(value) else {
                let error = #expect(throws: LogOptionError.self) { try LogFrequency(text) }
                #expect(error?.option == "frequency", "\(text)")
                continue
            }
            #expect(try LogFrequency(text) == want, "\(text)")
        }
    }

    /// What winston makes of a frequency; `nil` where it would never begin a file, or always.
    private func frequency(_ value: JSONValue) -> LogFrequency? {
        let count = Int(value["digit"]?.whole ?? 0)
        return switch value["type"]?.text {
        case "daily": .daily
        case "custom": .custom
        case "h" where count > 0: .hours(count)
        case "m" where count > 0: .minutes(count)
        default: nil
        }
    }

    @Test(
        "say how many files are kept, or are refused by name",
        arguments: table(
            """
            text     kept       why
            30       files 30   a number
            14d      days 14    days
            14D      days 14    winston keeps fourteen files
            1        files 1    the least
            100000d  days 100000  the most
            0        refused    nothing would be kept
            0d       refused    nothing would be kept
            100001   refused    more than can be meant
            abc      refused    winston crashes
            -1       refused    less than nothing
            1.5d     refused    half a day
            14dd     refused    twice
            d        refused    no number
            14 d     refused    a blank
            """))
    func retention(_ row: [String]) {
        let found: String
        do throws(LogOptionError) {
            switch try LogRetention(row[0]) {
            case .files(let count): found = "files \(count)"
            case .days(let count): found = "days \(count)"
            }
        } catch {
            found = "refused"
            #expect(error.option == "maxFiles")
        }
        #expect(found == row[1], "\(row[0]): \(row[2])")
    }
}
