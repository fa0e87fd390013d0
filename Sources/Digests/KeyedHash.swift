import COpenSSL

/// HMAC-SHA-256 under one key (RFC 2104, FIPS 198-1).
package struct KeyedHash: Sendable, Equatable {
    private let key: [UInt8]

    package init(key: [UInt8]) { self.key = key }

    /// The 32 bytes that nobody gets from this message without the key.
    package func bytes(of message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { out, count in
            var length: UInt32 = 0
            let done = HMAC(
                EVP_sha256(), key, Int32(key.count), message, message.count, out.baseAddress,
                &length)
            precondition(done != nil, "libcrypto gave no keyed hash")
            count = Int(length)
        }
    }
}
