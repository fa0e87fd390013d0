import TestSupport
import Testing

/// The seven walks once more, with a September that is approved, and then reopened.
///
/// What October says of them is worked out by hand in *Walks through the pack*, where the clinic's own
/// system closed September on the 10th; an approval must come to the same.
@Suite("Walks through an approved month") struct ApprovedWalksTests {
    private struct Made {
        let office: Office
        let september: PrintedReceipt
        let approved: PrintedReceipt
        let october: PrintedReceipt
        let again: PrintedReceipt
        let restated: PrintedReceipt
        let octoberThen: PrintedReceipt

        init() throws {
            office = try Office(.schema)
            try office.change(
                Walks.founding + """
                    INSERT INTO clinic.membership VALUES (1, 1, 'accountant');
                    INSERT INTO clinic.role_permission VALUES ('accountant', 'close.approve'),
                        ('accountant', 'report.run');
                    """ + Walks.septemberBooks)
            september = try Self.pack(office, "2026-09")
            approved = try PrintedReceipt(
                Self.close(office, "approve", "2026-09", ["--out", office.out, "--json"]))
            try office.change(Walks.octoberBooks)
            october = try Self.pack(office, "2026-10")
            again = try Self.pack(office, "2026-09")
            _ = try Self.close(office, "reopen", "2026-09", ["--reason", "W-9 was forgotten"])
            restated = try Self.pack(office, "2026-09")
            octoberThen = try Self.pack(office, "2026-10")
        }

        private static func pack(_ office: Office, _ month: String) throws -> PrintedReceipt {
            try office.receipt([
                "run", "monthly-pack", "--clinic", "walks", "--period", month, "--out", office.out,
                "--format", "csv", "--json",
            ])
        }

        private static func close(
            _ office: Office, _ what: String, _ month: String, _ more: [String]
        ) throws -> Program {
            let done = try office.evclinic(
                ["close", what, "--clinic", "walks", "--period", month, "--as", "mia"] + more)
            try #require(done.status == 0, "\(done.errors)")
            return done
        }
    }

    private static let ties = "Result|Tie|This side|Other side"
    private static let made = Result { try Made() }

    @Test(
        "says of October what it says where the clinic's own system closed September, to the byte")
    func october() throws {
        let (made, walks) = (try Self.made.get(), try Walks.months())
        for file in walks.october.files where file.path.hasSuffix(".csv") {
            let sheet = try #require(file.path.split(separator: "-r1-").last.map(String.init))
            // An approved opening has a tie of its own.
            if sheet == "certificate.csv" { continue }
            #expect(made.october.file("-\(sheet)")?.sha256 == file.sha256, "\(sheet)")
        }
        let (ours, theirs) = (
            try made.october.rows("certificate", Self.ties, between: "|"),
            try walks.october.rows("certificate", Self.ties, between: "|")
        )
        #expect(ours.filter { !theirs.contains($0) }.count == 1)
        #expect(ours.filter { !$0.contains("approved opening = the books of today") } == theirs)
        #expect(made.october.ties_failed == walks.october.ties_failed)
    }

    @Test("leaves September as it was approved when October is known")
    func september() throws {
        let made = try Self.made.get()
        #expect(made.again.outcome == "standing" || made.again.outcome == "unchanged")
        for file in made.september.files where file.path.hasSuffix(".csv") {
            let sheet = try #require(file.path.split(separator: "-r1-").last.map(String.init))
            #expect(made.approved.file("-\(sheet)")?.sha256 == file.sha256, "\(sheet)")
        }
    }

    /// W-9 of 80.00 bears 10 %, 8.00; it is dated 20 September and came on 15 October.
    @Test(
        "7: the late invoice goes back to September once that is reopened, and October gives it up")
    func restated() throws {
        let made = try Self.made.get()
        #expect(made.restated.revision == 3 && made.restated.ties_failed == 0)
        try made.restated.expect(
            "sales-register", Walks.sold, of: "Walk 7",
            "Walk 7 W-9 2026-09-20 80.00 8.00 88.00 issued")
        try made.restated.expect(
            "revenue", Walks.earned, of: "Walk 7", "Walk 7 Walk 7 1 80.00 8.00")
        try made.restated.expect(
            "tax-return", Walks.returned, of: "FIT",
            "FIT 10.00 80.00 8.00 0.00 0.00 0.00 0.00 80.00 8.00")
        try made.restated.expect(
            "receivables-aging", Walks.owed, of: "Walk 7",
            "Walk 7 1 88.00 0.00 0.00 0.00 0.00 0.00 88.00")
        try made.restated.expect(
            "changes", "Counts in|What|Document|Net|Tax|Amount", "Sales added W-9 80.00 8.00 88.00",
            "Tax return added W-9 80.00 8.00 88.00")
        let october = made.octoberThen
        #expect(october.revision == 2 && october.ties_failed == 0)
        try october.expect("sales-register", Walks.sold, of: "Walk 7")
        try october.expect("tax-return", Walks.returned, of: "FIT")
        try october.expect(
            "changes", "Counts in|What|Document|Amount", "Sales removed W-9 -88.00",
            "Tax return removed W-9 -88.00")
        // It opens with 88 more, has none of it as prior period, and closes as before.
        let flows = try (
            made.october.rows("receivables", "Opening|Prior period|Closing"),
            october.rows("receivables", "Opening|Prior period|Closing")
        )
        #expect(flows.0.count == 1 && flows.1.count == 1)
        let before = flows.0[0].split(separator: " ")
        let after = flows.1[0].split(separator: " ")
        #expect(before[2] == after[2] && before[1] == "88.00" && after[1] == "0.00")
    }
}
