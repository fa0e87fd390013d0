import Foundation
import TestSupport
import Testing

@Suite("Recover") struct RecoverTests {
    @Test("takes back what the ledger has forgotten, once, and what runs again finds it unchanged")
    func forgotten() throws {
        let office = try Office()
        let key = try office.newKey()
        _ = try office.receipt(office.order())
        try office.chargeMore()
        let second = try office.receipt(office.order())
        let ledger = try Self.ledger(office)
        let variances = try office.told(Self.variances)
        let files = office.folder.files()
        try Self.forget(office)

        let shown = try Self.recover(office, "--dry-run")
        #expect(shown.map(\.outcome) == ["adopted", "adopted"])
        #expect(shown.allSatisfy { $0.dry_run && $0.run == nil && $0.files_added == 9 })
        #expect(try Self.ledger(office) == [])
        #expect(
            try office.told("SELECT action FROM clinic.audit_log WHERE action = 'report.adopt'")
                == [])

        let adopted = try Self.recover(office)
        #expect(
            adopted.map { "\($0.outcome) r\($0.revision) \($0.files_added)" } == [
                "adopted r1 9", "adopted r2 9",
            ])
        #expect(try Self.ledger(office) == ledger)
        #expect(try Self.recover(office).map(\.outcome) == ["known", "known"])
        #expect(
            try office.told(
                "SELECT after ->> 'key' FROM clinic.audit_log WHERE action = 'report.adopt'")
                == [key, key])
        #expect(try office.told(Self.variances) == [], "no manifest has them")

        let again = try office.receipt(office.order())
        #expect(again.outcome == "unchanged" && again.revision == 2)
        #expect(
            again.files.sorted { $0.path < $1.path } == second.files.sorted { $0.path < $1.path })
        #expect(try office.told(Self.variances) == variances, "a rerun brings them back")
        #expect(try office.receipt(office.order()).outcome == "unchanged")
        #expect(try office.told(Self.variances) == variances, "once")
        #expect(office.folder.files() == files, "no file was touched")
        let why = try office.evclinic(["runs", "why", "\(again.run)"])
        #expect(why.output.contains("adopted"))

        try office.chargeMore()
        #expect(try office.receipt(office.order()).revision == 3)
    }

    @Test(
        "leaves alone what the ledger has or is at work on, and ends what it had only planned",
        arguments: table(
            """
            ledger has              outcome   code             why
            nothing                 adopted   none             the run is made
            planned                 adopted   none             it was due and had not run
            a lapsed lease          adopted   none             it ran when the backup was made
            a lease                 conflict  RUN_IN_PROGRESS  a worker was not stopped
            another digest          conflict  LEDGER_DIFFERS   somebody ran it first
            another manifest        conflict  LEDGER_DIFFERS   the same, with the same figures
            all but a file          completed  none             published to another folder since
            all                     known     none             nothing is lacking
            """))
    func standing(_ row: [String]) throws {
        let office = try Office()
        _ = try office.newKey()
        _ = try office.receipt(office.order())
        try office.change(Self.change(row[0]))
        let adoptions = try Self.recover(office, exits: row[2] == "none" ? 0 : 65)

        #expect(adoptions.map(\.outcome) == [row[1]], "\(row[3])")
        #expect(adoptions.flatMap(\.faults).map(\.code) == (row[2] == "none" ? [] : [row[2]]))
        guard row[1] != "conflict" else { return }
        #expect(try office.told("SELECT run_id::text FROM worker.queue") == [])
        #expect(try office.receipt(office.order()).outcome == "unchanged")
        #expect(try office.told("SELECT state || revision FROM worker.run") == ["done1"])
    }

    /// What the ledger of a finished run is turned into.
    private static func change(_ ledger: String) -> String {
        let unfinished = """
            UPDATE worker.run SET state = 'ready', digest = NULL, provenance = NULL, manifest = NULL,
                signature = NULL;
            DELETE FROM worker.run_file; DELETE FROM worker.tax_variance;
            INSERT INTO worker.queue (run_id, clinic_id, state, due_at, fencing_token, leased_until)
            SELECT id, clinic_id,
            """
        return switch ledger {
        case "nothing": forgetting
        case "planned": "\(unfinished) 'ready', clock_timestamp(), NULL, NULL FROM worker.run"
        case "a lapsed lease":
            "\(unfinished) 'running', clock_timestamp(), 0, clock_timestamp() FROM worker.run"
        case "a lease":
            "\(unfinished) 'running', clock_timestamp(), 0, clock_timestamp() + '1 h' FROM worker.run"
        case "another digest": "UPDATE worker.run SET digest = 'other', manifest = 'other'"
        case "another manifest": "UPDATE worker.run SET manifest = manifest || ' '"
        case "all but a file": "DELETE FROM worker.run_file WHERE role = 'csv:certificate'"
        default: "SELECT 1"
        }
    }

    @Test(
        "takes no manifest that a key in force has not signed, and takes files for what they are",
        arguments: table(
            """
            damage            outcome  codes                 then
            manifest changed  refused  SIGNATURE_INVALID     -
            signature gone    refused  MANIFEST_UNSIGNED     -
            key gone          refused  MANIFEST_KEY_UNKNOWN  -
            csv gone          adopted  FILE_MISSING          republished
            csv changed       adopted  FILE_DAMAGED          FILE_CONFLICT
            """))
    func damages(_ row: [String]) throws {
        let office = try Office()
        let key = try office.newKey()
        let receipt = try office.receipt(office.order())
        try Self.forget(office)
        let manifest = try #require(receipt.file(".manifest.json")).path
        let csv = try #require(receipt.file("-certificate.csv")).path
        let files = FileManager.default
        switch row[0] {
        case "manifest changed":
            let text = try String(contentsOfFile: manifest, encoding: .utf8)
            try Data(text.replacing("on the command", with: "by a letter on").utf8)
                .write(to: URL(filePath: manifest))
        case "signature gone": try files.removeItem(atPath: manifest + ".sig")
        case "key gone": try files.removeItem(atPath: "\(office.folder.path)/keys/\(key).pem")
        case "csv gone": try files.removeItem(atPath: csv)
        default:
            var bytes = try Data(contentsOf: URL(filePath: csv))
            bytes[0] ^= 1
            try bytes.write(to: URL(filePath: csv))
        }
        let adoptions = try Self.recover(office, exits: 65)
        #expect(adoptions.map(\.outcome) == [row[1]])
        #expect(adoptions.flatMap(\.faults).map(\.code) == [row[2]])
        guard row[1] == "adopted" else { return #expect(try Self.ledger(office) == []) }
        let again = try office.evclinic(office.order())
        #expect(again.output.contains("\"\(row[3])\""), "\(again.output)")
        #expect(try office.told("SELECT revision::text FROM worker.run") == ["1"])
    }

    @Test("is over all folders of reports, each with its own files") func folders() throws {
        let office = try Office()
        _ = try office.newKey()
        _ = try office.receipt(office.order())
        let other = "\(office.folder.path)/other"
        _ = try office.receipt(office.order(out: other) + ["--format", "csv"])
        let ledger = try Self.ledger(office)
        try Self.forget(office)
        let outcomes = try Self.recover(office, "out", "other").map {
            "\($0.outcome) \($0.files_added)"
        }
        #expect(outcomes == ["adopted 9", "completed 8"])
        #expect(try Self.ledger(office) == ledger)
        #expect(
            try office.receipt(office.order(out: other) + ["--format", "csv"]).outcome
                == "unchanged")
    }

    /// The runs and files of a ledger, without what only counts.
    private static func ledger(_ office: Office) throws -> [String] {
        try office.told(
            """
            SELECT concat_ws(' ', job, clinic_id, period, revision, run.state, kind, reason,
                requested_by, from_date, until_date, from_instant, until_instant, digest,
                md5(provenance::text), md5(manifest), md5(signature), breaks, ties_failed,
                file.state, role, folder, name, sha256, byte_count, row_count)
            FROM worker.run JOIN worker.run_file AS file ON file.run_id = run.id
            ORDER BY revision, folder, name
            """)
    }

    private static let variances =
        "SELECT concat_ws(' ', position, document, found.reason, difference) "
        + "FROM worker.tax_variance AS found JOIN worker.run ON run.id = run_id "
        + "WHERE revision = 2 ORDER BY position"

    private static let forgetting = "TRUNCATE worker.run RESTART IDENTITY CASCADE"

    private static func forget(_ office: Office) throws { try office.change(forgetting) }

    /// What `recover --json` prints of a manifest.
    struct Adopted: Decodable {
        let revision: Int
        let run: Int64?
        let outcome: String
        let files_added: Int
        let dry_run: Bool
        let faults: [ReportsCopy.Verdict.Fault]
    }

    private static func recover(
        _ office: Office, _ arguments: String..., exits status: Int32 = 0
    ) throws -> [Adopted] {
        let done = try office.evclinic(
            ["recover", "--json"] + arguments, ["OUTPUT_DIR": office.out])
        try #require(done.status == status, "\(done.errors)\(done.output)")
        return try JSONDecoder().decode([Adopted].self, from: Data(done.output.utf8))
    }
}
