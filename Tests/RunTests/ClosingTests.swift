import Domain
import Foundation
import TestSupport
import Testing

/// A month that is approved, what comes after it, and what reopening does.
@Suite("Closing") struct ClosingTests {
    private static let sold = "Number|Issued on|Posted on|Net|Status"

    /// January with one invoice of 110, paid in part.
    private static func january() throws -> ClosingBooks {
        try ClosingBooks.january(paid: "60", on: "2025-01-20")
    }

    @Test("makes the final revision of what was looked at, and says who approved it")
    func approves() throws {
        let books = try Self.january()
        let first = try books.pack("2025-01")
        #expect(first.ties_failed == 0)
        let final = try books.approve("2025-01")
        #expect(final.revision == 2 && final.outcome == "recorded")
        let manifest = try Manifest(try #require(final.file(".manifest.json")).path)
        #expect(manifest.facts["approvedBy"] == "mia")
        #expect(manifest.facts["isProvisional"] == "0")
        #expect(manifest.reason == "approved by mia")
        let again = try books.pack("2025-01")
        #expect(again.revision == 2 && again.outcome == "unchanged")
        let status = try books.evclinic("close", "status", "--clinic", ClosingBooks.clinic)
        #expect(status.output.contains("2025-01  approved    2  mia"), "\(status.output)")
        let trail = try books.office.told(
            "SELECT concat_ws(' ', login, role, entity_id) FROM clinic.audit_log "
                + "WHERE action = 'close.approve'")
        #expect(trail == ["mia accountant 2025-01"])
    }

    @Test(
        "keeps a late invoice out of its month, whatever its time of recording says, and posts it")
    func late() throws {
        let books = try Self.january()
        _ = try books.pack("2025-01")
        let final = try books.approve("2025-01")
        // The first was recorded in February; the second says that it was there in January.
        try books.add(
            .init(id: 2, day: "2025-01-15", recorded: "2025-02-03 10:00+01", net: 20),
            .init(id: 3, day: "2025-01-16", recorded: "2025-01-16 10:00+01", net: 30),
            .init(id: 4, day: "2025-02-04", recorded: "2025-02-04 10:00+01", net: 40),
            payments: [
                .init(
                    id: 2, day: "2025-01-30", recorded: "2025-01-30 10:00+01", amount: "5",
                    invoice: 1)
            ])
        let again = try books.pack("2025-01")
        #expect(again.outcome == "standing" || again.outcome == "unchanged")
        #expect(again.revision == final.revision)
        #expect(Set(again.files.map(\.sha256)) == Set(final.files.map(\.sha256)))

        let february = try books.pack("2025-02")
        let failed = try february.failedTies()
        #expect(failed == [])
        try february.expect(
            "sales-register", Self.sold, "A-2 2025-01-15 2025-02-03 20.00 issued",
            "A-3 2025-01-16 2025-02-01 30.00 issued", "A-4 2025-02-04 2025-02-04 40.00 issued")
        // 110 − 60; 44 of its own; 22 and 33 of January, less the payment of 5.
        try february.expect(
            "receivables", Walks.flow, "50.00 44.00 0.00 0.00 0.00 0.00 50.00 144.00 144.00")
        try february.expect(
            "tax-return", "Tax code|Invoices: base|Invoices: tax", "STD 90.00 9.00")
        let changes = try books.evclinic(
            ["close", "changes", "--json"] + ClosingBooks.place("2025-01"))
        let lines = changes.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 6, "\(changes.output)\(changes.errors)")
        #expect(lines.allSatisfy { $0.contains(#""what":"added""#) })
        #expect(
            lines.contains {
                $0.contains(#""document":"A-3""#) && $0.contains(#""posts_on":"2025-02-01""#)
            })
    }

    @Test("opens the next month with what was approved, and shows apart what was changed behind it")
    func changed() throws {
        let books = try Self.january()
        _ = try books.pack("2025-01")
        _ = try books.approve("2025-01")
        try books.office.change(
            """
            UPDATE clinic.invoice SET net = 90, tax = 9, gross = 99 WHERE id = 1;
            UPDATE clinic.invoice_line SET net = 90, tax = 9, unit_price = 90 WHERE id = 1;
            UPDATE clinic.invoice_line_tax SET base = 90, tax = 9;
            INSERT INTO clinic.audit_log (clinic_id, login, role, recorded_at, entity, entity_id, action)
                VALUES (1, 'max', 'manager', clock_timestamp(), 'invoice', '1', 'update')
            """)
        let again = try books.pack("2025-01")
        #expect(again.outcome == "standing" && again.revision == 2)
        try books.add(.init(id: 4, day: "2025-02-04", recorded: "2025-02-04 10:00+01", net: 40))
        let february = try books.pack("2025-02")
        // Approved were 50; 11 less are owed of it now.
        try february.expect(
            "receivables", Walks.flow, "50.00 44.00 0.00 0.00 0.00 0.00 -11.00 83.00 83.00")
        // Nobody signs that without saying why.
        let failed = try february.failedTies()
        #expect(
            failed == [
                "FAIL Receivables: approved opening = the books of today (EUR) 50.00 39.00"
            ])
        let refused = try books.evclinic(
            ["close", "approve", "--as", "mia"] + ClosingBooks.place("2025-02"))
        #expect(refused.errors.contains("CLOSE_REASON_MISSING"), "\(refused.errors)")
        #expect(try books.approve("2025-02", "--reason", "the price was wrong").revision == 2)
        let changes = try books.evclinic(["close", "changes"] + ClosingBooks.place("2025-01"))
        #expect(
            changes.output.contains("Sales, EUR: 1 changed; net -10.00, tax -1.00, amount -11.00."))
    }

    @Test(
        "restates a month once it is reopened, document by document, and has later ones approved anew"
    )
    func reopens() throws {
        let books = try Self.january()
        _ = try books.pack("2025-01")
        _ = try books.approve("2025-01")
        try books.add(.init(id: 2, day: "2025-01-15", recorded: "2025-02-03 10:00+01", net: 20))
        _ = try books.pack("2025-02")
        _ = try books.approve("2025-02")
        try books.reopen("2025-01", because: "an invoice was forgotten")
        let status = try books.evclinic("close", "status", "--clinic", ClosingBooks.clinic)
        #expect(status.output.contains("an invoice was forgotten"), "\(status.output)")
        #expect(status.output.contains("2025-02  stale"), "\(status.output)")

        let restated = try books.pack("2025-01")
        #expect(restated.revision == 3 && restated.outcome == "recorded")
        try restated.expect(
            "sales-register", Self.sold, "A-1 2025-01-10 2025-01-10 100.00 issued",
            "A-2 2025-01-15 2025-01-15 20.00 issued")
        try restated.expect(
            "changes", "Counts in|What|Document|Net|Tax|Amount",
            "Sales added A-2 20.00 2.00 22.00", "Tax return added A-2 20.00 2.00 22.00")
        // The next month gives it back.
        let february = try books.pack("2025-02")
        #expect(february.revision == 3)
        try february.expect("sales-register", Self.sold)
        try february.expect(
            "changes", "Counts in|What|Document|Net|Amount",
            "Sales removed A-2 -20.00 -22.00", "Tax return removed A-2 -20.00 -22.00")
        let early = try books.evclinic(
            ["close", "approve", "--as", "mia"] + ClosingBooks.place("2025-02"))
        #expect(early.errors.contains("CLOSE_OUT_OF_ORDER") && early.status == 1)
        #expect(try books.approve("2025-01").revision == 4)
        // January closes with 22 more than February began with.
        #expect(try books.pack("2025-02").ties_failed == 0)
        #expect(try books.approve("2025-02").outcome == "recorded")
        let files = try books.pack("2025-01").files
        try FileManager.default.removeItem(atPath: try #require(files.first).path)
        let remade = try books.pack("2025-01")
        #expect(remade.outcome == "republished" && remade.revision == 4)
    }

    @Test(
        "names what is lost of an approved month that nothing makes again, and what to do",
        arguments: table(
            """
            lost      code          says                              why
            register  FILE_MISSING  -sales-register.csv”, approved    one of its files is gone
            manifest  FILE_MISSING  .manifest.json”, approved         its proof is
            all       FILE_MISSING  ” and                             the folder is
            changed   FILE_DAMAGED  -sales-register.csv”, approved    somebody wrote into it
            """))
    func lost(_ row: [String]) throws {
        let books = try Self.january()
        _ = try books.pack("2025-01")
        let final = try books.approve("2025-01")
        try books.office.change("UPDATE clinic.invoice SET net = 90, tax = 9, gross = 99")
        let lost = final.files.filter {
            row[0] == "all"
                || $0.path.hasSuffix(
                    row[0] == "manifest" ? ".manifest.json" : "-sales-register.csv")
        }
        for file in lost {
            try FileManager.default.removeItem(atPath: file.path)
            if row[0] == "changed" { try Data("a".utf8).write(to: URL(filePath: file.path)) }
        }
        let words = [
            "run", "monthly-pack", "--out", books.office.out, "--format", "csv", "--json",
        ]
        let done = try books.evclinic(words + ClosingBooks.place("2025-01"))
        #expect(done.status == 65, "\(row[3]): \(done.output)")
        let error = try PrintedFailure(done.output).error
        #expect(error.code == row[1] && error.message.contains(row[2]), "\(error)")
        #expect(error.remedy.contains("backup") && error.remedy.contains("reopen it"))
        #expect(
            try books.office.told("SELECT state FROM worker.run WHERE revision = 2") == ["done"])

        try books.reopen("2025-01", because: "its files are lost")
        let restated = try books.pack("2025-01")
        #expect(restated.outcome == "recorded" && restated.revision == 3)
    }

    @Test(
        "refuses, and says what to do",
        arguments: table(
            """
            before              command                                             code
            pack                approve --period 2025-01                            ACCESS_DENIED
            pack                approve --period 2025-01 --as max                   ACCESS_DENIED
            pack                approve --period 2025-01 --as nobody                USER_UNKNOWN
            nothing             approve --period 2025-01 --as mia                   CLOSE_UNMADE
            nothing             approve --period 2999-01 --as mia                   CLOSE_TOO_EARLY
            approved            approve --period 2025-01 --as mia                   CLOSE_STANDING
            approved            approve --period 2025-03 --as mia                   CLOSE_OUT_OF_ORDER
            changed             approve --period 2025-01 --as mia                   CLOSE_CHANGED
            failing             approve --period 2025-01 --as mia                   CLOSE_REASON_MISSING
            failing             approve --period 2025-01 --as mia --reason =        CLOSE_REASON_MISSING
            pack                reopen --period 2025-01 --as mia --reason slip      CLOSE_NOT_STANDING
            approved            reopen --period 2025-01 --as max --reason slip      ACCESS_DENIED
            pack                changes --period 2025-01                            CLOSE_NOT_STANDING
            """))
    func refuses(_ row: [String]) throws {
        let books = try Self.january()
        if row[0] == "failing" {
            try books.office.change("UPDATE clinic.invoice SET tax = 11 WHERE id = 1")
        }
        if row[0] != "nothing" { _ = try books.pack("2025-01") }
        if row[0] == "approved" { _ = try books.approve("2025-01") }
        if row[0] == "changed" {
            try books.add(.init(id: 2, day: "2025-01-15", recorded: "2025-02-03 10:00+01", net: 20))
        }
        let words = row[1].split(separator: " ").map { $0 == "=" ? " " : String($0) }
        let before = try Self.kept(books)
        let done = try books.evclinic(["close"] + words + ["--clinic", ClosingBooks.clinic])
        #expect(done.errors.contains(row[2]), "\(done.errors)\(done.output)")
        #expect(done.status != 0)
        #expect(try Self.kept(books) == before)
    }

    /// What an approval leaves behind.
    private static func kept(_ books: ClosingBooks) throws -> [String] {
        try books.office.told(
            """
            SELECT concat_ws(' ', period, approved_by, reopened_by) FROM worker.close
            UNION ALL SELECT concat_ws(' ', action, entity_id) FROM clinic.audit_log
            UNION ALL SELECT concat_ws(' ', job, period, revision) FROM worker.run WHERE state = 'done'
            ORDER BY 1
            """)
    }

    @Test("approves a month with a failed tie for a reason, which its files say")
    func reason() throws {
        let books = try Self.january()
        try books.office.change("UPDATE clinic.invoice SET tax = 11 WHERE id = 1")
        #expect(try books.pack("2025-01").ties_failed > 0)
        let final = try books.approve(
            "2025-01", "--reason", "the system rounds, mended in February")
        let manifest = try Manifest(try #require(final.file(".manifest.json")).path)
        #expect(manifest.facts["approvalReason"] == "the system rounds, mended in February")
        let status = try books.evclinic(
            "close", "status", "--json", "--clinic", ClosingBooks.clinic)
        #expect(status.output.contains("the system rounds"), "\(status.output)")
    }
}
