import Domain

/// Spells values as CSV (RFC 4180) into a buffer of its own, a field at a time.
///
/// UTF-8, CRLF, numbers plain with `.`, dates ISO 8601. Nothing is allocated for a field, and no
/// field can fail, so that a million rows cost what their bytes cost; whoever writes the file takes
/// the bytes between rows.
package struct CSVEncoder: ~Copyable {
    /// What is written so far: the first `count` bytes.
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline package internal(set) var count = 0
    /// The day last spelt: registers come in the order of their dates.
    @usableFromInline var day = (number: Int32(0), text: (UInt64(0), UInt16(0)))

    /// Makes room for what a writer takes at a time, and a few long fields more.
    package init(capacity: Int = 262_144 + 16_384) {
        self.capacity = max(capacity, 4096)
        base = .allocate(capacity: self.capacity)
        spell(Day(number: 0))
    }

    deinit { base.deallocate() }

    /// The bytes since the last `clear()`, good until the next change.
    @inlinable
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Forgets the bytes, keeps the room; call it between rows only.
    @inlinable
    package mutating func clear() { count = 0 }

    /// Begins the file with the mark by which some spreadsheets know UTF-8.
    package mutating func byteOrderMark() {
        reserve(3)
        put(0xEF)
        put(0xBB)
        put(0xBF)
    }

    /// The first row: the columns' titles.
    package mutating func header(_ columns: [Column]) {
        for column in columns { text(column.title) }
        endRow()
    }

    /// A field of any kind.
    mutating func cell(_ cell: CellView) {
        switch cell {
        case .empty: empty()
        case .text(let words), .link(let words, _): text(words.bytes)
        case .integer(let value): integer(value)
        case .decimal(let value, let scale):
            guard scale <= 18 else {
                return longDecimal(Fixed(unscaled: Int128(value), scale: Int(scale)))
            }
            decimal(minor: value, digits: Int(scale))
        case .longDecimal(let value, let scale):
            longDecimal(Fixed(unscaled: value, scale: Int(scale)))
        case .day(let day): self.day(day)
        case .instant(let instant): self.instant(instant)
        case .bool(let value): bool(value)
        }
    }

    /// A field with nothing in it.
    @inlinable
    package mutating func empty() {
        reserve(3)
        put(UInt8(ascii: ","))
    }

    /// `true` or `false`.
    package mutating func bool(_ value: Bool) {
        reserve(6)
        for byte in (value ? "true," : "false,").utf8 { put(byte) }
    }

    /// Ends the row: the comma behind its last field makes way for CRLF.
    @inlinable
    package mutating func endRow() {
        reserve(4)
        if count > 0, base[count - 1] == UInt8(ascii: ",") { count -= 1 }
        // A line without a byte is no row to most readers, so a row of one empty field has quotes.
        if count == 0 || base[count - 1] == UInt8(ascii: "\n") {
            put(UInt8(ascii: "\""))
            put(UInt8(ascii: "\""))
        }
        put(UInt8(ascii: "\r"))
        put(UInt8(ascii: "\n"))
    }

    @inlinable @inline(__always)
    mutating func put(_ byte: UInt8) {
        base[count] = byte
        count &+= 1
    }

    /// Sees to it that so many bytes more can be put.
    @inlinable @inline(__always)
    mutating func reserve(_ more: Int) {
        if capacity &- count < more { grow(more) }
    }

    @usableFromInline @inline(never)
    mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        room.update(from: base, count: count)
        base.deallocate()
        (base, capacity) = (room, larger)
    }
}
