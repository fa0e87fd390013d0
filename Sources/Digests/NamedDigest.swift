import COpenSSL

/// A digest that somebody else's file asks for by name.
package enum NamedDigest {
    /// Lowercase hexadecimal digits; `nil` for a name that libcrypto does not know.
    package static func hex(_ name: String, of bytes: [UInt8]) -> String? {
        guard let digest = EVP_get_digestbyname(name) else { return nil }
        var length: UInt32 = 0
        let result = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { out, count in
            let done = EVP_Digest(bytes, bytes.count, out.baseAddress, &length, digest, nil)
            count = done == 1 ? Int(length) : 0
        }
        return result.isEmpty ? nil : hexadecimal(result)
    }
}
