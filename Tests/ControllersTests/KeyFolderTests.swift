import Controllers
import Domain
import Foundation
import TestSupport
import Testing

@Suite("Signing keys") struct KeyFolderTests {
    private static let start = Instant(seconds: 1_795_000_000)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func keys(atDay day: Int64) -> KeyFolder {
        let now = Self.start.adding(seconds: day * 86_400)
        return KeyFolder("\(folder.path)/keys", clock: Clock { now })
    }

    @Test("are not asked for where there never was one") func none() throws {
        #expect(try keys(atDay: 0).signer() == nil)
        #expect(try keys(atDay: 0).entries().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/keys"))
    }

    @Test("are made once, for their owner alone, and sign for as long as they were made for")
    func made() throws {
        let key = try keys(atDay: 0).make(validDays: 10) { _ in }
        #expect(try keys(atDay: 0).signer()?.key == key)
        #expect(try keys(atDay: 9).signer()?.key == key)
        #expect(code { _ = try keys(atDay: 10).signer() } == .signingKeyExpired)
        #expect(code { _ = try keys(atDay: 9).make(validDays: 10) { _ in } } == .signingKeyInForce)
        #expect(try mode(".") == 0o700)
        #expect(try mode("\(key.id).key.pem") == 0o600)
        #expect(try names() == ["\(key.id).key.pem", "\(key.id).pem"])

        // A number that is a path leads to no key, also where one lies at its end.
        #expect(try KeyFolder("\(folder.path)/keys/.").key("../keys/\(key.id)") == nil)

        let next = try keys(atDay: 10).make(validDays: 10) { _ in }
        #expect(try keys(atDay: 10).signer()?.key == next)
        #expect(try keys(atDay: 10).key(key.id) == key, "the old public half stays")
    }

    @Test("rotate: the new one signs, the old one counts for the overlap and for what it signed")
    func rotated() throws {
        #expect(
            code { _ = try keys(atDay: 0).rotate(validDays: 1, overlapDays: 0) { _ in } }
                == .signingKeyMissing)
        let old = try keys(atDay: 0).make(validDays: 100) { _ in }
        let rotation = try keys(atDay: 20).rotate(validDays: 100, overlapDays: 7) { _ in }
        let retired = try #require(try keys(atDay: 20).key(old.id))

        #expect(rotation.old == retired && retired.publicKey == old.publicKey)
        #expect(try keys(atDay: 20).signer()?.key == rotation.new)
        let force = [0, 20, 26, 27, 99].map { day in
            retired.isInForce(at: Self.start.adding(seconds: day * 86_400))
        }
        #expect(force == [true, true, true, false, false])
        #expect(
            try names()
                == [
                    "\(old.id).pem", "\(rotation.new.id).key.pem", "\(rotation.new.id).pem",
                ].sorted())
        #expect(try keys(atDay: 20).entries().map(\.key.id) == [rotation.new.id, old.id])

        let later = try keys(atDay: 22).rotate(validDays: 100, overlapDays: 7) { _ in }
        #expect(try keys(atDay: 22).key(old.id) == retired, "an earlier retirement stands")
        #expect(later.old?.id == rotation.new.id)
    }

    @Test("of one moment sign in the order in which they were made") func sameMoment() throws {
        _ = try keys(atDay: 0).make(validDays: 100) { _ in }
        for _ in 0..<12 {
            let rotation = try keys(atDay: 0).rotate(validDays: 100, overlapDays: 7) { _ in }
            #expect(try keys(atDay: 0).signer()?.key == rotation.new)
        }
    }

    @Test("tell for how long one of them will sign") func seconds() throws {
        #expect(try keys(atDay: 0).secondsInForce() == nil)
        _ = try keys(atDay: 0).make(validDays: 10) { _ in }
        #expect(try keys(atDay: 4).secondsInForce() == 6 * 86_400)
        #expect(try keys(atDay: 11).secondsInForce() == -86_400)
        // The old one counts for two days, the new one signs for thirty.
        _ = try keys(atDay: 9).rotate(validDays: 30, overlapDays: 2) { _ in }
        #expect(try keys(atDay: 10).secondsInForce() == 29 * 86_400)
    }

    @Test("of an expired one is not made older by rotating") func expired() throws {
        let old = try keys(atDay: 0).make(validDays: 10) { _ in }
        let rotation = try keys(atDay: 50).rotate(validDays: 10, overlapDays: 7) { _ in }
        #expect(rotation.old?.end == old.validUntil)
    }

    @Test("leave nothing behind when they are not approved") func refused() throws {
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            _ = try keys(atDay: 0).make(validDays: 10) { _ in throw Refusal() }
        }
        #expect(try names() == [])
        let old = try keys(atDay: 0).make(validDays: 10) { _ in }
        #expect(throws: Refusal.self) {
            _ = try keys(atDay: 1).rotate(validDays: 10, overlapDays: 7) { _ in throw Refusal() }
        }
        #expect(try keys(atDay: 1).signer()?.key == old)
    }

    @Test(
        "are refused when their files are not as they were made",
        arguments: table(
            """
            what             says
            mode             has mode 0640, others may read it; chmod 600
            private gone     “ID.key.pem” is not there
            private of other  is no PKCS#8 of that Ed25519 key
            private cut      is no PKCS#8 of that Ed25519 key
            public gone      “ID.key.pem”, its public half is gone
            public renamed   “other.pem” is no public key of that name
            days missing     “ID.pem” is no public key of that name with its days
            days reversed    “ID.pem” is no public key of that name with its days
            junk             “ID.pem” is no public key of that name with its days
            """))
    func damaged(_ row: [String]) throws {
        let key = try keys(atDay: 0).make(validDays: 10) { _ in }
        let files = FileManager.default
        let secret = "\(folder.path)/keys/\(key.id).key.pem"
        let open = "\(folder.path)/keys/\(key.id).pem"
        let text = try String(contentsOfFile: open, encoding: .utf8)
        switch row[0] {
        case "mode": try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: secret)
        case "private gone": try files.removeItem(atPath: secret)
        case "private of other":
            try rewrite(secret, Self.foreign)
        case "private cut": try rewrite(secret, "-----BEGIN PRIVATE KEY-----\n")
        case "public gone": try files.removeItem(atPath: open)
        case "public renamed":
            try files.copyItem(atPath: open, toPath: "\(folder.path)/keys/other.pem")
        case "days missing": try rewrite(open, text.replacing(/Valid-From.*\n/, with: ""))
        case "days reversed":
            try rewrite(open, text.replacing(/Valid-Until: \d+/, with: "Valid-Until: 1999"))
        default: try rewrite(open, "junk\u{0}\n")
        }
        do {
            _ = try keys(atDay: 0).signer()
            Issue.record("\(row[0]) was taken")
        } catch {
            #expect(error.code == .signingKeyInvalid)
            let told = error.context.replacing(key.id, with: "ID")
            #expect(told.contains(row[1]), "\(told)")
            #expect(!told.contains("MC4CAQAw"), "no secret in an error (I9)")
        }
    }

    @Test("lie beside the reports as they are here, and are brought up to date there")
    func placed() throws {
        let out = "\(folder.path)/out"
        try keys(atDay: 0).placePublic(below: out)
        #expect(!FileManager.default.fileExists(atPath: out), "no key, no folder")
        let old = try keys(atDay: 0).make(validDays: 100) { _ in }
        try keys(atDay: 0).placePublic(below: out)
        let rotation = try keys(atDay: 1).rotate(validDays: 100, overlapDays: 7) { _ in }
        try keys(atDay: 1).placePublic(below: out)

        let beside = KeyFolder("\(out)/keys")
        #expect(try beside.key(old.id) == rotation.old)
        #expect(try beside.key(rotation.new.id) == rotation.new)
        let there = try FileManager.default.contentsOfDirectory(atPath: "\(out)/keys")
        #expect(there.sorted() == ["\(old.id).pem", "\(rotation.new.id).pem"].sorted())
    }

    /// Of RFC 8410's example.
    private static let foreign = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """

    private func rewrite(_ path: String, _ text: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/keys").sorted()
    }

    private func mode(_ name: String) throws -> Int {
        let facts = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/keys/\(name)")
        return try #require(facts[.posixPermissions] as? Int)
    }

    private func code(_ body: () throws -> Void) -> AppError.Code? {
        do { try body() } catch let error as AppError { return error.code } catch { return nil }
        return nil
    }
}
