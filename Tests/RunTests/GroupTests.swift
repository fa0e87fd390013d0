import Foundation
import TestSupport
import Testing

/// A group's close: four of the seed's five clinics, whose packs are made and joined.
@Suite("Group") struct GroupTests {
    private let books: GroupBooks

    init() throws { books = try GroupBooks() }

    @Test("puts each clinic's certificate into a column, and says the difference of what fails")
    func matrix() throws {
        let closed = try books.close()
        let sheet = try CSV(closed.file("-certificates.csv")).rows
        for clinic in GroupBooks.clinics {
            var (expected, count): ([String: [String]], Int) = ([:], 0)
            for row in try CSV(books.pack(clinic, "-certificate.csv")).rows {
                let name = try #require(row["Tie"]).replacing(#/ \([A-Z]{3}\).*/#, with: "")
                    .replacing(/^Statement \d+ of [^:]+:/, with: "Bank statements:")
                let failure = row["Result"] == "PASS" ? [] : [try #require(row["Difference"])]
                expected[name, default: []] += failure
                count += 1
            }
            #expect(count > 60)
            for row in sheet.dropLast() {
                let (name, cell) = (try #require(row["Tie"]), try #require(row[clinic]))
                switch expected.removeValue(forKey: name) {
                case nil: #expect(cell == "n/a", "\(clinic): \(name)")
                case []: #expect(cell == "PASS", "\(clinic): \(name)")
                case let failures?:
                    let told = cell.split(separator: " ")
                    #expect(told.first == "FAIL" && told.count > failures.count)
                    for failure in failures { #expect(told.contains { $0 == failure }, "\(cell)") }
                }
            }
            #expect(expected.isEmpty, "\(clinic) has ties that the matrix has not: \(expected)")
            #expect(sheet.last?[clinic]?.hasSuffix(" of \(count)") == true)
        }
        #expect(closed.status == 2 && closed.entry.ties_failed == 3, "three clinics have one each")
    }

    @Test("adds the totals of manifests up by currency, and gives each manifest's hash")
    func totals() throws {
        let closed = try books.close()
        var sums: [String: Decimal] = [:]
        for clinic in GroupBooks.clinics {
            for total in try Manifest(books.pack(clinic, ".manifest.json")).totals {
                let amount = try #require(Decimal(string: total.amount))
                sums["\(total.name) \(total.currency)", default: 0] += amount
                let sheet = try CSV(closed.file("-totals-\(total.currency.lowercased()).csv")).rows
                let row = try #require(sheet.first { $0["Total"] == total.name })
                #expect(row[clinic] == total.amount, "\(clinic) \(total.name)")
            }
        }
        let stated = try Manifest(closed.file(".manifest.json")).totals
        #expect(stated.count == sums.count && stated.count > 200)
        for total in stated {
            let sheet = try CSV(closed.file("-totals-\(total.currency.lowercased()).csv")).rows
            #expect(sheet.first { $0["Total"] == total.name }?["Group"] == total.amount)
            #expect(Decimal(string: total.amount) == sums["\(total.name) \(total.currency)"])
        }
        for row in try CSV(closed.file("-packs.csv")).rows {
            let path = try books.pack(try #require(row["Clinic"]), ".manifest.json")
            #expect(sha256(path) == row["Manifest SHA-256"])
            #expect(row["Close"] == "open" && row["Marks"]?.hasPrefix("PROVISIONAL") == true)
        }
    }

    @Test("is the same again, and the next revision when a clinic has changed or is approved")
    func revisions() throws {
        #expect(try books.close().entry.revision == 1)
        let again = try books.close()
        #expect(again.entry.revision == 1)
        #expect(try books.outcomes() == ["unchanged"])
        let workbook = try again.file(".xlsx")
        let before = sha256(workbook)
        try FileManager.default.removeItem(atPath: workbook)
        #expect(try books.close().entry.revision == 1)
        #expect(sha256(workbook) == before, "made again, byte for byte")
        let outside = try books.office.told("SELECT job FROM worker.run WHERE clinic_id = 5")
        #expect(outside == [], "the fifth clinic is no member")
        try books.office.change(
            """
            UPDATE clinic.accounting_period SET state = 'closed', closed_at = '2026-10-05'
                WHERE clinic_id = 1 AND name = '2026-09';
            UPDATE clinic.payment SET amount = amount + 1
                WHERE clinic_id = 1 AND id = (SELECT max(id) FROM clinic.payment
                    WHERE clinic_id = 1 AND received_on < '2026-11-01')
            """)
        let changed = try books.close()
        #expect(changed.entry.revision == 2)
        #expect(changed.entry.reason == "the data changed since revision 1")
        try books.evclinic("close", "approve", "--as", "olivia.owner", "--reason", "known")
        let approved = try books.close()
        #expect(approved.entry.revision == 3)
        #expect(try books.closeOfFirst(approved) == "approved olivia.owner ")
        try books.evclinic("close", "reopen", "--as", "olivia.owner", "--reason", "a slip")
        let reopened = try books.close()
        #expect(reopened.entry.revision == 4)
        #expect(try books.closeOfFirst(reopened) == "reopened olivia.owner olivia.owner")
        let children = try books.office.evclinic(
            ["runs", "list", "--parent", "\(reopened.entry.run)"])
        #expect(children.output.split(separator: "\n").count > 4, "its children are the series'")
    }

    @Test(
        "ends with the name of the clinic whose manifest in the ledger was forged, and reads nothing"
    )
    func forged() throws {
        let pack = try books.office.evclinic(
            ["run", "monthly-pack", "--clinic", "nilgiri-clinic", "--period", "2026-10"],
            books.environment)
        try #require(pack.status == 2, "\(pack.errors)")
        try books.office.change(
            """
            CREATE TABLE public.kept AS
                SELECT run.id, manifest, sha256, file.id AS file_id
                FROM worker.run JOIN worker.run_file AS file ON file.run_id = run.id
                WHERE clinic_id = 2 AND role = 'manifest';
            UPDATE worker.run SET manifest = replace(manifest, '"holds" : false', '"holds" : true')
            WHERE clinic_id = 2 AND manifest LIKE '%"holds" : false%'
            """)
        let forged = try books.run()
        #expect(forged.status == 1)
        #expect(forged.errors.contains("MANIFEST_CHANGED, monthly-pack nilgiri-clinic, revision 1"))
        try books.office.change(
            """
            WITH other AS (
                SELECT manifest, sha256 FROM worker.run JOIN worker.run_file ON run_id = run.id
                WHERE clinic_id = 1 AND role = 'manifest'
            ), changed AS (
                UPDATE worker.run SET manifest = other.manifest FROM other WHERE clinic_id = 2
            )
            UPDATE worker.run_file SET sha256 = other.sha256 FROM other, public.kept
            WHERE run_file.id = kept.file_id
            """)
        let swapped = try books.run()
        #expect(swapped.errors.contains("monthly-pack nilgiri-clinic, revision 1: it is another"))
        // Put right, the join alone is made again, without a right to any tenant's table.
        try books.office.change(
            """
            UPDATE worker.run SET manifest = kept.manifest FROM public.kept WHERE kept.id = run.id;
            UPDATE worker.run_file SET sha256 = kept.sha256 FROM public.kept
            WHERE kept.file_id = run_file.id;
            REVOKE ALL ON ALL TABLES IN SCHEMA clinic FROM evclinic_worker, evclinic_reporter;
            GRANT SELECT ON clinic.clinic, clinic.clinic_group TO evclinic_worker, evclinic_reporter;
            GRANT SELECT ON clinic.app_user TO evclinic_worker;
            GRANT INSERT ON clinic.audit_log TO evclinic_worker
            """)
        let parent = try books.office.told(
            "SELECT max(id)::text FROM worker.run WHERE clinic_id IS NULL")[0]
        let retried = try books.office.evclinic(["runs", "retry", parent])
        #expect(retried.status == 0, "\(retried.errors)")
        let ticked = try books.office.evclinic(["tick"], books.environment)
        #expect(ticked.status == 0, "\(ticked.errors)")
        #expect(try books.outcomes() == ["recorded"])
    }

    @Test("is refused to who lacks one of its clinics, and made for who has them all")
    func access() throws {
        let refused = try books.run("--as", "anna.accountant")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("ACCESS_DENIED"))
        #expect(refused.errors.contains("“anna.accountant”, permission report.run, rhein-praxis"))
        #expect(try books.office.told("SELECT job FROM worker.run") == [])
        let made = try books.close("--as", "olivia.owner")
        #expect(made.entry.reason.hasPrefix("asked for"))
        let trail = try books.office.told(
            """
            SELECT clinic_id || ' ' || login FROM clinic.audit_log
            WHERE action = 'report.record' AND entity_id = '\(made.entry.run)' ORDER BY clinic_id
            """)
        #expect(trail == (1...4).map { "\($0) olivia.owner" })
    }

    @Test("copies its files to where it is asked to, in the formats asked for") func copied() throws
    {
        let copy = "\(books.office.folder.path)/copy"
        let done = try books.run("--out", copy, "--format", "csv")
        #expect(done.status == 2, "\(done.errors)")
        let names = try FileManager.default.contentsOfDirectory(
            atPath: "\(copy)/groups/evergreen/2026-10")
        #expect(names.contains("monthly-close-evergreen-2026-10-r1.manifest.json"))
        #expect(names.contains("monthly-close-evergreen-2026-10-r1-certificates.csv"))
        #expect(!names.contains { $0.hasSuffix(".xlsx") })
    }

    @Test(
        "refuses, and says what to do",
        arguments: table(
            """
            before   command                                        code
            nothing  monthly-close --group evergren                 GROUP_UNKNOWN
            empty    monthly-close --group evergreen                GROUP_EMPTY
            odd      monthly-close --group ../evergreen             GROUP_UNKNOWN
            nothing  monthly-pack --group evergreen                 REQUEST_INCOMPLETE
            nothing  monthly-close --group evergreen --all          REQUEST_INCOMPLETE
            nothing  monthly-close --group evergreen --format csv   REQUEST_INCOMPLETE
            nothing  monthly-close --out elsewhere                  REQUEST_INCOMPLETE
            failing  monthly-close --group evergreen                CHILDREN_FAILED
            """))
    func refuses(_ row: [String]) throws {
        if row[0] == "empty" { try books.office.change("UPDATE clinic.clinic SET active = false") }
        if row[0] == "odd" {
            try books.office.change("UPDATE clinic.clinic_group SET slug = '../evergreen'")
        }
        if row[0] == "failing" {
            try books.office.change("DELETE FROM clinic.tax_policy WHERE clinic_id = 3")
        }
        let done = try books.office.evclinic(
            ["run", "--period", "2026-10"] + row[1].split(separator: " ").map(String.init),
            books.environment)
        #expect(done.errors.contains(row[2]), "\(done.errors)\(done.output)")
        #expect(done.status != 0)
        if row[0] == "failing" {
            #expect(done.errors.contains("1 of 4: monthly-pack rhein-praxis failed"))
        }
    }
}
