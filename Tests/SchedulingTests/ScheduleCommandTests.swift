import TestSupport
import Testing

@Suite("evclinic schedule") struct ScheduleCommandTests {
    /// Neither a database nor settings: nothing but a folder, and no environment that names one.
    private func evclinic(
        _ words: String..., input: String = "", root: String = ""
    ) throws -> Program {
        let folder = try TemporaryFolder()
        return try Program.run(
            Program.evclinic, ["schedule"] + words,
            environment: ["EVCLINIC_ROOT": root, "PRIMARY_URL": "", "REPLICA_URLS": ""],
            input: input, folder: folder.path)
    }

    @Test("next answers each line, whatever stands on the others") func next() throws {
        let done = try evclinic(
            "next",
            input: #"""
                {"expr": "30 2 1 * *", "zone": "Europe/Berlin", "from": "2026-10-01T00:00:00Z", "count": 2}
                garbage
                {"count": 1, "from": 0, "id": {"a": ["]", 1]}, "expr": "\u0030 0\t* * *"}

                {"expr": "0 0 * * *", "from": "2026-03-29T02:30", "zone": "Europe/Berlin"}
                {"expr": "60 * * * *"}
                {"expr": "* * * * *", "zone": "../../etc/passwd"}
                {"expr": "* * * * *", "count": 10001}
                {"expr": "* * * * *", "from": "yesterday"}
                {"expr": "0 0 1 1 *", "from": "9998-06-01T00:00:00Z", "count": 5}
                {"expr": "@daily", "from": "2026-10-01T00:00:00+05:30"}
                """#)
        #expect(
            done.output.split(separator: "\n").map(String.init) == [
                #"{"expr":"30 2 1 * *","firings":["2026-10-01T00:30:00Z","2026-11-01T01:30:00Z"]}"#,
                #"{"expr":null,"error":"column 1 wants a JSON object"}"#,
                #"{"expr":"0 0\u0009* * *","firings":["1970-01-02T00:00:00Z"]}"#,
                #"{"expr":"0 0 * * *","firings":["2026-03-29T22:00:00Z"]}"#,
                #"{"expr":"60 * * * *","error":"SCHEDULE_INVALID “60 * * * *” column 1, minute: 60 is not 0 to 59, did you mean 59"}"#,
                #"{"expr":"* * * * *","error":"ZONE_UNKNOWN “../../etc/passwd”"}"#,
                #"{"expr":"* * * * *","error":"count is a whole number from 0 to 10000"}"#,
                #"{"expr":"* * * * *","error":"SCHEDULE_INVALID from is “yesterday”, not like 2026-10-31T02:30Z"}"#,
                #"{"expr":"0 0 1 1 *","firings":["9999-01-01T00:00:00Z"]}"#,
                #"{"expr":"@daily","firings":["2026-10-01T00:00:00Z"]}"#,
            ])
        #expect(done.status == 0)
    }

    @Test("next answers garbage of any kind line by line") func garbage() throws {
        var dice = Dice()
        let pieces = [
            "{", "}", "\"", "\\", "expr", ":", "* * * * *", ",", "[", "]", "null", "1", "-",
            "\\u12", "é",
            " ", "{\"expr\":\"* * * * *\"", "\u{1}", "zone", "99999999999999999999",
        ]
        let drawn = (0..<3000).map { _ in
            "x"
                + (0..<dice.roll(0...9)).map { _ in pieces.randomElement(using: &dice) ?? "" }
                .joined()
        }
        let whole = drawn.enumerated().map { $0 % 2 == 0 ? String($1.dropFirst()) + " x" : $1 }
        let long = "{\"expr\":\"" + String(repeating: "*", count: 300_000) + "\"}"
        let last = #"{"expr":"@yearly","from":0}"#
        // From a file: answers come while lines are still read, and a pipe has room for few of them.
        let folder = try TemporaryFolder()
        let lines = (whole + [long, last]).joined(separator: "\n") + "\n"
        let done = try Program.run(
            "/bin/sh",
            [
                "-c", #"exec "$0" schedule next <"$1""#, Program.evclinic,
                try folder.write(lines, to: "lines.jsonl"),
            ])
        let answers = done.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(answers.count == whole.count + 3, "\(dice)")
        #expect(answers.dropLast().dropLast().allSatisfy { $0.contains(#","error":""#) }, "\(dice)")
        #expect(answers.dropLast(2).last?.contains("longer than 65536 bytes") == true)
        #expect(
            answers.dropLast().last == #"{"expr":"@yearly","firings":["1971-01-01T00:00:00Z"]}"#)
    }

    @Test("explain shows what a change of clocks moved, in 80 columns") func explain() throws {
        let done = try evclinic(
            "explain", "30 2 * * *", "--zone", "Europe/Berlin", "--from", "2026-03-28", "--count",
            "3")
        #expect(
            done.output == """
                30 2 * * *: at 02:30.
                In the time of Europe/Berlin.
                A fixed time: when clocks change, each of its times still comes, and once.

                #  LOCAL                        UTC               CLOCK CHANGE
                1  Sat 2026-03-28 02:30 +01:00  2026-03-28 01:30
                2  Sun 2026-03-29 03:00 +02:00  2026-03-29 01:00  moved from 02:30
                3  Mon 2026-03-30 02:30 +02:00  2026-03-30 00:30

                """)
        let apia = try evclinic(
            "explain", "0 9 * * *", "--zone", "Pacific/Apia", "--from", "2011-12-28", "--count",
            "1000")
        #expect(apia.output.contains("moved from 2011-12-30 09:00"))
        #expect(apia.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test("explain takes a job's name, and says in whose time") func job() throws {
        let folder = try TemporaryFolder()
        try folder.write(JobScheduleTests.file(), to: "jobs/close.yaml")
        try folder.write(
            JobScheduleTests.file(schedule: "\"@daily\"", zone: "Asia/Kolkata"),
            to: "jobs/open.yaml")
        let words = ["--from", "2026-10-01T00:00:00Z", "--count", "1"]
        let each = try evclinic("explain", "close", words[0], words[1], root: folder.path)
        #expect(each.output.contains("30 2 1 * *: at 02:30, on day 1."))
        #expect(
            each.output.contains("Each clinic's own time; shown for UTC. Name one with --zone."))
        let one = try evclinic(
            "explain", "open", words[0], words[1], words[2], words[3], "--json", root: folder.path)
        #expect(
            one.output == """
                {"expr":"@daily","firings":[{"local":"2026-10-02T00:00:00+05:30",\
                "scheduled":"2026-10-02T00:00:00","utc":"2026-10-01T18:30:00Z"}],"kind":"fixed",\
                "sentence":"at 00:00","zone":"Asia/Kolkata"}

                """)
        let none = try evclinic("explain", "opne", root: folder.path)
        #expect(none.status == 64)
        #expect(none.errors.contains("“opne”, did you mean open"))
    }

    @Test(
        "explain says in words what an expression means",
        arguments: table(
            """
            expression               sentence
            30 2 1 * *               at 02:30, on day 1
            */15 * * * *             every 15 minutes
            * 9-17 * * MON-FRI       every minute of hour 9–17, on Monday to Friday
            5 * * * *                at minute 5 of every hour
            0 6,18 * * *             at 06:00, 18:00
            0 0 L * *                at 00:00, on the last day of the month
            0 0 LW JAN,JUL *         at 00:00, on the last workday of the month, in month JAN,JUL
            0 0 15W * *              at 00:00, on the workday nearest to day 15 of the month
            0 0 13 * FRI             at 00:00, on day 13 and also on Friday
            0 0 */2 * 2#3            at 00:00, on every 2 days from day 1 when it is the third Tuesday
            0 0 * * 5L               at 00:00, on the last Friday
            @weekly                  at 00:00, on Sunday
            """))
    func sentences(_ row: [String]) throws {
        let done = try evclinic("explain", row[0], "--count", "1")
        #expect(done.output.hasPrefix("\(row[0]): \(row[1]).\n"), "\(done.output)")
    }

    @Test("explain refuses with a remedy and the status of bad usage") func refused() throws {
        let done = try evclinic("explain", "60 * * * *")
        #expect(done.status == 64)
        #expect(
            done.errors == """
                evclinic: That is not a schedule: “60 * * * *” column 1, minute: 60 is not 0 to 59, did \
                you mean 59
                  SCHEDULE_INVALID: write five cron fields such as 30 2 1 * *, or @monthly; see \
                jobs/README.md

                """)
        #expect(try evclinic("explain", "@daily", "--zone", "Mars/Base").status == 65)
    }
}
