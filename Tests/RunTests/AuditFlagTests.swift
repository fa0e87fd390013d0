import Foundation
import TestSupport
import Testing

/// What the flags of an audit rollup leave alone, and what they do not tell.
@Suite("Audit flag") struct AuditFlagTests {
    private static let always =
        "{ hours: 00:00-24:00, days: [mon, tue, wed, thu, fri, sat, sun] }"

    @Test("goes by a clinic's own hours before those of all, and leaves the schedule's work alone")
    func ownHours() throws {
        let books = try AuditBooks(
            "{ hours: 00:00-24:00, clinics: { hand: { hours: 08:00-09:00, days: [wed] } } }")
        let count = "'drawer_movement', '1', 'count', NULL, NULL"
        try books.note([
            "('2025-10-01 08:59:59+02', 'mia', 'manager', \(count))",
            "('2025-10-01 09:00+02', 'mia', 'manager', \(count))",
            "('2025-10-01 10:30+02', 'mia', 'manager', \(count))",
            "('2025-10-01 03:00+02', 'schedule', 'scheduler', 'worker.run', '7', 'report.record', NULL, '{}')",
            // A user of that role, and rows of the books, are somebody's.
            "('2025-10-01 04:00+02', 'rob', 'scheduler', 'worker.run', '8', 'report.record', NULL, '{}')",
            "('2025-10-01 05:00+02', 'schedule', 'scheduler', \(count))",
        ])
        let flags = try AuditBooks.flags(try books.roll("2025-10-01"))
        #expect(
            flags == [
                "after hours|2025-10-01 04:00|rob|report.record|8|1|Wed 04:00",
                "after hours|2025-10-01 05:00|schedule|count|1|1|Wed 05:00",
                "after hours|2025-10-01 09:00|mia|count||2|Wed 09:00 to 10:30",
            ])
    }

    @Test(
        "tells exports of persons' data, and no number, name or purpose",
        arguments: table(
            #"""
            entity       id           action        after                               shown        told                              why
            patient      17           export        {"rows": "3", "name": "Ilse"}       -            data of patients, 3 rows          a patient's number names him
            patient      all          csv_export    {"rows": "Ilse"}                    -            data of patients                  no number of rows
            payer        9            export        -                                   -            data of patients                  payers are persons too
            appointment  Ilse         export        [1]                                 -            data of patients                  whatever stands there
            worker.run   pack 2025    report.ask    {"names": "yes", "why": "Ilse"}     pack 2025    report that names patients        a purpose is free text
            worker.run   pack 2025    report.ask    {"names": "no"}                     -            -                                 pseudonyms
            invoice      1            export        {"rows": "3"}                       -            -                                 no patients
            """#))
    func exports(_ row: [String]) throws {
        let books = try AuditBooks(Self.always)
        let after = row[3] == "-" ? "NULL" : "'\(row[3])'"
        try books.note([
            "('2025-10-01 09:00+02', 'mia', 'manager', '\(row[0])', '\(row[1])', '\(row[2])', NULL, \(after))"
        ])
        let isTold = row[5] != "-"
        let receipt = try books.roll("2025-10-01", exits: nil)
        let flags = try AuditBooks.flags(receipt, "Concern|Id|Why").filter {
            $0.hasPrefix("export")
        }
        let shown = row[4] == "-" ? "" : row[4]
        #expect(
            flags == (isTold ? ["export of patient data|\(shown)|\(row[5])"] : []), "\(row[6])")
        for file in receipt.files where file.path.hasSuffix(".csv") {
            let text = try String(contentsOfFile: file.path, encoding: .utf8)
            #expect(!text.contains("Ilse"), "\(file.path)")
        }
    }

    @Test("of a first time looks half a year back, and at nothing where the trail is empty there")
    func firstTimes() throws {
        let books = try AuditBooks(Self.always)
        func row(_ at: String, _ login: String, _ action: String) -> String {
            "('\(at)', '\(login)', 'manager', 'drawer_movement', '1', '\(action)', NULL, NULL)"
        }
        // 180 days before 2025-10-01 is 2025-04-04.
        try books.note([
            row("2025-04-03 23:59+02", "rob", "count"), row("2025-10-01 09:00+02", "rob", "count"),
        ])
        #expect(try AuditBooks.flags(try books.roll("2025-10-01", exits: 0)).isEmpty)
        try books.note([
            row("2025-04-04 00:00+02", "mia", "count"), row("2025-10-01 10:00+02", "mia", "count"),
            row("2025-10-01 11:00+02", "mia", "float"), row("2025-10-01 12:00+02", "mia", "float"),
        ])
        let flags = try AuditBooks.flags(try books.roll("2025-10-01"), "When|Login|Action|Why")
        #expect(
            flags == [
                "2025-10-01 11:00|mia|float|has not done this in the 180 days before",
                "2025-10-01 09:00|rob|count|has done nothing in the 180 days before",
            ])
    }
}
