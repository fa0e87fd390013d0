import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// A report of rows that are spelt by us, through the program.
@Suite("Bulk run") struct BulkRunTests {
    private static let rows = 30_000

    /// An office with a template of many rows.
    private static func office() throws -> Office {
        let office = try Office(.schema)
        try office.change(Office.founding("long"))
        let files = [
            "jobs/long.yaml": Office.reports("long"),
            "templates/long/query.sql": """
            SELECT clinic.id AS clinic_id, number, 'row ' || number AS words,
                (number * 0.25)::numeric(12, 2) AS amount
            FROM clinic.clinic, generate_series(1, \(rows)) AS number
            WHERE clinic.id = :clinic AND :from::date < :until::date
            ORDER BY number
            """,
            "templates/long/sheet.yaml": """
            title: Long
            sheet: Long
            columns:
              - { column: number, title: Number, type: integer }
              - { column: words, title: Words, type: text }
              - { column: amount, title: Amount, type: money, total: true }
            """,
        ]
        for (name, text) in files { try office.folder.write(text, to: name) }
        return office
    }

    private static func order(_ office: Office, _ month: String = "2026-08") -> [String] {
        [
            "run", "long", "--clinic", "long", "--period", month, "--out", office.out,
            "--format", "xlsx", "--json",
        ]
    }

    @Test("killed at any moment leaves no file under a final name that is not recorded and whole")
    func killed() throws {
        let office = try Self.office()
        let root = ["EVCLINIC_ROOT": office.folder.path]
        let alone = try Self.office()
        let began = Clock.steady.now
        let wanted = try alone.evclinic(
            Self.order(alone), ["EVCLINIC_ROOT": alone.folder.path])
        try #require(wanted.status == 0, "\(wanted.errors)")
        let took = UInt32(clamping: Clock.steady.now.microseconds - began.microseconds)
        var dice = Dice()
        var killed = 0
        for month in ["2026-06", "2026-07", "2026-08"] {
            for _ in 0..<4 {
                let running = try office.start(Self.order(office, month), root)
                running.signal(
                    SIGKILL, afterMicroseconds: UInt32.random(in: 0...took * 3 / 4, using: &dice))
                if running.wait().isKilled { killed += 1 }
                let known = try office.told("SELECT sha256 FROM worker.run_file")
                for name in office.folder.files().keys where name.hasSuffix(".xlsx") {
                    guard !name.contains("/.evclinic-") else { continue }
                    #expect(known.contains(sha256("\(office.folder.path)/\(name)")), "\(dice)")
                }
                try office.change(
                    "UPDATE worker.queue SET leased_until = clock_timestamp() - interval '1 s'")
            }
            let done = try office.evclinic(Self.order(office, month), root)
            try #require(done.status == 0, "\(done.errors)")
        }
        // How many depends on the load; that none was killed would prove nothing.
        #expect(killed >= 2, "of 12; \(dice)")
        let files = office.folder.files().keys
        #expect(!files.contains { $0.contains(".tmp") }, "\(files)")
        #expect(files.count { $0.hasSuffix(".xlsx") } == 3)
    }

    @Test(
        "on a disk without room for its workbook leaves nothing there",
        .enabled(if: OwnDisk.canBeMade, "no file system can be mounted here"),
        arguments: ["size=64k", "size=192k", "size=320k"])
    func full(_ options: String) throws {
        let office = try Self.office()
        let environment = ["EVCLINIC_ROOT": office.folder.path]
        let (done, left) = try OwnDisk(options: options)
            .run(office, Self.order(office), environment)
        #expect(done.status == 73, "\(done.errors)")
        #expect(done.errors.contains("OUTPUT_FULL"))
        #expect(left == [])
        let (whole, kept) = try OwnDisk(options: "size=8m")
            .run(office, Self.order(office), environment)
        #expect(whole.status == 0 && kept.count == 2, "\(whole.errors)\(kept)")
    }
}
