import BankFiles
import Domain
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Large files") struct LargeFileTests {
    /// What a reader may need above what the process has: some pieces, and a record.
    static let room = 8 << 20

    /// Reads a file as an import does, entry by entry.
    ///
    /// - Returns: how many entries it has.
    static func count(_ file: LargeFile) throws -> Int {
        let format = BankFormat(rawValue: file.format.rawValue) ?? .csv
        var (lines, statements, settlement) = (0, FileTally(format), SettlementTally())
        let bank: BankHand = { event throws(BankFault) in
            if case .line = event { lines += 1 }
            try statements.take(event)
        }
        let gateway: SettlementHand = { row throws(BankFault) in
            lines += 1
            try settlement.take(row)
        }
        switch file.format {
        case .camt: try CamtReader.read(file.feed, to: bank)
        case .mt940: try MT940Reader.read(file.feed, to: bank)
        case .ofx: try OFXReader.read(file.feed, to: bank)
        case .bai2: try BAI2Reader.read(file.feed, to: bank)
        case .csv: try CSVReader.read(file.feed, by: CSVBankTests.signed, to: bank)
        case .stripe: try SettlementReader.read(file.feed, as: .report(.stripe), to: gateway)
        case .razorpay: try SettlementReader.read(file.feed, as: .report(.razorpay), to: gateway)
        case .mapped:
            let mapping = try MappedSettlementTests.mapping(
                columns: "gross: Amount, fee: Fee, net: Net")
            try SettlementReader.read(
                file.feed, as: .mapped(mapping, of: "paytabs"), to: gateway)
        }
        return lines
    }

    @Test("are read in flat memory, whatever their size", arguments: LargeFile.Format.allCases)
    func flat(_ format: LargeFile.Format) async throws {
        // A process of its own, whose memory no other test has a share in.
        let ended = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent]
        ) { [file = LargeFile(format) as LargeFile] in
            _ = try LargeFileTests.count(LargeFile(file.format, bytes: 1 << 20))
            let (before, began) = (LargeFile.peak, Clock.wall.now.microseconds)
            #expect(try LargeFileTests.count(file) == file.entries)
            let more = LargeFile.peak - before
            #expect(more < LargeFileTests.room, "\(file.format): \(more) bytes more")
            let ms = (Clock.wall.now.microseconds - began) / 1000
            let figures =
                "\(file.format): \(file.size >> 20) MiB, \(file.entries) entries, "
                + "peak \(LargeFile.peak >> 10) KiB, \(more >> 10) more, \(ms) ms\n"
            try FileHandle.standardError.write(contentsOf: Data(figures.utf8))
        }
        if LargeFile.bytes > 1 << 30, let ended {
            print(String(decoding: ended.standardErrorContent, as: UTF8.self))
        }
    }

    @Test("are refused with the line, however far down it is") func far() async {
        let lines = LargeFile.bytes
        await #expect(processExitsWith: .success) { [lines = lines as Int] in
            let blank = [UInt8](repeating: 10, count: 1 << 16)
            var pieces = [Array("2026-10-05,x,y\n".utf8)]
            pieces += Array(repeating: blank, count: lines / blank.count)
            pieces.append(Array("Date,Amount,Text\n".utf8))
            let feed = ByteFeed { () in pieces.popLast() ?? [] }
            let fault = #expect(throws: BankFault.self) {
                try CSVReader.read(feed, by: CSVBankTests.signed) { _ in }
            }
            #expect(fault?.line == lines / blank.count * blank.count + 2)
            #expect(fault?.column == 12)
        }
    }

    @Test(
        "of over two gigabytes on disk are opened, and refused where they end to be text",
        arguments: [
            ("camt", "<Document><BkToCstmrStmt><Stmt>"),
            ("mt940", ":20:A\n:25:1\n:60F:C260101EUR1,\n"),
            ("ofx", "OFXHEADER:100\n\n<OFX><BANKMSGSRSV1>"),
            ("bai2", "01,B,U,260102,0100,7,80,,2/\n"),
            ("stripe", SettlementTests.stripe),
        ])
    func disk(format: String, start: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(start, to: "large")
        // A hole, which takes no place on the disk.
        try #require(truncate(path, 3 << 30) == 0)
        let read =
            format == "stripe"
            ? ["settlement", path, "--gateway", "stripe"] : ["bank", path, "--format", format]
        let ended = try Program.run(Program.evclinic, ["import"] + read + ["--dry-run"])
        #expect(ended.status == 65 && !ended.isKilled, "\(format) \(ended.status)")
        #expect(ended.errors.contains("BANK_FILE_INVALID"), "\(ended.errors)")
        #expect(ended.output.isEmpty)
    }
}
