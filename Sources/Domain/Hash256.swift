/// Thirty-two bytes of a SHA-256, as a value that needs no memory of its own.
package struct Hash256: Hashable, Sendable, CustomStringConvertible {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Reads the first 32 bytes there.
    ///
    /// - Precondition: there are 32.
    package init(_ bytes: UnsafeRawPointer) {
        words = (
            bytes.loadUnaligned(as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
        )
    }

    /// Has 32 bytes written in place.
    package init(_ write: (UnsafeMutableRawPointer) -> Void) {
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { if let base = $0.baseAddress { write(base) } }
    }

    /// 64 hexadecimal digits; `nil` for anything else.
    package init?(hex: some StringProtocol) {
        let digits = hex.utf8.compactMap { Self.value($0) }
        guard digits.count == 64, hex.utf8.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for at in stride(from: 0, to: 64, by: 2) { bytes.append(digits[at] << 4 | digits[at + 1]) }
        self = bytes.withUnsafeBytes { bytes in
            Self { $0.copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer($0), byteCount: 32) }
        }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    /// The bytes, in order.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: words, body)
    }

    package var bytes: [UInt8] { withBytes { Array($0) } }

    /// 64 lowercase hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    package static func == (left: Hash256, right: Hash256) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
