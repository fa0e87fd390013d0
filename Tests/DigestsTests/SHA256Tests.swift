import Digests
import Testing

/// Source: NIST, "Secure Hashing", example values and the long messages of FIPS 180-2.
@Suite("SHA-256") struct SHA256Tests {
    static let vectors = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]
    static let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

    @Test("gives the digests that NIST gives", arguments: vectors)
    func vector(_ message: String, _ digest: String) {
        #expect(SHA256.hex(of: Array(message.utf8)) == digest)
    }

    @Test(
        "does not mind where a million letters are cut", arguments: [1000, 4096, 65_537, 1_000_000])
    func pieces(_ size: Int) {
        var digest = SHA256()
        var left = 1_000_000
        while left > 0 {
            digest.update([UInt8](repeating: UInt8(ascii: "a"), count: min(size, left)))
            left -= size
        }
        #expect(digest.finalizeHex() == Self.million)
    }

    @Test("begins anew once its digest is taken") func secondDigest() {
        var digest = SHA256()
        digest.update(Array("something else".utf8))
        _ = digest.finalize()
        digest.update(Array("abc".utf8))

        #expect(digest.finalizeHex() == Self.vectors[1].1)
        #expect(digest.finalize().count == 32)
    }
}
