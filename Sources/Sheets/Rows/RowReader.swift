package import Domain

/// Reads rows back from their bytes, one after the other.
package struct RowReader {
    /// Bytes that are read at a time.
    static let portion = 262_144

    private let spool: Spool?
    /// Bytes in the file.
    private let spilt: Int
    let tail: [UInt8]
    /// How far the file is read.
    private var place = 0
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtTail = false

    init(_ spool: Spool?, _ spilt: Int, _ tail: [UInt8]) {
        self.spool = spool
        self.spilt = spilt
        self.tail = tail
    }

    /// The next row, `nil` behind the last.
    ///
    /// - Throws: `outputUnwritable` when the file cannot be read back.
    package mutating func next() throws(AppError) -> SheetRow? {
        guard try has(4) else { return nil }
        let length = buffer.withUnsafeBytes {
            Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
        }
        position += 4
        guard try has(length) else { return nil }
        let row = buffer.withUnsafeBytes {
            var cursor = RowCursor(UnsafeRawBufferPointer(rebasing: $0[position...]))
            return cursor.row()
        }
        position += length
        return row
    }

    /// Sees to it that so many bytes are at hand; rows never lie in the file and behind it.
    private mutating func has(_ count: Int) throws(AppError) -> Bool {
        while buffer.count - position < count {
            guard let spool, place < spilt else {
                guard !isAtTail else { return false }
                (buffer, position, isAtTail) = (tail, 0, true)
                continue
            }
            let piece = try spool.read(
                from: place, atMost: min(max(Self.portion, count), spilt - place))
            place += piece.count
            if position == buffer.count {
                buffer = piece
            } else {
                buffer.removeFirst(position)
                buffer += piece
            }
            position = 0
        }
        return true
    }
}

/// Takes one row's bytes apart, as `RowBytes` put them together.
private struct RowCursor {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func row() -> SheetRow {
        let mark = Mark(rawValue: bytes[0]) ?? .normal
        place = 1
        let count = Int(number(UInt32.self))
        let cells = [Cell](unsafeUninitializedCapacity: count) { room, made in
            for index in 0..<count {
                room.initializeElement(at: index, to: cell())
                made = index + 1
            }
        }
        return SheetRow(cells, mark: mark)
    }

    private mutating func cell() -> Cell {
        let kind = bytes[place]
        place += 1
        switch kind {
        case RowBytes.Kind.text: return .text(text())
        case RowBytes.Kind.integer: return .integer(number(Int64.self))
        case RowBytes.Kind.decimal:
            let scale = digits()
            return .decimal(Fixed(unscaled: Int128(number(Int64.self)), scale: scale))
        case RowBytes.Kind.longDecimal:
            let scale = digits()
            return .decimal(Fixed(unscaled: number(Int128.self), scale: scale))
        case RowBytes.Kind.day: return .day(Day(number: number(Int32.self)))
        case RowBytes.Kind.instant:
            return .instant(Instant(microseconds: number(Int64.self)))
        case RowBytes.Kind.yes: return .bool(true)
        case RowBytes.Kind.no: return .bool(false)
        case RowBytes.Kind.link:
            let words = text()
            return .link(text: words, sheet: text())
        default: return .empty
        }
    }

    private mutating func digits() -> Int {
        defer { place += 1 }
        return Int(bytes[place])
    }

    private mutating func number<N: FixedWidthInteger & BitwiseCopyable>(_: N.Type) -> N {
        defer { place += MemoryLayout<N>.size }
        return N(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: N.self))
    }

    private mutating func text() -> String {
        let count = Int(number(UInt32.self))
        defer { place += count }
        return String(
            decoding: UnsafeRawBufferPointer(rebasing: bytes[place..<place + count]), as: UTF8.self)
    }
}
