package import Domain
import Glibc

/// Reads rows back from their bytes, one after the other.
package struct RowReader: ~Copyable {
    /// Bytes that are read at a time.
    static let portion = 262_144

    private let spool: Spool?
    /// Bytes in the file.
    private let spilt: Int
    private let tail: [UInt8]
    /// How far file and tail are read, as if one followed the other.
    private var place = 0
    /// What is read and not used yet, from `position` to `end`.
    private var buffer: UnsafeMutableRawPointer
    private var room: Int
    private var position = 0
    private var end = 0
    /// The cells of the present row.
    private(set) var cells: [CellView] = []

    init(_ spool: Spool?, _ spilt: Int, _ tail: [UInt8]) {
        self.spool = spool
        self.spilt = spilt
        self.tail = tail
        room = min(Self.portion, max(64, spilt + tail.count))
        buffer = .allocate(byteCount: room, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// The next row, `nil` behind the last.
    ///
    /// - Throws: `outputUnwritable` when the file cannot be read back.
    package mutating func next() throws(AppError) -> SheetRow? {
        guard let mark = try advance() else { return nil }
        return SheetRow(cells.map(\.cell), mark: mark)
    }

    /// Goes to the next row, whose cells are then in `cells`, as long as nothing else is read.
    ///
    /// - Returns: the row's mark, `nil` behind the last.
    /// - Throws: `outputUnwritable` when the file cannot be read back.
    mutating func advance() throws(AppError) -> Mark? {
        guard try has(4) else { return nil }
        let length = Int(
            UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
        guard try has(4 + length) else { return nil }
        var cursor = RowCursor(UnsafeRawPointer(buffer + position + 4))
        position += 4 + length
        return cursor.row(into: &cells)
    }

    /// Copies whole rows as they lie, at least one if there is one.
    ///
    /// - Parameters:
    ///   - rowsMax: how many at most.
    ///   - bytesMax: begins no further row beyond so many bytes.
    ///   - piece: to whose end they are put.
    /// - Returns: how many rows.
    /// - Throws: `outputUnwritable` when the file cannot be read back.
    mutating func copy(
        _ rowsMax: Int, upTo bytesMax: Int, into piece: inout [UInt8]
    ) throws(AppError) -> Int {
        var rows = 0
        while rows < rowsMax, piece.count < bytesMax, try has(4) {
            let length = Int(
                UInt32(
                    littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
            guard try has(4 + length) else { break }
            piece.append(
                contentsOf: UnsafeRawBufferPointer(start: buffer + position, count: 4 + length))
            position += 4 + length
            rows += 1
        }
        return rows
    }

    /// The present row's cell of a column; a column beyond the last cell is empty.
    subscript(column column: Int) -> CellView { column < cells.count ? cells[column] : .empty }

    /// Sees to it that so many bytes are at hand.
    private mutating func has(_ count: Int) throws(AppError) -> Bool {
        while end - position < count {
            guard place < spilt + tail.count else { return false }
            makeRoom(for: count)
            let free = room - end
            if place < spilt, let spool {
                let got = try spool.read(
                    into: buffer + end, from: place, atMost: min(free, spilt - place))
                (end, place) = (end + got, place + got)
            } else {
                let got = min(free, tail.count - (place - spilt))
                tail.withUnsafeBytes {
                    if let base = $0.baseAddress {
                        (buffer + end).copyMemory(from: base + (place - spilt), byteCount: got)
                    }
                }
                (end, place) = (end + got, place + got)
            }
        }
        return true
    }

    /// Moves what is left to the front, and makes the buffer larger for a row that does not fit.
    private mutating func makeRoom(for count: Int) {
        let left = end - position
        if count > room {
            let larger = UnsafeMutableRawPointer.allocate(byteCount: 2 * count, alignment: 16)
            larger.copyMemory(from: buffer + position, byteCount: left)
            buffer.deallocate()
            (buffer, room) = (larger, 2 * count)
        } else if position > 0 {
            memmove(buffer, buffer + position, left)
        }
        (position, end) = (0, left)
    }
}

/// Takes one row's bytes apart behind their length, as `RowBytes` put them together.
struct RowCursor {
    private(set) var place: UnsafeRawPointer

    init(_ place: UnsafeRawPointer) { self.place = place }

    mutating func row(into cells: inout [CellView]) -> Mark {
        let (mark, count) = head()
        cells.removeAll(keepingCapacity: true)
        for _ in 0..<count { cells.append(cell()) }
        return mark
    }

    /// The row's mark, and how many cells follow.
    @inline(__always)
    mutating func head() -> (mark: Mark, count: Int) {
        (Mark(rawValue: byte()) ?? .normal, Int(number(UInt32.self)))
    }

    @inline(__always)
    mutating func cell() -> CellView {
        switch byte() {
        case RowBytes.Kind.text: return .text(text())
        case RowBytes.Kind.integer: return .integer(number(Int64.self))
        case RowBytes.Kind.decimal:
            let scale = byte()
            return .decimal(number(Int64.self), scale: scale)
        case RowBytes.Kind.longDecimal:
            let scale = byte()
            return .longDecimal(number(Int128.self), scale: scale)
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

    @inline(__always)
    mutating func byte() -> UInt8 {
        defer { place += 1 }
        return place.load(as: UInt8.self)
    }

    @inline(__always)
    mutating func number<N: FixedWidthInteger & BitwiseCopyable>(_: N.Type) -> N {
        defer { place += MemoryLayout<N>.size }
        return N(littleEndian: place.loadUnaligned(as: N.self))
    }

    @inline(__always)
    mutating func text() -> WordsView {
        let count = Int(number(UInt32.self))
        defer { place += count + 1 }
        return WordsView(start: place, count: count)
    }
}
