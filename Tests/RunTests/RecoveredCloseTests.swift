import TestSupport
import Testing

/// Approvals of a ledger that was lost: they stand in signed manifests.
@Suite("Recovered close") struct RecoveredCloseTests {
    @Test(
        "stands as before, lists its documents again at the next rerun, and refuses a second approval"
    )
    func recovers() throws {
        let books = try ClosingBooks()
        _ = try books.office.newKey()
        try books.add(
            .init(id: 1, day: "2025-01-10", recorded: "2025-01-10 10:00+01", net: 100),
            .init(id: 4, day: "2025-02-04", recorded: "2025-02-04 10:00+01", net: 40))
        for month in ["2025-01", "2025-02"] {
            _ = try books.pack(month)
            _ = try books.approve(month)
        }
        try books.reopen("2025-01", because: "to be restated")
        try books.add(.init(id: 2, day: "2025-01-15", recorded: "2025-02-03 10:00+01", net: 20))
        _ = try books.pack("2025-01")
        let final = try books.approve("2025-01")
        let standing = try Self.closes(books)
        let lists = try Self.lists(books)
        #expect(standing == ["2025-01 4 mia approved", "2025-02 2 mia stale"])

        try books.office.change(
            """
            TRUNCATE worker.run, worker.run_attempt, worker.run_event, worker.run_file, worker.queue,
                worker.run_child, worker.run_trouble, worker.tax_variance, worker.match,
                worker.break_item, worker.close, worker.close_balance, worker.close_document CASCADE
            """)
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
