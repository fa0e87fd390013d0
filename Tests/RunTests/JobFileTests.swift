import Digests
import Foundation
import TestSupport
import Testing

@Suite("Job file") struct JobFileTests {
    private static let right = """
        kind: tax.reconcile
        schedule: "30 2 1 * *"
        zone: clinic
        runs_for: active_clinics
        period: previous_month
        catch_up: latest
        limits: { timeout_seconds: 900, attempts: 5, max_staleness_seconds: 30 }
        files: { formats: [xlsx, csv] }
        """

    @Test(
        "with a fault is refused at its file, line and column",
        arguments: table(
            #"""
            instead of          stands                    place  says
            catch_up: latest    catchup: latest           6:1    unknown key “catchup”, did you mean catch_up
            catch_up: latest    zone: UTC                 3:1    has a key twice: zone
            catch_up: latest    catch_up: last            6:11   catch_up takes none, latest, all, not “last”
            catch_up: latest    {nothing}                 1:1    lacks the key catch_up
            catch_up: latest    catch_up: [latest         7:7    did not find expected
            kind: tax           kind: pay                 1:7    kind takes tax.reconcile, billing.reconcile, report.templates, close.pack, journal.export, audit.rollup, fan.out, not “pay.reconcile”
            attempts: 5         attempts: five            7:43   attempts takes a whole number from 1 to 20
            attempts: 5         attempts: 0               7:43   attempts takes a whole number from 1 to 20
            attempts: 5         attempts: 5.5             7:43   attempts takes a whole number from 1 to 20
            attempts: 5         attempts: {huge}          7:43   attempts takes a whole number from 1 to 20
            attempts: 5         attempts: 5, attempts: 6  7:33   has a key twice: attempts
            attempts: 5         atempts: 5                7:33   unknown key “atempts”, did you mean attempts
            zone: clinic        zone: [clinic]            3:7    zone takes text
            zone: clinic        zone: &z clinic           3:7    anchors are not taken
            zone: clinic        zone: *z                  3:7    found undefined alias
            files: {            files: [ { x: 1 }, {      8:8    files takes keys and values
            [xlsx, csv]         [xslx]                    8:19   formats takes a list of xlsx and csv
            [xlsx, csv]         []                        8:19   formats takes a list of xlsx and csv
            [xlsx, csv]         [csv], utf8_mark: 1       8:37   utf8_mark takes true or false
            """#))
    func fault(_ row: [String]) throws {
        let stands = row[1].replacing("{nothing}", with: "# gone").replacing(
            "{huge}", with: "99999999999999999999")
        var text = Self.right.replacing(row[0], with: stands)
        if row[0] == "files: {" { text = text.replacing("csv] }", with: "csv] } ]") }
        try #require(text != Self.right)
        try Self.expectFault(in: ["a.yaml": text], at: "a.yaml:\(row[2])", says: row[3])
    }

    @Test(
        "with terms that say nothing exact is refused at their place",
        arguments: table(
            """
            terms                                         place  says
            agreed_days: 0                                9:23   agreed_days takes a whole number from 1 to 90
            window: 3                                     9:10   unknown key “window”
            tolerances: 3                                 9:22   tolerances takes keys and values
            tolerances: { roundng: { EUR: 1 } }           9:24   unknown key “roundng”, did you mean rounding
            tolerances: { rounding: 0.05 }                9:34   rounding takes amounts by currency, such as { EUR: 0.05 }
            tolerances: { rounding: {} }                  9:34   rounding takes amounts by currency, such as { EUR: 0.05 }
            tolerances: { rounding: { EUX: 1 } }          9:36   “EUX” is no currency of ISO 4217
            tolerances: { rounding: { EUR: 0.005 } }      9:41   rounding takes an amount above zero with at most 2 digits
            tolerances: { fee: { JPY: 0.5 } }             9:36   fee takes an amount above zero with at most 0 digits
            tolerances: { short_pay: { EUR: -1 } }        9:42   short_pay takes an amount above zero
            tolerances: { short_pay: { EUR: 0 } }         9:42   short_pay takes an amount above zero
            tolerances: { rounding: { EUR: 1, EUR: 2 } }  9:36   has a key twice: EUR
            tolerances: { exchange: 11 }                  9:34   exchange takes percent above 0 and up to 10, such as 1.5
            tolerances: { exchange: 0 }                   9:34   exchange takes percent above 0
            tolerances: { exchange: 3% }                  9:34   exchange takes percent above 0
            """))
    func terms(_ row: [String]) throws {
        let text =
            Self.right.replacing("kind: tax.reconcile", with: "kind: billing.reconcile")
            + "\nterms: { \(row[0]) }"
        try Self.expectFault(in: ["a.yaml": text], at: "a.yaml:\(row[1])", says: row[2])
        try Self.expectFault(
            in: ["a.yaml": "\(Self.right)\nterms: { agreed_days: 3 }"], at: "a.yaml:9:8",
            says: "a job of kind tax.reconcile takes no terms")
    }

    @Test(
        "with hours that no clock shows is refused at their place",
        arguments: table(
            """
            terms                                         place  says
            hours: 20:00-07:00                            9:17   hours takes a span of one day, such as 07:00-20:00
            hours: 07:00-24:01                            9:17   hours takes a span of one day
            hours: 7:00-20:00                             9:17   hours takes a span of one day
            hours: 07:60-20:00                            9:17   hours takes a span of one day
            hours: 07:00                                  9:17   hours takes a span of one day
            hours: 07:00-+8:00                            9:17   hours takes a span of one day
            days: [monday]                                9:17   days takes mon, tue, wed, thu, fri, sat, sun
            days: []                                      9:16   days takes a list
            agreed_days: 3                                9:10   unknown key “agreed_days”
            clinics: { a: 08:00-12:00 }                   9:24   a clinic takes hours and days
            clinics: { a: { hour: 08:00-12:00 } }         9:26   unknown key “hour”, did you mean hours
            clinics: { a: { hours: 12:00-08:00 } }        9:33   hours takes a span of one day
            """))
    func hours(_ row: [String]) throws {
        let text =
            Self.right.replacing("kind: tax.reconcile", with: "kind: audit.rollup")
            + "\nterms: { \(row[0]) }"
        try Self.expectFault(in: ["a.yaml": text], at: "a.yaml:\(row[1])", says: row[2])
    }

    @Test("of aliases within aliases is refused before they are followed", arguments: ["? ", "- "])
    func bomb(_ last: String) throws {
        var lines = ["schedule:", " - &a0 [x, x, x, x, x, x, x, x, x]"]
        for level in 1...20 {
            let nine = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            lines.append(" - &a\(level) [\(nine)]")
        }
        lines += last == "? " ? ["? *a20", ": 1"] : [" - *a20"]
        try Self.expectFault(
            in: ["a.yaml": lines.joined(separator: "\n")], at: "a.yaml:2:4",
            says: "anchors are not taken")
    }

    @Test("that is none is refused, and never passed over")
    func strangers() throws {
        try Self.expectFault(in: ["a.yaml": ""], at: "a.yaml:1:1", says: "not a list of keys")
        try Self.expectFault(in: ["a.yaml": "- x"], at: "a.yaml:1:1", says: "not a list of keys")
        try Self.expectFault(
            in: ["a.yaml": String(repeating: "[", count: 100_000)], at: "a.yaml:1", says: "nesting")
        try Self.expectFault(in: ["a.yml": Self.right], at: "a.yml:1:1", says: "end in .yaml")
        try Self.expectFault(in: ["a.yaml/b": "x"], at: "a.yaml:1:1", says: "cannot be read")
    }

    @Test("does not keep a valid one from being listed, nor its words from a comment")
    func others() throws {
        let commented = "# R&D, salt & pepper, 5 * 3\n\(Self.right)"
        let root = try Self.root([
            "a.yaml": commented, "b.yaml": "kind: tax.reconcile", ".c.yaml": "{",
        ])
        let listed = try Self.jobs("list", root)
        #expect(listed.status == 0)
        #expect(listed.output.contains("\na    tax.reconcile"))
        #expect(listed.errors.contains("jobs/b.yaml:1:1 lacks the key"))
        let checked = try Self.jobs("check", root)
        #expect(checked.status == 78)
        #expect(checked.output == "1 jobs are valid, 1 are not\n")
    }

    @Test("beside one of the same name with another ending is refused, not chosen")
    func twins() throws {
        let root = try Self.root(["a.yaml": Self.right, "a.yml": Self.right])
        let done = try Self.jobs("check", root)
        try Refusal("JOB_FILE_INVALID", "78", says: "jobs/a.yml:1:1 ").expectSaid(by: done)
        #expect(done.output == "1 jobs are valid, 1 are not\n")
    }

    private static func expectFault(
        in files: [String: String], at place: String, says: String
    ) throws {
        let done = try jobs("check", try root(files))
        try Refusal("JOB_FILE_INVALID", "78").expectSaid(by: done)
        #expect(done.errors.contains("jobs/\(place)"), "\(done.errors)")
        #expect(done.errors.contains(says), "\(done.errors)")
        #expect(done.output == "0 jobs are valid, 1 are not\n")
    }

    private static func root(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: "jobs/\(name)") }
        return folder
    }

    private static func jobs(_ verb: String, _ root: TemporaryFolder) throws -> Program {
        try Program.run(
            "/usr/bin/timeout", ["-s", "KILL", "20", Program.evclinic, "jobs", verb],
            environment: ["EVCLINIC_ROOT": root.path],
            folder: "/")
    }

    @Test("has its CSVs begin with a byte order mark where it says so") func mark() throws {
        let office = try Office()
        let job = Self.right.replacing("[xlsx, csv]", with: "[csv], utf8_mark: true")
        _ = try office.folder.write(job, to: "jobs/marked.yaml")
        let done = try office.evclinic(
            [
                "run", "marked", "--clinic", "harbor-dental", "--period", "2026-10", "--out",
                office.out, "--json",
            ], ["EVCLINIC_ROOT": office.folder.path])
        let file = try #require(try PrintedReceipt(done).file("-tax-summary.csv"))
        let bytes = Array(try Data(contentsOf: URL(filePath: file.path)))
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF] + Array("Tax code,".utf8)))
        #expect(SHA256.hex(of: bytes) == file.sha256)
    }
}
