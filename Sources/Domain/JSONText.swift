extension [UInt8] {
    /// Appends a text in quotes as JSON has it (RFC 8259); control characters become `\u00…`.
    package mutating func append(quoted text: String) {
        append(34)
        for byte in text.utf8 {
            switch byte {
            case 34, 92:
                append(92)
                append(byte)
            case 0..<32, 127:
                self += "\\u00".utf8
                for half in [byte >> 4, byte & 15] { append(half + (half < 10 ? 48 : 87)) }
            default: append(byte)
            }
        }
        append(34)
    }
}
