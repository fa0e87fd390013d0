import Foundation
import TestSupport
import Testing

@Suite("Signed run") struct SignedRunTests {
    private static let stem = "tax-reconciliation-harbor-dental-2026-10-r1"

    @Test("is verified by openssl alone, as the README shows it") func readme() throws {
        let office = try Office()
        let key = try office.newKey()
        let receipt = try office.receipt(office.order())
        let folder = "\(office.out)/harbor-dental/2026-10"
        let readme = try String(
            contentsOfFile: "\(TestCluster.checkout)/README.md", encoding: .utf8)
        let section = try #require(readme.range(of: "## Is it what the clinic made?"))
        let block = try #require(
            readme[section.upperBound...].firstMatch(of: /```sh\n((?s).*?)```/)
        ).1
        let commands = block.replacing("KEY=7ea2c8c38b10dff6", with: "KEY=\(key)")
        try #require(commands != block)

        let done = try Program.run("/bin/sh", ["-euc", String(commands)], folder: folder)
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.output.contains("Signature Verified Successfully"))
        #expect(done.output.contains("\(key)\n"), "the number is the key's, by openssl's own hash")
        let names = receipt.files.map { ($0.path as NSString).lastPathComponent }
            .filter { !$0.contains(".manifest.json") }
        for name in names { #expect(done.output.contains("\(name): OK"), "\(done.output)") }

        let path = "\(folder)/\(Self.stem).manifest.json"
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: path))
        let damaged = try Program.run("/bin/sh", ["-euc", String(commands)], folder: folder)
        #expect(damaged.status != 0)
    }

    @Test("records its signature as a file of its own, and puts the public key beside the reports")
    func recorded() throws {
        let office = try Office()
        let key = try office.newKey()
        let receipt = try office.receipt(office.order())
        let signature = try #require(receipt.file(".manifest.json.sig"))
        #expect(try Data(contentsOf: URL(filePath: signature.path)).count == 64)
        #expect(FileManager.default.fileExists(atPath: "\(office.out)/keys/\(key).pem"))
        #expect(
            try office.told(
                "SELECT state || ' ' || sha256 FROM worker.run_file WHERE role = 'signature'")
                == ["published \(signature.sha256)"])
        let manifest = try String(
            contentsOfFile: try #require(receipt.file(".manifest.json")).path, encoding: .utf8)
        #expect(manifest.contains(#""key" : "\#(key)""#))
        #expect(
            try office.told(
                "SELECT action || ' ' || entity_id FROM clinic.audit_log WHERE action LIKE 'key.%'")
                == Array(repeating: "key.new \(key)", count: 5), "a row for each clinic")
    }

    @Test(
        "that is run again brings back what is gone, byte for byte, after a rotation too",
        arguments: [".manifest.json", ".manifest.json.sig", "-tax-summary.csv"])
    func again(_ suffix: String) throws {
        let office = try Office()
        _ = try office.newKey()
        let first = try office.receipt(office.order())
        #expect(try office.receipt(office.order()).outcome == "unchanged")
        _ = try office.newKey("rotate")
        let path = try #require(first.file(suffix)).path
        let bytes = try Data(contentsOf: URL(filePath: path))
        try FileManager.default.removeItem(atPath: path)

        let again = try office.receipt(office.order())
        #expect(again.outcome == "republished" && again.revision == 1)
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        #expect(try office.receipt(office.order()).outcome == "unchanged")
        #expect(try office.copiedReports().verdicts().status == 0)
    }

    @Test("that died before its manifest had its name is finished by the next start, signature too")
    func cutOff() throws {
        let office = try Office()
        _ = try office.newKey()
        let first = try office.receipt(office.order())
        _ = try office.newKey("rotate")
        let paths = try [".manifest.json", ".manifest.json.sig"].map {
            try #require(first.file($0)).path
        }
        let bytes = try paths.map { try Data(contentsOf: URL(filePath: $0)) }
        for path in paths { try FileManager.default.removeItem(atPath: path) }
        try office.change(
            """
            UPDATE worker.run_file SET state = 'recorded', published_at = NULL
            WHERE role IN ('manifest', 'signature')
            """)
        _ = try office.receipt(office.order("nilgiri-clinic"))
        for (path, bytes) in zip(paths, bytes) {
            #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        }
        #expect(try office.copiedReports().verdicts().status == 0)
    }

    @Test("holds in another folder and another format, and after a fetch") func elsewhere() throws {
        let office = try Office()
        _ = try office.newKey()
        let first = try office.receipt(office.order() + ["--format", "xlsx"])
        let other = "\(office.folder.path)/other"
        _ = try office.receipt(office.order(out: other) + ["--format", "csv"])
        let fetched = "\(office.folder.path)/fetched"
        let done = try office.evclinic([
            "runs", "fetch", "\(first.run)", "--out", fetched, "--purpose", "a test",
        ])
        try #require(done.status == 0, "\(done.errors)")
        for (folder, elsewhere) in [(office.out, []), (other, ["workbook"]), (fetched, [])] {
            let said = try Program.run(
                Program.evclinic, ["verify", folder, "--json"], environment: ["KEYS_DIR": ""],
                folder: "/")
            #expect(said.status == 0, "\(folder): \(said.output)")
            let verdicts = try JSONDecoder().decode(
                [ReportsCopy.Verdict].self, from: Data(said.output.utf8))
            #expect(verdicts.map(\.formats_elsewhere) == [elsewhere])
        }
    }

    @Test("is refused before it reads when the key is past its days, and says what to do")
    func expired() throws {
        let office = try Office()
        let key = try office.newKey()
        let path = "\(office.folder.path)/keys/\(key).pem"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try Data(
            text.replacing(/From: \d+/, with: "From: 2020").replacing(
                /Until: \d+/, with: "Until: 2021"
            ).utf8
        ).write(to: URL(filePath: path))
        let done = try office.evclinic(office.order())
        #expect(done.status == 78)
        #expect(done.output.contains("SIGNING_KEY_EXPIRED"))
        #expect(done.output.contains("evclinic keys rotate"))
        #expect(office.folder.files().keys.filter { $0.hasPrefix("out") }.isEmpty)
        let doctor = try office.evclinic(["doctor"])
        #expect(doctor.output.contains("FAIL  signing key"))

        _ = try office.newKey("rotate")
        _ = try office.receipt(office.order())
        #expect(try office.copiedReports().verdicts().status == 0)
    }

    @Test("is not signed where there is no key, and doctor says so") func none() throws {
        let office = try Office()
        let receipt = try office.receipt(office.order())
        #expect(receipt.file(".sig") == nil)
        #expect(!FileManager.default.fileExists(atPath: "\(office.out)/keys"))
        let doctor = try office.evclinic(["doctor"])
        #expect(doctor.output.contains("signing key"))
        #expect(doctor.output.contains("manifests are unsigned; `evclinic keys new` makes one"))
    }

    @Test("whose key comes later is signed from its next revision on") func later() throws {
        let office = try Office()
        _ = try office.receipt(office.order())
        _ = try office.newKey()
        let again = try office.receipt(office.order())
        #expect(again.outcome == "unchanged", "a manifest is never rewritten")
        try office.chargeMore()
        let next = try office.receipt(office.order())
        #expect(next.revision == 2 && next.file(".manifest.json.sig") != nil)
    }

    @Test("lists its keys, newest first, with what each is for") func list() throws {
        let office = try Office()
        #expect(try office.evclinic(["keys", "list"]).output.contains("no keys in keys"))
        let (old, new) = (try office.newKey(), try office.newKey("rotate"))
        let listed = try office.evclinic(["keys", "list", "--json"])
        struct Line: Decodable { let key: String, state: String, has_private: Bool }
        let lines = try JSONDecoder().decode([Line].self, from: Data(listed.output.utf8))
        #expect(
            lines.map { "\($0.key) \($0.state) \($0.has_private)" }
                == ["\(new) signs true", "\(old) overlaps false"])
        let refused = try office.evclinic(["keys", "new"])
        #expect(refused.status == 1 && refused.errors.contains("SIGNING_KEY_IN_FORCE"))
        #expect(
            try office.evclinic(["keys", "rotate", "--as", "mia.harbor-dental"]).errors.contains(
                "ACCESS_DENIED"))
    }
}
