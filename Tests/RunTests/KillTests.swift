import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// *Killed run* kills before each step; here nobody knows where.
@Suite("Kill") struct KillTests {
    private static let clinics = [
        "gulf-polyclinic", "harbor-dental", "nilgiri-clinic", "rhein-praxis", "sakura-iin",
    ]

    @Test(
        "at any moment leaves no cut or unrecorded file, and a next run finishes as if alone (I2)",
        arguments: ["2026-08", "2026-09", "2026-10"])
    func anywhere(_ month: String) throws {
        var dice = Dice()
        let (alone, office) = (try Office(), try Office())
        var killed = 0
        for clinic in Self.clinics {
            let began = Clock.steady.now
            let wanted = try alone.receipt(alone.order(clinic, month))
            let took = UInt32(clamping: Clock.steady.now.microseconds - began.microseconds)
            for _ in 0..<4 {
                let running = try office.start(office.order(clinic, month))
                running.signal(
                    SIGKILL, afterMicroseconds: UInt32.random(in: 0...took, using: &dice))
                if running.wait().isKilled { killed += 1 }
                try Self.expectSound(office, dice)
                try office.change(
                    "UPDATE worker.queue SET leased_until = clock_timestamp() - interval '1 s'")
            }
            let receipt = try office.receipt(office.order(clinic, month))
            #expect(receipt.revision == 1, "\(dice)")
            #expect(receipt.totals == wanted.totals, "\(dice)")
            #expect(
                Self.registers(receipt) == Self.registers(wanted), "byte for byte, \(dice)")
        }
        // How many depends on the load; that none was killed would prove nothing.
        #expect(killed >= 5, "of 20; \(dice)")
        try Self.expectFinished(office, alone, dice)
    }

    /// Hashes of the CSV files by their names; those of the workbook hold the moment of reading.
    private static func registers(_ receipt: PrintedReceipt) -> [String: String] {
        let files = receipt.files.filter { $0.path.hasSuffix(".csv") }.map {
            (URL(filePath: $0.path).lastPathComponent, sha256($0.path))
        }
        return Dictionary(uniqueKeysWithValues: files)
    }

    /// What must be true at any moment: a file under a final name is recorded with its hash.
    private static func expectSound(_ office: Office, _ dice: Dice) throws {
        let known = try office.told(
            "SELECT folder || '/' || name || ' ' || sha256 FROM worker.run_file")
        for name in office.folder.files().keys where !name.contains("/.evclinic-") {
            let path = "\(office.folder.path)/\(name)"
            #expect(known.contains("\(path) \(sha256(path))"), "\(name), \(dice)")
        }
    }

    /// What must be true in the end: one run a clinic, its five files there, and nothing else.
    private static func expectFinished(_ office: Office, _ alone: Office, _ dice: Dice) throws {
        try expectSound(office, dice)
        #expect(Set(office.folder.files().keys) == Set(alone.folder.files().keys), "\(dice)")
        for sql in [
            "SELECT concat_ws(' ', clinic_id, revision, state, digest, breaks) FROM worker.run ORDER BY 1",
            "SELECT concat_ws(' ', name, state) FROM worker.run_file ORDER BY 1",
            "SELECT concat_ws(' ', clinic_id, document, line, reason) FROM worker.tax_variance ORDER BY 1",
            "SELECT concat_ws(' ', clinic_id, action) FROM clinic.audit_log WHERE action LIKE 'report.%' ORDER BY 1",
            "SELECT 'leased' FROM worker.queue",
            "SELECT 'open' FROM worker.run_attempt WHERE outcome IS NULL",
        ] { #expect(try office.told(sql) == alone.told(sql), "\(dice)") }
    }
}
