import Foundation
import TestSupport
import Testing

/// Approvals of a ledger that was lost: they stand in signed manifests.
@Suite("Recovered close") struct RecoveredCloseTests {
    @Test(
        "stands as before, lists its documents again at the next rerun, and refuses a second approval"
    )
    func recovers() throws {
        let books = try Self.reopenedBooks()
        _ = try books.pack("2025-01")
        let final = try books.approve("2025-01")
        let standing = try Self.closes(books)
        let lists = try Self.lists(books)
        #expect(standing == ["2025-01 4 mia approved", "2025-02 2 mia stale"])

        try Self.forget(books)
        let done = try books.evclinic("recover", books.office.out, "--json")
        #expect(done.status == 0, "\(done.errors)\(done.output)")
        #expect(try Self.closes(books) == standing)
        let twice = try books.evclinic(
            ["close", "approve", "--as", "mia"] + ClosingBooks.place("2025-01"))
        #expect(twice.errors.contains("CLOSE_STANDING"), "\(twice.errors)")

        let again = try books.pack("2025-01")
        #expect(again.outcome == "unchanged" && again.revision == final.revision)
        #expect(try Self.lists(books) == lists)
        try books.add(.init(id: 3, day: "2025-01-16", recorded: "2025-01-16 10:00+01", net: 30))
        #expect(try books.pack("2025-01").outcome == "standing", "by its list, not by its time")
    }

    @Test(
        "that was taken back stays so, with who did it and why, and so do the approvals after it",
        arguments: table(
            """
            ledger       outcomes                             why
            from before  known completed known known          backed up while both months were approved
            is lost      adopted adopted adopted adopted      nothing but files is left
            has all      known known known known              nothing was lost
            """))
    func reopened(_ row: [String]) throws {
        let books = try Self.reopenedBooks()
        let (before, files) = (try Self.reopenings(books), books.office.folder.files())
        #expect(
            before == [
                "2025-01 r2 mia taken back by mia: an invoice was forgotten",
                "2025-02 r2 mia stale",
            ])
        switch row[0] {
        case "from before": try Self.forgetReopening(books)
        case "is lost": try Self.forget(books)
        default: break
        }
        let shown = try Self.recover(books, "--dry-run")
        #expect(shown == row[1], "\(row[2])")
        for outcomes in [row[1], "known known known known"] {
            #expect(try Self.recover(books) == outcomes, "\(row[2])")
            #expect(try Self.reopenings(books) == before, "\(row[2])")
        }
        #expect(books.office.folder.files() == files, "no file was touched")
        let restated = try books.pack("2025-01")
        #expect(restated.outcome == "recorded" && restated.revision == 3, "it stands no more")
    }

    @Test(
        "stands where the record of its reopening is not proven, and that is told",
        arguments: table(
            """
            damage     code                why
            a reason   SIGNATURE_INVALID   somebody changed it
            signature  MANIFEST_UNSIGNED   it is gone
            another's  MANIFEST_MISPLACED  of an earlier approval, under the name of this one
            junk       MANIFEST_INVALID    no record at all
            """))
    func forged(_ row: [String]) throws {
        let books = try Self.reopenedBooks()
        let record = try #require(Self.records(books).first)
        let files = FileManager.default
        func change(_ body: (String) -> String) throws {
            let text = try String(contentsOfFile: record, encoding: .utf8)
            try Data(body(text).utf8).write(to: URL(filePath: record))
        }
        switch row[0] {
        case "a reason": try change { $0.replacing("was forgotten", with: "was not there") }
        case "signature": try files.removeItem(atPath: record + ".sig")
        case "another's":
            _ = try books.pack("2025-01")
            _ = try books.approve("2025-01")
            for end in ["", ".sig"] {
                try files.copyItem(
                    atPath: record + end,
                    toPath: record.replacing("-r2.", with: "-r4.") + end)
            }
        default: try change { _ in "{}" }
        }
        if row[0] != "another's" { try Self.forgetReopening(books) }
        let done = try books.evclinic("recover", books.office.out)
        #expect(done.status == 65 && done.output.contains(row[1]), "\(row[2]): \(done.output)")
        let verified = try books.evclinic("verify", books.office.out)
        #expect(verified.status == 65 && verified.output.contains(row[1]))
        let standing = "2025-01 r\(row[0] == "another's" ? 4 : 2) mia stands"
        #expect(try Self.reopenings(books).contains(standing))
    }

    @Test("is recorded beside the manifest, signed, and shown by verify") func record() throws {
        let books = try Self.reopenedBooks()
        let record = try #require(Self.records(books).first)
        #expect(record.hasSuffix("/monthly-pack-books-2025-01-r2.reopened.json"))
        let text = try String(contentsOfFile: record, encoding: .utf8)
        #expect(text.contains(#""reason" : "an invoice was forgotten""#), "\(text)")
        let verified = try books.evclinic("verify", books.office.out)
        #expect(verified.status == 0, "\(verified.output)")
        #expect(
            verified.output.contains("2025-01 of books was reopened on")
                && verified.output.contains("by mia, after revision 2: an invoice was forgotten"))
        #expect(
            try books.office.told(
                "SELECT concat_ws(' ', role, state) FROM worker.run_file WHERE role LIKE 'reopening%' "
                    + "ORDER BY role") == ["reopening published", "reopening-signature published"])
    }

    @Test("is recorded by the next tick, when the process died before it was named")
    func cutOff() throws {
        let books = try Self.reopenedBooks()
        let record = try #require(Self.records(books).first)
        let files = FileManager.default
        for row in try books.office.told(
            "SELECT concat_ws('|', folder, name, temporary) FROM worker.run_file "
                + "WHERE role LIKE 'reopening%'")
        {
            let parts = row.split(separator: "|").map(String.init)
            try files.moveItem(
                atPath: "\(parts[0])/\(parts[1])", toPath: "\(parts[0])/\(parts[2])")
        }
        try books.office.change(
            "UPDATE worker.run_file SET state = 'recorded', published_at = NULL "
                + "WHERE role LIKE 'reopening%'")
        let tick = try books.office.evclinic(
            ["tick", "--executors", "1"], ["OUTPUT_DIR": books.office.out])
        #expect(files.fileExists(atPath: record), "\(tick.errors)")
        #expect(try books.evclinic("verify", books.office.out).status == 0)
    }

    @Test("is not begun while no key is in force, and leaves no record where there is none")
    func keys() throws {
        let books = try ClosingBooks()
        try books.add(.init(id: 1, day: "2025-01-10", recorded: "2025-01-10 10:00+01", net: 100))
        _ = try books.pack("2025-01")
        _ = try books.approve("2025-01")
        let key = try books.office.newKey()
        let path = "\(books.office.folder.path)/keys/\(key).pem"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let past = text.replacing(/From: \d+/, with: "From: 2020")
        try Data(past.replacing(/Until: \d+/, with: "Until: 2021").utf8)
            .write(to: URL(filePath: path))
        let refused = try books.evclinic(
            ["close", "reopen", "--as", "mia", "--reason", "late"] + ClosingBooks.place("2025-01"))
        #expect(refused.status == 78 && refused.errors.contains("SIGNING_KEY_EXPIRED"))
        #expect(try Self.reopenings(books) == ["2025-01 r2 mia stands"])

        try FileManager.default.removeItem(atPath: "\(books.office.folder.path)/keys")
        try books.reopen("2025-01", because: "unsigned")
        #expect(try Self.records(books) == [])
    }

    /// January and February approved, January taken back.
    private static func reopenedBooks() throws -> ClosingBooks {
        let books = try ClosingBooks()
        _ = try books.office.newKey()
        try books.add(
            .init(id: 1, day: "2025-01-10", recorded: "2025-01-10 10:00+01", net: 100),
            .init(id: 4, day: "2025-02-04", recorded: "2025-02-04 10:00+01", net: 40))
        for month in ["2025-01", "2025-02"] {
            _ = try books.pack(month)
            _ = try books.approve(month)
        }
        try books.reopen("2025-01", because: "an invoice was forgotten")
        try books.add(.init(id: 2, day: "2025-01-15", recorded: "2025-02-03 10:00+01", net: 20))
        return books
    }

    /// Nothing is left of the ledger.
    private static func forget(_ books: ClosingBooks) throws {
        try books.office.change(
            """
            TRUNCATE worker.run, worker.run_attempt, worker.run_event, worker.run_file, worker.queue,
                worker.run_child, worker.run_trouble, worker.tax_variance, worker.match,
                worker.break_item, worker.close, worker.close_balance, worker.close_document CASCADE
            """)
    }

    /// The ledger is a backup's from before the reopening.
    private static func forgetReopening(_ books: ClosingBooks) throws {
        try books.office.change(
            """
            UPDATE worker.close SET reopened_by = NULL, reopened_at = NULL, reopen_reason = NULL,
                stale_at = NULL;
            DELETE FROM worker.run_file WHERE role LIKE 'reopening%'
            """)
    }

    /// Outcomes by period and revision.
    private static func recover(_ books: ClosingBooks, _ more: String...) throws -> String {
        let done = try books.evclinic(["recover", books.office.out, "--json"] + more)
        try #require(done.status == 0, "\(done.errors)\(done.output)")
        return try JSONDecoder().decode(
            [RecoverTests.Adopted].self, from: Data(done.output.utf8)
        ).map(\.outcome).joined(separator: " ")
    }

    /// Paths of the records, by name.
    private static func records(_ books: ClosingBooks) throws -> [String] {
        books.office.folder.files().keys.filter { $0.hasSuffix(".reopened.json") }.sorted().map {
            "\(books.office.folder.path)/\($0)"
        }
    }

    private static func reopenings(_ books: ClosingBooks) throws -> [String] {
        try books.office.told(
            """
            SELECT concat_ws(' ', close.period, 'r' || run.revision, close.approved_by, CASE
                WHEN close.reopened_at IS NOT NULL
                    THEN 'taken back by ' || close.reopened_by || ': ' || close.reopen_reason
                WHEN close.stale_at IS NOT NULL THEN 'stale' ELSE 'stands' END)
            FROM worker.close JOIN worker.run ON run.id = close.run_id ORDER BY close.period, run.revision
            """)
    }

    private static func closes(_ books: ClosingBooks) throws -> [String] {
        try books.office.told(
            """
            SELECT concat_ws(' ', close.period, run.revision, close.approved_by,
                CASE WHEN close.stale_at IS NOT NULL THEN 'stale' ELSE 'approved' END)
            FROM worker.close JOIN worker.run ON run.id = close.run_id
            WHERE close.reopened_at IS NULL ORDER BY close.period
            """)
    }

    /// What the standing January lists.
    private static func lists(_ books: ClosingBooks) throws -> [String] {
        try books.office.told(
            """
            SELECT concat_ws(' ', list.kind, list.names::text, list.amounts::text, list.digests::text)
            FROM worker.close JOIN worker.close_document AS list ON list.run_id = close.run_id
            WHERE close.reopened_at IS NULL AND close.stale_at IS NULL ORDER BY 1
            """)
    }
}
