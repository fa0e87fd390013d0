import Domain

extension BulkEncoder {
    /// Puts ASCII; for what comes seldom.
    func put(_ text: StaticString, _ out: inout UnsafeMutableRawPointer) {
        out.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        out += text.utf8CodeUnitCount
    }

    @inline(__always)
    func putByte(_ letter: Unicode.Scalar, _ out: inout UnsafeMutableRawPointer) {
        out.storeBytes(of: UInt8(ascii: letter), as: UInt8.self)
        out += 1
    }

    @inline(__always)
    func putDigits(_ magnitude: UInt64, _ out: inout UnsafeMutableRawPointer) {
        if magnitude < 10 {
            out.storeBytes(of: 48 &+ UInt8(truncatingIfNeeded: magnitude), as: UInt8.self)
            out += 1
        } else {
            putDigits(magnitude, length: decimalLength(magnitude), &out)
        }
    }

    /// Puts so many digits, with zeros in front.
    @inline(__always)
    private func putDigits(
        _ magnitude: UInt64, length: Int, _ out: inout UnsafeMutableRawPointer
    ) {
        var (place, rest) = (out + length, magnitude)
        while place - out >= 2 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place -= 2
            place.storeBytes(
                of: words.digits[Int(truncatingIfNeeded: pair)], as: UInt16.self)
            rest = quotient
        }
        if place > out {
            out.storeBytes(of: 48 &+ UInt8(truncatingIfNeeded: rest), as: UInt8.self)
        }
        out += length
    }

    /// Puts a point and so many digits without the zeros at their end; nothing for zero.
    @inline(__always)
    func putFraction(_ magnitude: UInt64, scale: Int, _ out: inout UnsafeMutableRawPointer) {
        guard magnitude != 0 else { return }
        putByte(".", &out)
        putDigits(magnitude, length: scale, &out)
        while (out - 1).load(as: UInt8.self) == 48 { out -= 1 }
    }

    /// Puts an exact number with as many digits as it takes.
    @inline(__always)
    func putNumber(_ value: Int64, scale: Int, _ out: inout UnsafeMutableRawPointer) {
        let magnitude = value.magnitude
        guard magnitude < 1_000_000_000_000_000, scale <= 15 else {
            return putLongNumber(Fixed(unscaled: Int128(value), scale: scale), &out)
        }
        if value < 0 { putByte("-", &out) }
        switch scale {
        case 0: putDigits(magnitude, &out)
        case 2:
            let (whole, part) = magnitude.quotientAndRemainder(dividingBy: 100)
            putDigits(whole, &out)
            putFraction(part, scale: 2, &out)
        case 4:
            let (whole, part) = magnitude.quotientAndRemainder(dividingBy: 10_000)
            putDigits(whole, &out)
            putFraction(part, scale: 4, &out)
        default:
            let unit = UInt64(truncatingIfNeeded: Fixed.bigPower(scale))
            let (whole, part) = magnitude.quotientAndRemainder(dividingBy: unit)
            putDigits(whole, &out)
            putFraction(part, scale: scale, &out)
        }
    }

    @inline(never)
    func putLongNumber(_ value: Fixed, _ out: inout UnsafeMutableRawPointer) {
        var digits = value.description.utf8[...]
        if value.scale > 0 {
            while digits.last == UInt8(ascii: "0") { digits.removeLast() }
            if digits.last == UInt8(ascii: ".") { digits.removeLast() }
        }
        for digit in digits {
            out.storeBytes(of: digit, as: UInt8.self)
            out += 1
        }
    }

    /// Puts words where they lie, unless a spreadsheet would read them otherwise.
    @inline(__always)
    func putText(_ text: WordsView, _ out: inout UnsafeMutableRawPointer) {
        guard text.count > 0, isPlain(text.bytes) else { return putOddText(text, &out) }
        out.copyMemory(from: text.start, byteCount: text.count)
        out += text.count
        words.textEnd.0.put(at: &out)
        words.textEnd.1.put(at: &out)
    }

    /// Puts no words, or such as are spelt otherwise than they lie.
    @inline(never)
    private func putOddText(_ text: WordsView, _ out: inout UnsafeMutableRawPointer) {
        guard text.count > 0 else {
            out -= " t=\"inlineStr\"><is><t>".utf8.count
            return put("/>", &out)
        }
        guard isSuspect(text.bytes) else { return putEscaped(text.bytes, &out) }
        var words = xlsxText(text.string)
        words.withUTF8 { putEscaped(UnsafeRawBufferPointer($0), &out) }
    }

    /// Puts the days since 1899-12-30, or words where spreadsheets disagree on them.
    ///
    /// - Returns: whether it was a number.
    @inline(__always)
    func putDay(_ day: Day, _ out: inout UnsafeMutableRawPointer) -> Bool {
        let serial = Int64(day.number) + 25_569
        guard (61..<2_958_466).contains(serial) else {
            putInsteadOfNumber(day.description, &out)
            return false
        }
        putDigits(UInt64(serial), &out)
        return true
    }

    /// Puts a point in time as `putDay` does.
    func putInstant(_ instant: Instant, _ out: inout UnsafeMutableRawPointer) -> Bool {
        guard let serial = Serial(instant) else {
            putInsteadOfNumber(instant.description, &out)
            return false
        }
        putDigits(UInt64(serial.days), &out)
        putFraction(UInt64(serial.part), scale: serial.scale, &out)
        return true
    }

    /// Puts text in a cell that was begun as a number, to its end.
    @inline(never)
    private func putInsteadOfNumber(_ words: String, _ out: inout UnsafeMutableRawPointer) {
        out -= "><v>".utf8.count
        put(" t=\"inlineStr\"><is><t>", &out)
        var words = words
        words.withUTF8 { putEscaped(UnsafeRawBufferPointer($0), &out) }
    }

    /// Without `xml:space` a reader may drop blanks at either end.
    private func putEscaped(
        _ text: UnsafeRawBufferPointer, _ out: inout UnsafeMutableRawPointer
    ) {
        if isBlank(text[0]) || isBlank(text[text.count - 1]) {
            out -= 1
            put(" xml:space=\"preserve\">", &out)
        }
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): put("&amp;", &out)
            case UInt8(ascii: "<"): put("&lt;", &out)
            case UInt8(ascii: ">"): put("&gt;", &out)
            default:
                out.storeBytes(of: byte, as: UInt8.self)
                out += 1
            }
        }
        words.textEnd.0.put(at: &out)
        words.textEnd.1.put(at: &out)
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 }

    /// Whether no byte is a control, escaped in XML, or may belong to an escape, and no blank stands
    /// at either end.
    @inline(__always)
    private func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        var isOdd = text.count > 10_000 || text[0] == 32 || text[text.count - 1] == 32
        for byte in text {
            // Without a branch, so that sixteen bytes are looked at together.
            let isBelow = byte < 32
            let isEscaped = byte == 0x26 || byte == 0x3C || byte == 0x3E
            isOdd = isOdd || isBelow || isEscaped || byte == 0x5F || byte == 0xEF
        }
        return !isOdd
    }
}
