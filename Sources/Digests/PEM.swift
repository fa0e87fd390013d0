import COpenSSL

/// Text around binary data (RFC 7468), for keys of one algorithm, whose DER is always the same but
/// for its last 32 bytes.
enum PEM {
    /// One block of that label.
    static func text(_ label: String, _ bytes: [UInt8]) -> String {
        var encoded = [UInt8](repeating: 0, count: bytes.count / 3 * 4 + 8)
        let count = EVP_EncodeBlock(&encoded, bytes, Int32(bytes.count))
        let base64 = String(decoding: encoded.prefix(Int(count)), as: UTF8.self)
        return "-----BEGIN \(label)-----\n\(base64)\n-----END \(label)-----\n"
    }

    /// What follows that head in the only block there is; `nil` when anything is different.
    static func body(_ label: String, after head: [UInt8], of text: String) -> [UInt8]? {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            String(line.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
        let (begin, end) = ("-----BEGIN \(label)-----", "-----END \(label)-----")
        guard lines.count(where: { $0.hasPrefix("-----BEGIN ") }) == 1,
            let first = lines.firstIndex(of: begin), let last = lines.lastIndex(of: end),
            first < last
        else { return nil }
        let base64 = Array(lines[(first + 1)..<last].joined().utf8)
        // Both kinds of key have lengths that base64 pads by none or by what is known.
        let wanted = head.count + 32
        guard base64.count == (wanted + 2) / 3 * 4 else { return nil }
        var decoded = [UInt8](repeating: 0, count: base64.count)
        let count = EVP_DecodeBlock(&decoded, base64, Int32(base64.count))
        guard Int(count) >= wanted, decoded.starts(with: head) else { return nil }
        return Array(decoded[head.count..<wanted])
    }
}
