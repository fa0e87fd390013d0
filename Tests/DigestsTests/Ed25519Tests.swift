import Digests
import Foundation
import TestSupport
import Testing

/// Source of the vectors: RFC 8032, section 7.1.
@Suite("Ed25519") struct Ed25519Tests {
    static let vectors = [
        (
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature:
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a3"
                + "3bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature:
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15"
                + "996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature:
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16"
                + "f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ]

    @Test("gives the keys and signatures of RFC 8032", arguments: vectors.indices)
    func vector(_ index: Int) throws {
        let vector = Self.vectors[index]
        let secret = try #require(PrivateKey(seed: bytes(vector.seed)))
        let signature = secret.signature(of: bytes(vector.message))

        #expect(hexadecimal(secret.publicKey.bytes) == vector.key)
        #expect(hexadecimal(signature) == vector.signature)
        #expect(secret.publicKey.verifies(signature, of: bytes(vector.message)))
    }

    @Test("takes no signature of another message, key or length") func refused() throws {
        let (secret, message) = (PrivateKey(), Array("a manifest".utf8))
        var signature = secret.signature(of: message)
        #expect(secret.publicKey.verifies(signature, of: message))
        #expect(!secret.publicKey.verifies(signature, of: message + [0]))
        #expect(!PrivateKey().publicKey.verifies(signature, of: message))
        #expect(!secret.publicKey.verifies(Array(signature.dropLast()), of: message))
        #expect(!secret.publicKey.verifies([], of: message))
        for place in [0, 31, 32, 63] {
            signature[place] ^= 1
            #expect(!secret.publicKey.verifies(signature, of: message), "byte \(place)")
            signature[place] ^= 1
        }
    }

    @Test("comes back from its PEM, and from that of openssl, byte for byte") func pem() throws {
        let folder = try TemporaryFolder()
        let secret = PrivateKey()
        #expect(PrivateKey(pem: secret.pem)?.publicKey == secret.publicKey)
        #expect(PublicKey(pem: secret.publicKey.pem) == secret.publicKey)

        let path = "\(folder.path)/theirs.pem"
        try openssl("genpkey", "-algorithm", "ed25519", "-out", path)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let theirs = try #require(PrivateKey(pem: text))
        #expect(theirs.pem == text)
        #expect(try openssl("pkey", "-in", path, "-pubout") == theirs.publicKey.pem)
    }

    @Test("is signed here and verified by openssl, and the other way round") func openssl() throws {
        let folder = try TemporaryFolder()
        let (secret, message) = (PrivateKey(), "what is signed\n")
        try folder.write(message, to: "m")
        try folder.write(secret.pem, to: "k.pem")
        try folder.write("facts: skipped\n" + secret.publicKey.pem, to: "p.pem")
        let ours = secret.signature(of: Array(message.utf8))
        try Data(ours).write(to: URL(filePath: "\(folder.path)/m.sig"))
        func at(_ name: String) -> String { "\(folder.path)/\(name)" }

        let said = try openssl(
            "pkeyutl", "-verify", "-pubin", "-inkey", at("p.pem"), "-rawin", "-in", at("m"),
            "-sigfile", at("m.sig"))
        #expect(said == "Signature Verified Successfully\n")
        try openssl(
            "pkeyutl", "-sign", "-inkey", at("k.pem"), "-rawin", "-in", at("m"), "-out", at("t.sig")
        )
        let theirs = try Data(contentsOf: URL(filePath: at("t.sig")))
        #expect(Array(theirs) == ours, "the same signature each time, whoever makes it")
    }

    @Test(
        "is read from one whole key and nothing else",
        arguments: table(
            """
            what        why
            cut         base64 of another length
            double      two blocks
            label       another label
            algorithm   X25519 has the same length
            encrypted   a passphrase is asked of nobody
            empty       nothing
            """))
    func damaged(_ row: [String]) throws {
        let pem = PrivateKey().publicKey.pem
        let damaged =
            switch row[0] {
            case "cut": pem.replacing(/[A-Za-z0-9+\/]{8}=/, with: "=")
            case "double": pem + pem
            case "label": pem.replacing("PUBLIC KEY", with: "RSA PUBLIC KEY")
            case "algorithm": pem.replacing("MCowBQYDK2Vw", with: "MCowBQYDK2Vu")
            case "encrypted": pem.replacing("PUBLIC KEY", with: "ENCRYPTED PRIVATE KEY")
            default: ""
            }
        #expect(PublicKey(pem: damaged) == nil, "\(row[1])")
        #expect(PrivateKey(pem: damaged) == nil)
    }

    @Test("gives no private half away in a description or a dump (I9)") func secret() {
        let secret = PrivateKey()
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(text.contains("private key of \(secret.publicKey.id)"))
            #expect(!text.contains("seed") && text.count < 60)
        }
    }

    @discardableResult
    private func openssl(_ arguments: String...) throws -> String {
        let done = try Program.run("/usr/bin/openssl", arguments)
        try #require(done.status == 0, "\(done.errors)")
        return done.output
    }

    private func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { place in
            let start = hex.index(hex.startIndex, offsetBy: place)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16)
        }
    }
}
