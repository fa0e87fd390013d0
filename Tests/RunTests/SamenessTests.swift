import Foundation
import TestSupport
import Testing

@Suite("Sameness") struct SamenessTests {
    /// Rows of the ledger that a run which finds nothing new must leave as they are.
    private static let ledger = """
        SELECT 'run ' || to_jsonb(run)::text FROM worker.run
        UNION ALL SELECT 'file ' || to_jsonb(run_file)::text FROM worker.run_file
        UNION ALL SELECT 'variance ' || to_jsonb(tax_variance)::text FROM worker.tax_variance
        UNION ALL SELECT 'audit ' || to_jsonb(audit_log)::text FROM clinic.audit_log
        UNION ALL SELECT 'queue ' || to_jsonb(queue)::text FROM worker.queue
        ORDER BY 1
        """
    private static let attempts = "SELECT outcome FROM worker.run_attempt ORDER BY id"

    @Test("is said, and nothing is written but the attempt") func unchanged() throws {
        let office = try Office()
        let first = try office.receipt(office.order())
        let (files, rows) = (office.folder.files(), try office.told(Self.ledger))
        let second = try office.receipt(office.order())

        #expect(second.outcome == "unchanged")
        #expect(second.run == first.run)
        #expect(second.revision == 1)
        #expect(Set(second.files.map(\.path)) == Set(first.files.map(\.path)))
        #expect(second.as_of == first.as_of, "the facts are those of the recorded result")
        #expect(office.folder.files() == files)
        #expect(try office.told(Self.ledger) == rows)
        #expect(try office.told(Self.attempts) == ["recorded", "unchanged"])
        let plain = try office.evclinic(office.order().filter { $0 != "--json" })
        #expect(plain.output.contains("unchanged: the recorded result still stands"))
    }

    @Test(
        "brings a deleted file back byte for byte",
        arguments: [".xlsx", "-certificate.csv", "-tax-variances.csv", ".manifest.json"])
    func deleted(_ suffix: String) throws {
        let office = try Office()
        let first = try office.receipt(office.order())
        let before = office.folder.files()
        let file = try #require(first.file(suffix))
        try FileManager.default.removeItem(atPath: file.path)
        let second = try office.receipt(office.order())

        #expect(second.outcome == "republished")
        #expect(second.revision == 1)
        #expect(second.run == first.run)
        #expect(sha256(file.path) == file.sha256)
        let after = office.folder.files()
        #expect(Set(after.keys) == Set(before.keys))
        for (name, stamp) in before where !name.hasSuffix(suffix) {
            #expect(after[name] == stamp, "\(name) was not touched")
        }
        #expect(try office.told("SELECT DISTINCT state FROM worker.run_file") == ["published"])
        #expect(try office.told("SELECT run_id::text FROM worker.queue") == [])
    }

    @Test("holds for another folder: the same files with the same hashes, and no new revision")
    func otherFolder() throws {
        let office = try Office()
        let first = try office.receipt(office.order())
        let other = "\(office.folder.path)/other"
        let second = try office.receipt(office.order(out: other))

        #expect(second.outcome == "republished")
        #expect(second.run == first.run)
        #expect(
            Set(second.files.map { "\($0.path.replacing("/other/", with: "/out/")) \($0.sha256)" })
                == Set(first.files.map { "\($0.path) \($0.sha256)" }))
        for file in second.files { #expect(sha256(file.path) == file.sha256) }
        #expect(try office.receipt(office.order(out: other)).outcome == "unchanged")
        #expect(try office.receipt(office.order()).outcome == "unchanged")
    }

    @Test(
        "holds for another format, whose hashes the manifest has had from the start",
        arguments: table(
            """
            first     then      files then
            csv       xlsx      2
            xlsx      csv       7
            csv       xlsx,csv  8
            xlsx      csv,xlsx  8
            """))
    func otherFormat(_ row: [String]) throws {
        let office = try Office()
        let order = office.order()
        let first = try office.receipt(order + ["--format", row[0]])
        let manifest = try Manifest(try #require(first.file(".manifest.json")).path)
        #expect(manifest.files.count == first.files.count - 1)
        #expect(manifest.files.count + manifest.onRequest.count == 7)
        let second = try office.receipt(order + ["--format", row[1]])

        #expect(second.outcome == "republished")
        #expect(second.run == first.run)
        #expect(second.revision == 1)
        #expect(second.files.count == Int(row[2]))
        let listed = Set((manifest.files + manifest.onRequest).map(\.sha256))
        for file in second.files {
            #expect(sha256(file.path) == file.sha256)
            #expect(file.path.hasSuffix(".manifest.json") || listed.contains(file.sha256))
        }
        #expect(try office.receipt(order + ["--format", row[0]]).outcome == "unchanged")
        #expect(office.folder.files().count == 8)
    }

    @Test("ends with the data: a revision beside the old one, and a third when it is as before")
    func revisions() throws {
        let office = try Office()
        let first = try office.receipt(office.order())
        let old = office.folder.files()
        try Self.pay(office, 1)
        let second = try office.receipt(office.order())

        #expect(second.outcome == "recorded")
        #expect(second.revision == 2)
        #expect(second.run != first.run)
        #expect(second.files.allSatisfy { $0.path.contains("-r2") })
        let after = office.folder.files()
        #expect(after.count == old.count * 2)
        for (name, stamp) in old { #expect(after[name] == stamp, "\(name) was not touched") }

        try Self.pay(office, -1)
        let third = try office.receipt(office.order())
        #expect(third.revision == 3)
        #expect(third.breaks == first.breaks)
        let kept = first.files.filter { $0.path.hasSuffix(".csv") }.map(\.sha256)
        #expect(third.files.filter { $0.path.hasSuffix(".csv") }.map(\.sha256) == kept)
        #expect(
            try office.told(
                "SELECT concat_ws(' ', revision, state, reason) FROM worker.run ORDER BY id")
                == [
                    "1 done asked for on the command line",
                    "2 done the data changed since revision 1",
                    "3 done the data changed since revision 2",
                ])
        #expect(try office.receipt(office.order()).outcome == "unchanged")
    }

    /// Adds to the tax of the month's first line.
    private static func pay(_ office: Office, _ amount: Int) throws {
        try office.change(
            """
            UPDATE clinic.invoice_line SET tax = tax + \(amount)
            WHERE (clinic_id, id) = (SELECT line.clinic_id, line.id
                FROM clinic.invoice_line AS line
                JOIN clinic.invoice USING (clinic_id) JOIN clinic.clinic ON clinic.id = clinic_id
                WHERE invoice.id = line.invoice_id AND slug = 'harbor-dental'
                    AND status = 'issued' AND tax_point BETWEEN '2026-10-01' AND '2026-10-31'
                ORDER BY line.id LIMIT 1)
            """)
    }

    @Test("of two databases with the same rows reaches to the byte, provenance aside (I8)")
    func twoDatabases() throws {
        let (here, there) = (try Office(), try Office())
        let (left, right) = (
            try here.receipt(here.order()), try there.receipt(there.order())
        )
        #expect(left.totals == right.totals)
        for (mine, theirs) in zip(left.files, right.files) where mine.path.hasSuffix(".csv") {
            #expect(mine.sha256 == theirs.sha256, "\(mine.path)")
        }
        let (mine, theirs) = (
            try Self.parts(try #require(left.file(".xlsx")).path),
            try Self.parts(try #require(right.file(".xlsx")).path)
        )
        #expect(Set(mine.keys) == Set(theirs.keys))
        let differing = mine.keys.filter { mine[$0] != theirs[$0] }
        // The seventh and last sheet is About.
        let about = ["xl/worksheets/sheet7.xml", "xl/sharedStrings.xml", "docProps/core.xml"]
        #expect(Set(differing).isSubset(of: about))
        #expect(mine["xl/worksheets/sheet7.xml"] != nil && mine["xl/worksheets/sheet8.xml"] == nil)
    }

    /// A workbook's parts by name.
    private static func parts(_ path: String) throws -> [String: String] {
        let names = try Program.run("/usr/bin/unzip", ["-Z1", path]).output
        var parts: [String: String] = [:]
        for name in names.split(separator: "\n").map(String.init) {
            parts[name] = try Program.run(
                "/usr/bin/unzip", ["-p", path, name.replacing("[", with: "\\[")]
            ).output
        }
        return parts
    }
}
