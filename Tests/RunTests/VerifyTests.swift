import Foundation
import TestSupport
import Testing

@Suite("Verify", WithSignedOffice()) struct VerifyTests {
    private let office: Office
    private static let month = "harbor-dental/2026-10/tax-reconciliation-harbor-dental-2026-10-r1"
    private static let before = "harbor-dental/2026-09/tax-reconciliation-harbor-dental-2026-09-r1"
    private static let other = "nilgiri-clinic/2026-10/tax-reconciliation-nilgiri-clinic-2026-10-r1"

    init() throws { office = try #require(Office.current) }

    @Test("finds nothing wrong with what was made, and says by which key it was signed")
    func well() throws {
        let copy = try office.copiedReports()
        let (status, verdicts) = try copy.verdicts()

        #expect(status == 0)
        #expect(verdicts.map(\.files) == [7, 7, 7])
        #expect(verdicts.flatMap(\.faults).isEmpty)
        #expect(Set(verdicts.map(\.key)).count == 1)
        #expect(verdicts.allSatisfy { $0.rows > 10 && $0.bytes > 10_000 })
        let text = try copy.verify(["out"]).output
        #expect(text.contains("3 of 3 manifests hold"))
        #expect(text.contains("Signed by key \(verdicts[0].key ?? "")"))
        #expect(text.contains("compare its number"), "the key lay beside the files")
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test(
        "names each damage by its code and file, and nothing else",
        arguments: table(
            """
            damage               codes                            says
            csv byte             FILE_DAMAGED                     -certificate.csv”, SHA-256
            csv figure           FILE_DAMAGED FILE_TOTALS_DIFFER  adds up to
            csv row more         FILE_DAMAGED FILE_TOTALS_DIFFER  rows, stated
            csv cut              FILE_DAMAGED FILE_TOTALS_DIFFER  bytes, stated
            csv gone             FILE_MISSING                     -tax-summary.csv”
            csv renamed          FILE_MISSING                     its bytes are in “mine.csv”
            csv is a folder      FILE_DAMAGED                     cannot be read
            csv put beside       FILE_UNLISTED                    -r1-extra.csv”
            workbook byte        FILE_DAMAGED                     -r1.xlsx”, SHA-256
            manifest byte        SIGNATURE_INVALID                .manifest.json”, key
            manifest cut         MANIFEST_INVALID                 .manifest.json”
            manifest is junk     MANIFEST_INVALID                 .manifest.json”
            signature byte       SIGNATURE_INVALID                .manifest.json”, key
            signature cut        SIGNATURE_INVALID                .manifest.json”, key
            signature gone       MANIFEST_UNSIGNED                no .sig beside it
            signature of before  SIGNATURE_INVALID                .manifest.json”, key
            manifest of before   MANIFEST_MISPLACED FILE_MISSING  states “tax-reconciliation-harbor-dental-2026-09-r1.manifest.json”
            manifest renamed     MANIFEST_MISPLACED               states “tax-reconciliation-harbor-dental-2026-10-r1
            key gone             MANIFEST_KEY_UNKNOWN             keys/ beside the reports
            key of other         SIGNING_KEY_INVALID              is no public key of that name
            key expired          MANIFEST_KEY_LAPSED              in force from 2020
            everything           FILE_DAMAGED FILE_MISSING FILE_UNLISTED SIGNATURE_INVALID  -r1-extra.csv”
            """))
    func damages(_ row: [String]) throws {
        let copy = try office.copiedReports()
        let manifest = try Self.damage(row[0], copy)
        let (status, verdicts) = try copy.verdicts([manifest])

        #expect(status == 65)
        let faults = try #require(verdicts.first).faults
        #expect(Set(faults.map(\.code)) == Set(row[1].split(separator: " ").map(String.init)))
        #expect(faults.contains { $0.message.contains(row[2]) }, "\(faults.map(\.message))")
        #expect(faults.allSatisfy { !$0.remedy.isEmpty })
        let text = try copy.verify([manifest]).output
        for fault in faults { #expect(text.contains(fault.message) && text.contains(fault.remedy)) }
        #expect(text.contains("0 of 1 manifests hold"))
    }

    /// Damages the month's report and gives the path of the manifest to look at.
    private static func damage(_ damage: String, _ copy: ReportsCopy) throws -> String {
        let files = FileManager.default
        let (csv, proof) = ("\(month)-tax-summary.csv", "\(month).manifest.json")
        let folder = "harbor-dental/2026-10"
        func change(_ name: String, _ body: (Data) -> Data) throws {
            try copy.put(body(copy.bytes(name)), name)
        }
        switch damage {
        case "csv byte": try copy.flip("\(month)-certificate.csv", at: 0)
        case "csv figure":
            try change("\(month)-tax-documents.csv") { data in
                let text = String(decoding: data, as: UTF8.self)
                return Data(
                    text.replacing(/(\d)\.(\d)/, maxReplacements: 1) { "\($0.1)7.\($0.2)" }.utf8)
            }
        case "csv row more":
            try change(csv) { data in
                let rows = String(decoding: data, as: UTF8.self).split(separator: "\r\n")
                return data + Data("\(rows.last ?? "")\r\n".utf8)
            }
        case "csv cut": try change(csv) { $0.prefix($0.count / 2) }
        case "csv gone": try files.removeItem(atPath: copy.path(csv))
        case "csv renamed":
            try files.moveItem(atPath: copy.path(csv), toPath: copy.path("\(folder)/mine.csv"))
        case "csv is a folder":
            try files.removeItem(atPath: copy.path(csv))
            try files.createDirectory(
                atPath: copy.path(csv), withIntermediateDirectories: false)
        case "csv put beside": try copy.put(Data("a\r\n".utf8), "\(month)-extra.csv")
        case "workbook byte": try copy.flip("\(month).xlsx", at: 100)
        case "manifest byte":
            try change(proof) { data in
                Data(
                    String(decoding: data, as: UTF8.self).replacing(
                        "on the command", with: "on thf command"
                    ).utf8)
            }
        case "manifest cut": try change(proof) { $0.dropLast(10) }
        case "manifest is junk": try copy.put(Data([0xFF, 0x00, 0x7B]), proof)
        case "signature byte": try copy.flip("\(proof).sig", at: 40)
        case "signature cut": try change("\(proof).sig") { $0.dropLast() }
        case "signature gone": try files.removeItem(atPath: copy.path("\(proof).sig"))
        case "signature of before":
            try copy.put(copy.bytes("\(before).manifest.json.sig"), "\(proof).sig")
        case "manifest of before":
            try copy.put(copy.bytes("\(before).manifest.json"), proof)
            try copy.put(copy.bytes("\(before).manifest.json.sig"), "\(proof).sig")
        case "manifest renamed":
            let other = "\(folder)/tax-reconciliation-harbor-dental-2026-10-r2.manifest.json"
            for suffix in ["", ".sig"] {
                try files.moveItem(
                    atPath: copy.path(proof + suffix), toPath: copy.path(other + suffix))
            }
            return "out/\(other)"
        case "key gone": try files.removeItem(atPath: copy.path("keys"))
        case "key of other":
            try changeKey(copy) { text in
                text.replacing(/MCowBQYDK2VwAyEA.{4}/, with: "MCowBQYDK2VwAyEAAAAA")
            }
        case "key expired":
            try changeKey(copy) { text in
                text.replacing(/From: \d+/, with: "From: 2020").replacing(
                    /Until: \d+/, with: "Until: 2024")
            }
        default:
            try copy.flip("\(month)-certificate.csv", at: 0)
            try copy.flip("\(month).xlsx", at: 100)
            try files.removeItem(atPath: copy.path(csv))
            try copy.put(Data("a\r\n".utf8), "\(month)-extra.csv")
            try copy.flip("\(proof).sig", at: 0)
        }
        return "out/\(proof)"
    }

    private static func changeKey(
        _ copy: ReportsCopy, _ body: (String) -> String
    ) throws {
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: copy.path("keys")).first)
        let text = String(decoding: try copy.bytes("keys/\(name)"), as: UTF8.self)
        let changed = body(text)
        try #require(changed != text)
        try copy.put(Data(changed.utf8), "keys/\(name)")
    }

    @Test("refuses the manifest of another clinic when it is told which one it has to be")
    func foreign() throws {
        let copy = try office.copiedReports()
        let (status, verdicts) = try copy.verdicts(["out", "--clinic", "nilgiri-clinic"])
        #expect(status == 65)
        let codes = verdicts.map { "\($0.clinic ?? "") \($0.faults.map(\.code))" }
        #expect(
            codes == [
                "harbor-dental [\"MANIFEST_FOREIGN\"]", "harbor-dental [\"MANIFEST_FOREIGN\"]",
                "nilgiri-clinic []",
            ])
        let text = try copy.verify([
            "out/\(Self.month).manifest.json", "--clinic", "nilgiri-clinic",
        ])
        #expect(text.output.contains("is of “harbor-dental”, not “nilgiri-clinic”"))
        #expect(text.output.contains("ask for the file of the clinic"))
    }

    @Test("takes keys from the folder named alone, another key of the same name is no help")
    func namedKeys() throws {
        let copy = try office.copiedReports()
        let files = FileManager.default
        try files.moveItem(atPath: copy.path("keys"), toPath: "\(copy.folder.path)/trusted")
        #expect(try copy.verdicts().status == 65)
        #expect(try copy.verdicts(["out", "--keys", "trusted"]).status == 0)
        let said = try copy.verify(["out", "--keys", "trusted"]).output
        #expect(!said.contains("compare its number"), "who names a folder trusts it")

        // Somebody who writes there signs with a key of his own.
        let stranger = try Office()
        _ = try stranger.newKey()
        _ = try stranger.receipt(stranger.order())
        let theirs = try stranger.copiedReports()
        try files.copyItem(
            atPath: "\(copy.folder.path)/trusted", toPath: "\(theirs.folder.path)/trusted")
        #expect(try theirs.verdicts().status == 0, "so the number has to be compared")
        let (status, verdicts) = try theirs.verdicts(["out", "--keys", "trusted"])
        #expect(status == 65)
        #expect(verdicts.flatMap(\.faults).map(\.code) == ["MANIFEST_KEY_UNKNOWN"])
    }

    @Test("says so when there is nothing to verify") func nothing() throws {
        let copy = try office.copiedReports()
        for place in ["out/keys", "nowhere", "out/nowhere.manifest.json"] {
            let done = try copy.verify([place])
            #expect(done.status == 64)
            #expect(done.errors.contains("MANIFEST_MISSING"))
        }
    }

    @Test("asks no manifest for a signature with --unsigned, but for everything else")
    func unsigned() throws {
        let plain = try Office()
        _ = try plain.receipt(plain.order())
        let copy = try plain.copiedReports()
        let (status, verdicts) = try copy.verdicts()
        #expect(status == 65)
        #expect(verdicts.flatMap(\.faults).map(\.code) == ["MANIFEST_UNSIGNED"])
        #expect(try copy.verdicts(["out", "--unsigned"]).status == 0)
        try copy.flip("\(Self.month).xlsx", at: 9)
        let damaged = try copy.verdicts(["out", "--unsigned"])
        #expect(damaged.1.flatMap(\.faults).map(\.code) == ["FILE_DAMAGED"])
    }

    @Test("reads any manifest without harm, and takes none that was changed") func fuzz() throws {
        var dice = Dice()
        let copy = try office.copiedReports()
        let folder = "harbor-dental/2026-10"
        let whole = Array(try copy.bytes("\(Self.month).manifest.json"))
        let marks = Array("{}[]\",:-0189eE.\\untf\u{0}/".utf8) + [0xFF, 0xC3]
        for name in try FileManager.default.contentsOfDirectory(atPath: copy.path(""))
        where name != "keys" {
            try FileManager.default.removeItem(atPath: copy.path(name))
        }
        try FileManager.default.createDirectory(
            atPath: copy.path(folder), withIntermediateDirectories: true)
        for number in 0..<400 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &dice) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                let mark = marks.randomElement(using: &dice) ?? 0
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: bytes.removeSubrange(place...)
                case 1: bytes.insert(contentsOf: [mark, mark, mark], at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                default: bytes[place] = mark
                }
            }
            let name = "\(folder)/\(number).manifest.json"
            try copy.put(Data(bytes), name)
            try copy.put(Data(repeating: 1, count: 64), "\(name).sig")
        }
        let (status, verdicts) = try copy.verdicts()
        #expect(status == 65)
        #expect(verdicts.count == 400, "\(dice)")
        #expect(verdicts.allSatisfy { !$0.faults.isEmpty }, "\(dice)")
    }
}
