import Domain

/// Spells rows as a worksheet's XML, straight from their bytes.
///
/// Source: ISO/IEC 29500-1, 18.3.1.73 (*row*) and 18.3.1.4 (*c*). Rows have their number; cells have no
/// reference of their own, which is optional: each follows the one before it, and none is left out. A
/// file is 2.5 times as large with them.
struct BulkEncoder: Sendable {
    private let looks: RowLooks
    private let styles: BulkStyles
    private let mayWrap: [Bool]
    private let columns: Int
    /// What is put again and again.
    let words = Words()

    struct Words: Sendable {
        let row = Word("<row r=\"")
        let rowEnd = Word("</row>")
        let valueEnd = Word("</v></c>")
        let textEnd = (Word("</t></is"), Word("></c>"))
        /// Two digits for each number below a hundred.
        let digits: [UInt16] = (0..<100).map {
            UInt16(littleEndian: (48 + $0 % 10) << 8 | (48 + $0 / 10))
        }
    }
    /// Whether each row has the height of all, and none is folded.
    private let isEven: Bool

    /// The most bytes that stand around a cell's value.
    private static let aroundCell = 96

    init(_ plan: SheetPlan, in book: inout XLSXBook) {
        looks = RowLooks(plan)
        let (looks, tallies) = (looks, plan.survey.tallies)
        let mayWrap = plan.sheet.columns.indices.map { looks.mayWrap($0, tallies[$0]) }
        self.mayWrap = mayWrap
        styles = BulkStyles(plan, looks, mayWrap, in: &book)
        columns = plan.sheet.columns.count
        isEven =
            !mayWrap.contains(true) && looks.height(lines: 1) == nil
            && tallies.allSatisfy { $0.shapes(.detail) == 0 }
    }

    /// Spells the rows of a piece.
    ///
    /// - Parameters:
    ///   - piece: whole rows, as `RowBytes` has them.
    ///   - row: the number in the tab of the first of them, from 1.
    ///   - room: takes what is spelt; made larger where it must be.
    /// - Returns: how many bytes.
    func encode(_ piece: UnsafeRawBufferPointer, row: Int, into room: inout Room) -> Int {
        guard var place = piece.baseAddress else { return 0 }
        let end = place + piece.count
        var (out, row) = (room.start, row)
        var lines = mayWrap.map { _ in 1 }
        while place < end {
            let length = Int(UInt32(littleEndian: place.loadUnaligned(as: UInt32.self)))
            // A character becomes at most seven; fifteen digits are always fewer than that.
            out = room.reserve(7 * length + Self.aroundCell * (columns + 1), out)
            encode(RowCursor(place + 4), row, &lines, &out)
            place += 4 + length
            row += 1
        }
        return out - room.start
    }

    private func encode(
        _ cursor: RowCursor, _ row: Int, _ lines: inout [Int],
        _ out: inout UnsafeMutableRawPointer
    ) {
        var cursor = cursor
        let (mark, count) = cursor.head()
        words.row.put(at: &out)
        putDigits(UInt64(row), &out)
        putByte("\"", &out)
        if !isEven { putHeight(cursor, mark, count, &lines, &out) }
        putByte(">", &out)
        for column in 0..<columns {
            let wraps = !isEven && lines[column] > 1
            put(&cursor, column < count, column, mark, wraps, &out)
        }
        words.rowEnd.put(at: &out)
    }

    /// Puts the height that wrapped words take, and folds details away.
    private func putHeight(
        _ cursor: RowCursor, _ mark: Mark, _ count: Int, _ lines: inout [Int],
        _ out: inout UnsafeMutableRawPointer
    ) {
        var cursor = cursor
        var most = 1
        for column in lines.indices {
            let cell = column < count ? cursor.cell() : .empty
            lines[column] = mayWrap[column] ? looks.lines(of: cell, column, mark) : 1
            most = max(most, lines[column])
        }
        if let height = looks.height(lines: most) {
            put(" ht=\"", &out)
            // Heights are whole points.
            putDigits(UInt64(height), &out)
            put("\" customHeight=\"1\"", &out)
        }
        if mark == .detail { put(" outlineLevel=\"1\"", &out) }
    }

    /// Puts the cell that comes next, or an empty one.
    @inline(__always)
    private func put(
        _ cursor: inout RowCursor, _ isThere: Bool, _ column: Int, _ mark: Mark, _ wraps: Bool,
        _ out: inout UnsafeMutableRawPointer
    ) {
        func begin(_ shape: UInt8) { styles.put(column, mark, wraps: wraps, shape, at: &out) }
        switch isThere ? cursor.byte() : RowBytes.Kind.empty {
        case RowBytes.Kind.text:
            begin(CellShape.text)
            return putText(cursor.text(), &out)
        case RowBytes.Kind.integer:
            begin(CellShape.number)
            putNumber(cursor.number(Int64.self), scale: 0, &out)
        case RowBytes.Kind.decimal:
            let scale = cursor.byte()
            begin(CellShape.number + scale)
            putNumber(cursor.number(Int64.self), scale: Int(scale), &out)
        case RowBytes.Kind.longDecimal:
            let scale = cursor.byte()
            begin(CellShape.number + scale)
            putLongNumber(Fixed(unscaled: cursor.number(Int128.self), scale: Int(scale)), &out)
        case RowBytes.Kind.day:
            begin(CellShape.day)
            guard putDay(Day(number: cursor.number(Int32.self)), &out) else { return }
        case RowBytes.Kind.instant:
            begin(CellShape.instant)
            let instant = Instant(microseconds: cursor.number(Int64.self))
            guard putInstant(instant, &out) else { return }
        case RowBytes.Kind.yes:
            begin(CellShape.bool)
            putByte("1", &out)
        case RowBytes.Kind.no:
            begin(CellShape.bool)
            putByte("0", &out)
        default:
            return begin(CellShape.empty)
        }
        words.valueEnd.put(at: &out)
    }
}

/// Memory that grows when it must, and keeps what is in it.
struct Room: ~Copyable {
    private(set) var bytes: UnsafeMutableRawBufferPointer
    var start: UnsafeMutableRawPointer { bytes.baseAddress.unsafelyUnwrapped }

    init(_ count: Int) { bytes = .allocate(byteCount: max(64, count), alignment: 64) }

    deinit { bytes.deallocate() }

    /// Sees to it that so many bytes are free from a place on, and says where that is then.
    @inline(__always)
    mutating func reserve(
        _ count: Int, _ place: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        let used = place - start
        return used &+ count <= bytes.count ? place : grown(used &+ count, used)
    }

    private mutating func grown(_ count: Int, _ used: Int) -> UnsafeMutableRawPointer {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * count, alignment: 64)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<used]))
        bytes.deallocate()
        bytes = larger
        return start + used
    }
}
