import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Output") struct OutputTests {
    @Test(
        "that something is in the way of is refused before or after the claim, and leaves nothing",
        arguments: table(
            """
            file there                        out                      claimed  says
            out                               {folder}/out             no       “out”, Not a directory$
            out                               {folder}/out/deeper      no       “deeper”, Not a directory$
            out/harbor-dental                 {folder}/out             yes      “2026-10”, Not a directory$
            out/harbor-dental/2026-10         {folder}/out             yes      “2026-10”, Not a directory$
            other                             /proc/evclinic           no       “evclinic”, No such file
            other                             /dev/full                no       “full”, Not a directory$
            other                             /dev/full/\u{1B}[2J     no       “\\?\\[2J”, Not a directory$
            """))
    func inTheWay(_ row: [String]) throws {
        let office = try Office()
        try office.folder.write("theirs", to: row[0])
        let out = row[1].replacing("{folder}", with: office.folder.path)
        let done = try office.evclinic(office.order(out: out))
        try Refusal(
            "OUTPUT_UNWRITABLE", "73", attempt: row[2] == "yes" ? "failed" : nil, says: row[3]
        ).expect(of: done, in: office, besides: [row[0]])
        #expect(!done.errors.contains("\u{1B}"))
    }

    private static func order(_ office: Office, _ format: String) -> [String] {
        office.order("harbor-dental", "2026-10", out: nil, "--format", format)
    }

    @Test("that its user may not write to is refused", .enabled(if: getuid() != 0, "root may"))
    func mode() throws {
        let office = try Office()
        let out = "\(office.folder.path)/closed"
        try FileManager.default.createDirectory(
            atPath: out, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
        let done = try office.evclinic(office.order(out: out))
        try Refusal("OUTPUT_UNWRITABLE", "73", attempt: "failed", says: "Permission denied")
            .expect(of: done, in: office)
    }

    @Test("with less room than MIN_FREE_BYTES is refused before the claim") func room() throws {
        let office = try Office()
        let done = try office.evclinic(office.order(), ["MIN_FREE_BYTES": "1000000g"])
        try Refusal("OUTPUT_FULL", "73", says: "MIN_FREE_BYTES is 1073741824000000$")
            .expect(of: done, in: office)
    }

    @Test(
        "past the size that a file may have is taken away again",
        arguments: table(
            """
            blocks  format  why
            0       xlsx    not a byte may be written
            64      xlsx    the workbook asks for more room
            1       csv     the first register ends within a row
            64      csv     the workbook is measured for the manifest
            """))
    func limit(_ row: [String]) throws {
        let office = try Office()
        let script = "ulimit -f \(row[0]); exec \"$@\""
        let order = office.order("harbor-dental", "2026-10", out: nil, "--format", row[1])
        let done = try Program.run(
            "/bin/sh", ["-c", script, "sh", Program.evclinic] + order,
            environment: office.database.environment(), folder: office.folder.path)
        try Refusal("OUTPUT_UNWRITABLE", "73", attempt: "failed", says: "file “.*”: EFBIG$")
            .expect(of: done, in: office)
        #expect(try office.evclinic(order).status == 2, "\(row[2])")
    }

    @Test(
        "on a disk that is full is taken away again, whatever file filled it",
        .enabled(if: OwnDisk.canBeMade, "no file system can be mounted here"),
        arguments: table(
            """
            disk         format    full at
            size=4k      csv       tax-return.tmp
            size=8k      csv       tax-summary.tmp
            size=12k     csv       tax-variances.tmp
            size=24k     csv       xlsx.tmp
            size=12k     xlsx,csv  xlsx.tmp
            nr_inodes=2  xlsx,csv  2026-10
            nr_inodes=3  csv       certificate.tmp
            nr_inodes=3  xlsx,csv  xlsx.tmp
            nr_inodes=4  xlsx,csv  xlsx.tmp.d
            nr_inodes=5  xlsx,csv  tax-return.tmp
            nr_inodes=6  xlsx,csv  tax-summary.tmp
            nr_inodes=10  xlsx,csv  manifest.tmp
            """))
    func full(_ row: [String]) throws {
        let office = try Office()
        let (done, left) = try OwnDisk(options: row[0]).run(office, Self.order(office, row[1]))
        try Refusal("OUTPUT_FULL", "73", attempt: "failed", says: "\(row[2])”")
            .expect(of: done, in: office)
        #expect(left == [])
        #expect(
            try OwnDisk(options: "size=1m").run(office, Self.order(office, row[1])).0.status == 2)
    }

    @Test(
        "on a disk that may only be read is refused",
        .enabled(if: OwnDisk.canBeMade, "no file system can be mounted here"))
    func readOnly() throws {
        let office = try Office()
        let (done, left) = try OwnDisk(options: "ro").run(office, Self.order(office, "xlsx,csv"))
        try Refusal("OUTPUT_UNWRITABLE", "73", attempt: "failed", says: "Read-only")
            .expect(of: done, in: office)
        #expect(left == [])
    }
}
