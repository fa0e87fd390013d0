extension CSVEncoder {
    /// Text, in quotes where it must be, made harmless where a spreadsheet would run it.
    @inlinable
    package mutating func text(_ words: String) {
        var words = words
        words.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    }

    /// Text that is UTF-8 already, such as a field of a database's answer.
    @inlinable
    package mutating func text(_ words: UnsafeRawBufferPointer) {
        let length = words.count
        guard length > 0, let source = words.baseAddress else { return empty() }
        reserve(2 &* length &+ 8)
        let first = source.load(as: UInt8.self)
        let guarded = !isHarmless(first) && isFormula(words)
        let start = count
        // Room for a quote that most fields do not need is cheaper than a second look at each.
        if guarded { put(UInt8(ascii: "'")) }
        if copy(source, length) {
            put(UInt8(ascii: ","))
        } else {
            count = start
            quoted(words, guarded: guarded)
        }
    }

    /// Copies text, or stops with `false` at a byte that asks for quotes.
    @inlinable @inline(__always)
    mutating func copy(_ source: UnsafeRawPointer, _ length: Int) -> Bool {
        let target = UnsafeMutableRawPointer(base + count)
        var offset = 0
        while offset &+ 8 <= length {
            let word = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if hasSpecial(word) { return false }
            target.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        while offset < length {
            let byte = source.load(fromByteOffset: offset, as: UInt8.self)
            if isSpecial(byte) { return false }
            target.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
            offset &+= 1
        }
        count &+= length
        return true
    }

    @usableFromInline @inline(never)
    mutating func quoted(_ words: UnsafeRawBufferPointer, guarded: Bool) {
        put(UInt8(ascii: "\""))
        if guarded { put(UInt8(ascii: "'")) }
        for byte in words {
            if byte == UInt8(ascii: "\"") { put(byte) }
            put(byte)
        }
        put(UInt8(ascii: "\""))
        put(UInt8(ascii: ","))
    }
}

/// Whether a byte asks for quotes: a quote, a comma or a line end.
@inlinable @inline(__always)
func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
}

/// Whether one of eight bytes asks for quotes.
///
/// Source: Anderson, "Bit Twiddling Hacks", *Determine if a word has a zero byte*.
@inlinable @inline(__always)
func hasSpecial(_ word: UInt64) -> Bool {
    zeros(word ^ 0x2222_2222_2222_2222) | zeros(word ^ 0x2C2C_2C2C_2C2C_2C2C)
        | zeros(word ^ 0x0A0A_0A0A_0A0A_0A0A) | zeros(word ^ 0x0D0D_0D0D_0D0D_0D0D) != 0
}

/// A bit that is set in each byte that is zero, and none when no byte is.
@inlinable @inline(__always)
func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
}
