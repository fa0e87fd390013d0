import COpenSSL

/// The public half of an Ed25519 key (RFC 8032): it tells whether a signature is its other half's.
package struct PublicKey: Sendable, Equatable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// `nil` unless these are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// Reads a SubjectPublicKeyInfo (RFC 8410) out of PEM; text around the block is no part of it.
    ///
    /// `nil` for anything but one whole Ed25519 key.
    package init?(pem: String) {
        guard let key = PEM.body("PUBLIC KEY", after: Self.head, of: pem) else { return nil }
        self.init(bytes: key)
    }

    /// One PEM block, as `openssl pkey -pubout` writes it.
    package var pem: String { PEM.text("PUBLIC KEY", Self.head + bytes) }

    /// The first 16 hexadecimal digits of the key's SHA-256: short enough to read out.
    package var id: String { String(SHA256.hex(of: bytes).prefix(16)) }

    /// Whether the other half signed exactly these bytes.
    package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == 64,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count),
            let context = EVP_MD_CTX_new()
        else { return false }
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// DER up to the 32 bytes: a sequence of the algorithm 1.3.101.112 and a bit string.
    private static let head: [UInt8] = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
}

/// The private half; no description, dump or interpolation gives it away (I9).
package struct PrivateKey: Sendable {
    private let seed: [UInt8]
    package let publicKey: PublicKey

    /// A new one, from the system's random numbers.
    package init() {
        let seed = [UInt8](unsafeUninitializedCapacity: 32) { out, count in
            precondition(RAND_bytes(out.baseAddress, 32) == 1, "libcrypto has no random numbers")
            count = 32
        }
        guard let key = PrivateKey(seed: seed) else { preconditionFailure("32 bytes are a seed") }
        self = key
    }

    /// `nil` unless these are 32 bytes.
    package init?(seed: [UInt8]) {
        guard seed.count == 32, let key = Self.key(seed) else { return nil }
        defer { EVP_PKEY_free(key) }
        var length = 32
        let bytes = [UInt8](unsafeUninitializedCapacity: 32) { out, count in
            count = EVP_PKEY_get_raw_public_key(key, out.baseAddress, &length) == 1 ? length : 0
        }
        guard let publicKey = PublicKey(bytes: bytes) else { return nil }
        self.seed = seed
        self.publicKey = publicKey
    }

    /// Reads PKCS#8 (RFC 8410) out of PEM, without a passphrase.
    ///
    /// `nil` for anything but one whole Ed25519 key.
    package init?(pem: String) {
        guard let seed = PEM.body("PRIVATE KEY", after: Self.head, of: pem) else { return nil }
        self.init(seed: seed)
    }

    /// One PEM block, as `openssl genpkey -algorithm ed25519` writes it: keep it to its owner.
    package var pem: String { PEM.text("PRIVATE KEY", Self.head + seed) }

    /// The 64 bytes that this key signs a message with, the same each time.
    package func signature(of message: [UInt8]) -> [UInt8] {
        guard let key = Self.key(seed), let context = EVP_MD_CTX_new() else {
            preconditionFailure("out of memory")
        }
        defer {
            EVP_MD_CTX_free(context)
            EVP_PKEY_free(key)
        }
        return [UInt8](unsafeUninitializedCapacity: 64) { out, count in
            var length = 64
            let done =
                EVP_DigestSignInit(context, nil, nil, nil, key) == 1
                && EVP_DigestSign(context, out.baseAddress, &length, message, message.count) == 1
            precondition(done, "libcrypto gave no signature")
            count = length
        }
    }

    private static func key(_ seed: [UInt8]) -> OpaquePointer? {
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
    }

    /// DER up to the 32 bytes: version 0, the algorithm, and an octet string within another.
    private static let head: [UInt8] = [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ]
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "[private key of \(publicKey.id)]" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
