/// Finds the fields of one CSV record (RFC 4180) among bytes, eight at a look.
struct RecordScan {
    private let base: UnsafeRawPointer
    private let count: Int
    private let isLast: Bool
    private var place = 0

    init(_ base: UnsafeRawPointer, _ count: Int, isLast: Bool) {
        self.base = base
        self.count = count
        self.isLast = isLast
    }

    /// Where the fields of these positions lie, quotes and all; those beyond the last are empty.
    ///
    /// - Returns: the record's length with its line end; `nil` while the record is not whole.
    mutating func fields(
        at positions: [Int], into fields: inout [UnsafeRawBufferPointer]
    ) -> Int? {
        var (field, slot) = (0, 0)
        while true {
            let start = place
            guard skipField() else { return nil }
            if slot < positions.count, positions[slot] == field {
                fields[slot] = UnsafeRawBufferPointer(start: base + start, count: place - start)
                slot += 1
            }
            guard place < count, byte(place) == UInt8(ascii: ",") else { break }
            place += 1
            field += 1
        }
        while slot < positions.count {
            fields[slot] = UnsafeRawBufferPointer(start: nil, count: 0)
            slot += 1
        }
        return skipLineEnd() ? place : nil
    }

    /// Every field's words and the record's length; `nil` while the record is not whole.
    ///
    /// A byte order mark in front is no part of it.
    mutating func allFields() -> (words: [String], length: Int)? {
        if count >= 3, byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { place = 3 }
        var words: [String] = []
        while true {
            let start = place
            guard skipField() else { return nil }
            words.append(text(UnsafeRawBufferPointer(start: base + start, count: place - start)))
            guard place < count, byte(place) == UInt8(ascii: ",") else { break }
            place += 1
        }
        return skipLineEnd() ? (words, place) : nil
    }

    private func text(_ field: UnsafeRawBufferPointer) -> String {
        guard field.first == UInt8(ascii: "\"") else {
            return String(decoding: field, as: UTF8.self)
        }
        var words: [UInt8] = []
        var isSecond = false
        for byte in field.dropFirst().dropLast() {
            if byte == UInt8(ascii: "\""), !isSecond {
                isSecond = true
                continue
            }
            isSecond = false
            words.append(byte)
        }
        return String(decoding: words, as: UTF8.self)
    }

    @inline(__always)
    private func byte(_ place: Int) -> UInt8 {
        base.load(fromByteOffset: place, as: UInt8.self)
    }

    /// Goes to the comma or line end behind a field; false when it may go on beyond the bytes.
    @inline(__always)
    private mutating func skipField() -> Bool {
        if place < count, byte(place) == UInt8(ascii: "\"") {
            place += 1
            guard skipQuoted() else { return isLast }
        }
        while place &+ 8 <= count {
            let word = base.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let found = separators(UInt64(littleEndian: word))
            guard found == 0 else {
                place &+= found.trailingZeroBitCount >> 3
                return true
            }
            place &+= 8
        }
        while place < count {
            switch byte(place) {
            case UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return true
            default: place += 1
            }
        }
        return isLast
    }

    /// Goes behind the closing quote; false when there is none.
    private mutating func skipQuoted() -> Bool {
        while place < count {
            if byte(place) == UInt8(ascii: "\"") {
                place += 1
                // The last byte at hand may be the first of two quotes.
                guard place < count else { return isLast }
                guard byte(place) == UInt8(ascii: "\"") else { return true }
            }
            place += 1
        }
        return false
    }

    private mutating func skipLineEnd() -> Bool {
        guard place < count else { return true }
        guard byte(place) == UInt8(ascii: "\r") else {
            place += 1
            return true
        }
        place += 1
        guard place < count else { return isLast }
        if byte(place) == UInt8(ascii: "\n") { place += 1 }
        return true
    }
}

/// A bit in each byte that is a comma or a part of a line end; the lowest is exact.
@inline(__always)
private func separators(_ word: UInt64) -> UInt64 {
    zeros(word ^ 0x2C2C_2C2C_2C2C_2C2C) | zeros(word ^ 0x0A0A_0A0A_0A0A_0A0A)
        | zeros(word ^ 0x0D0D_0D0D_0D0D_0D0D)
}
