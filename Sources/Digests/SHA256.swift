import COpenSSL

/// A SHA-256 that is fed piece by piece (FIPS 180-4), with the processor's own instructions.
package struct SHA256: ~Copyable {
    private let context: OpaquePointer

    package init() {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        self.context = context
        begin()
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes the next bytes in.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let done = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(done == 1, "libcrypto took no more bytes")
    }

    /// Takes the next bytes in.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of all bytes since the start, 32 bytes long; what follows begins a new digest.
    package mutating func finalize() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { out, count in
            if let base = out.baseAddress { finalize(into: base) }
            count = Int(SHA256_DIGEST_LENGTH)
        }
    }

    /// Writes the digest of all bytes since the start; what follows begins a new digest.
    ///
    /// - Parameter out: room for 32 bytes.
    package mutating func finalize(into out: UnsafeMutableRawPointer) {
        let done = EVP_DigestFinal_ex(context, out.assumingMemoryBound(to: UInt8.self), nil)
        precondition(done == 1, "libcrypto gave no digest")
        // Without a name libcrypto takes what it fetched before, and looks nothing up again.
        precondition(EVP_DigestInit_ex(context, nil, nil) == 1, "libcrypto begins no SHA-256")
    }

    /// The digest as 64 lowercase hexadecimal digits; what follows begins a new digest.
    package mutating func finalizeHex() -> String { hexadecimal(finalize()) }

    /// The digest of bytes at hand, as 64 lowercase hexadecimal digits.
    package static func hex(of bytes: [UInt8]) -> String {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finalizeHex()
    }

    private func begin() {
        let done = EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(done == 1, "libcrypto has no SHA-256")
    }
}
