import Digests
import Foundation
import TestSupport
import Testing

@Suite("Report") struct ReportTests {
    /// The names that REPORTS.md gives the files of a run, without their folder.
    private static let names = [
        "tax-reconciliation-harbor-dental-2026-10-r1-certificate.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1-tax-by-month.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1-tax-documents.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1-tax-return.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1-tax-summary.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1-tax-variances.csv",
        "tax-reconciliation-harbor-dental-2026-10-r1.manifest.json",
        "tax-reconciliation-harbor-dental-2026-10-r1.xlsx",
    ]

    @Test("leaves every file that it names, with that hash, and no other file")
    func files() throws {
        let office = try Office()
        let receipt = try office.receipt(office.order())

        #expect(receipt.state == "done")
        #expect(receipt.outcome == "recorded")
        #expect(receipt.revision == 1)
        #expect(receipt.clinic == "harbor-dental")
        #expect(receipt.period == "2026-10")
        #expect(receipt.breaks > 0)
        #expect(receipt.ties_failed == 0)
        for file in receipt.files {
            #expect(sha256(file.path) == file.sha256, "\(file.path)")
        }
        let folder = "out/harbor-dental/2026-10"
        #expect(
            receipt.files.map(\.path).sorted()
                == Self.names.map { "\(office.folder.path)/\(folder)/\($0)" })
        #expect(office.folder.files().keys.sorted() == Self.names.map { "\(folder)/\($0)" })
    }

    @Test("has a manifest that lists every other file with its hash")
    func manifest() throws {
        let office = try Office()
        let receipt = try office.receipt(office.order())
        let manifest = try Manifest(try #require(receipt.file(".manifest.json")).path)

        let listed = Set(manifest.files.map { "\($0.name) \($0.sha256) \($0.rows)" })
        let others = receipt.files.filter { !$0.path.hasSuffix(".manifest.json") }
        #expect(
            listed
                == Set(
                    others.map {
                        "\(URL(filePath: $0.path).lastPathComponent) \($0.sha256) \($0.rows)"
                    }))
        for file in manifest.files {
            let stamp = office.folder.files()["out/harbor-dental/2026-10/\(file.name)"]
            #expect(stamp?.bytes == file.bytes, "\(file.name)")
        }
        #expect(manifest.onRequest.isEmpty)
        #expect(manifest.revision == 1)
        #expect(manifest.reason == "asked for on the command line")
    }

    @Test(
        "states in its manifest",
        arguments: table(
            #"""
            fact              looks like                                           why
            asOf              20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ      the heartbeat inside the snapshot
            asOfLocal         20\d\d-\d\d-\d\d \d\d:\d\d:\d\d America/New_York  the same on the clinic's clock
            lsnLow            [0-9A-F]+/[0-9A-F]+                                  replay position before
            lsnHigh           [0-9A-F]+/[0-9A-F]+                                  replay position within
            systemIdentifier  \d{15,}                                              which cluster
            timeline          \d+                                                  which of its histories
            source            standby[12]                                          an alias, never an address
            serverVersion     \d+\.\d+.*                                          of the replica
            lagMilliseconds   \d+                                                  at the start
            promoted          0                                                    nobody promoted it meanwhile
            isolation         repeatable read                                      one snapshot
            attempt           [1-4]                                                snapshots that it took
            jobSHA256         [0-9a-f]{64}                                         the job's definition
            sqlSHA256         [0-9a-f]{64}                                         the statements
            program           \d+\.\d+\.\d+                                       our version
            tzdata            20\d\d[a-z]                                          the machine's zones
            clinic            harbor-dental                                        whose books
            period            2026-10                                              which month
            from              2026-10-01                                           its first day
            until             2026-11-01                                           the day after its last
            fromInstant       2026-10-01T04:00:00\.000Z                               midnight in New York
            untilInstant      2026-11-01T04:00:00\.000Z                               midnight in New York
            requestedBy       operator:\S+                                         who ran the program
            digest            [0-9a-f]{64}                                         what sameness goes by
            rulesVersion      tax \d+                                              the rules
            breaks            [1-9]\d*                                             differences found
            tiesFailed        0                                                    every tie holds
            """#))
    func facts(_ row: [String]) throws {
        let facts = try Self.facts.get()
        let fact = try #require(facts[row[0]], "\(row[2])")
        #expect(try Regex(row[1]).wholeMatch(in: fact) != nil, "\(fact): \(row[2])")
    }

    /// Of one run that every row of the table looks at.
    private static let facts = Result<[String: String], any Error> {
        let office = try Office()
        let receipt = try office.receipt(office.order())
        return try Manifest(try #require(receipt.file(".manifest.json")).path).facts
    }

    @Test("counts rows and states totals in its manifest as in its answer")
    func totals() throws {
        let office = try Office()
        let receipt = try office.receipt(office.order())
        let manifest = try Manifest(try #require(receipt.file(".manifest.json")).path)

        #expect(manifest.totals == receipt.totals)
        #expect(manifest.facts["asOf"] == receipt.as_of)
        #expect(manifest.facts["lsnHigh"] == receipt.lsn)
        #expect(manifest.rows["tax-variances"] == receipt.breaks)
        #expect(receipt.file("-tax-variances.csv")?.rows == receipt.breaks)
        #expect(Set(receipt.totals.map(\.name)) == ["base", "charged", "recomputed", "difference"])
        #expect(Set(receipt.totals.map(\.currency)) == ["USD"])
    }

    @Test("records run, attempt, variances, files and one audit row")
    func ledger() throws {
        let office = try Office()
        let audited = try office.told("SELECT count(*)::text FROM clinic.audit_log")
        let receipt = try office.receipt(office.order())
        let facts = try Manifest(try #require(receipt.file(".manifest.json")).path).facts

        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', id, job, kind, period, revision, state, breaks, ties_failed,
                    digest)
                FROM worker.run
                """) == [
                    "\(receipt.run) tax-reconciliation tax.reconcile 2026-10 1 done "
                        + "\(receipt.breaks) 0 \(facts["digest"] ?? "")"
                ])
        #expect(
            try office.told(
                "SELECT concat_ws(' ', run_id, outcome, step, replica, lsn) FROM worker.run_attempt"
            )
                == ["\(receipt.run) recorded record \(facts["source"] ?? "") \(receipt.lsn)"])
        #expect(
            try office.told("SELECT count(*)::text FROM worker.tax_variance")
                == [String(receipt.breaks)])
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', folder || '/' || name, sha256, row_count, state)
                FROM worker.run_file ORDER BY folder, name
                """)
                == receipt.files.map { "\($0.path) \($0.sha256) \($0.rows) published" }.sorted())
        #expect(try office.told("SELECT run_id::text FROM worker.queue") == [])
        #expect(
            try office.told(
                """
                SELECT concat_ws(' ', action, entity, entity_id, role, login = '\(
                    facts["requestedBy"] ?? "")', after ->> 'digest' = '\(facts["digest"] ?? "")')
                FROM clinic.audit_log ORDER BY id OFFSET \(audited[0])
                """) == ["report.record worker.run \(receipt.run) operator t t"])
    }

    @Test("keeps the same variances in the ledger as in the CSV")
    func variances() throws {
        let office = try Office()
        let receipt = try office.receipt(office.order())
        let csv = try CSV(try #require(receipt.file("-tax-variances.csv")).path)

        #expect(
            try office.told(
                """
                SELECT concat_ws('|', document, coalesce(line::text, ''), coalesce(tax_code, ''),
                    reason, currency, round(charged, 2), round(recomputed, 2), round(difference, 2))
                FROM worker.tax_variance ORDER BY position
                """)
                == csv.rows.map { row in
                    [
                        "Document", "Line", "Tax code", "Reason", "Currency", "Charged",
                        "Recomputed", "Difference",
                    ].map { row[$0] ?? "?" }.joined(separator: "|")
                })
    }

    @Test("says the same to a person, in lines that fit a terminal")
    func plain() throws {
        let office = try Office()
        let order = office.order().filter { $0 != "--json" }
        let done = try office.evclinic(order)
        let receipt = try office.receipt(office.order())

        #expect(done.status == 2)
        #expect(done.errors == "")
        let lines = done.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "tax-reconciliation  harbor-dental  2026-10  revision 1, recorded")
        #expect(done.output.contains("every tie holds, \(receipt.breaks) variances"))
        for file in receipt.files {
            #expect(done.output.contains("    \(URL(filePath: file.path).lastPathComponent)"))
        }
        #expect(lines.allSatisfy { $0.count <= 100 || $0.contains("/") })
    }
}

/// SHA-256 of a file; empty when there is none.
func sha256(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { SHA256.hex(of: Array($0)) } ?? ""
}
