package import Domain

/// The rows of a sheet in their order, as bytes: in memory while they are few, then in a file.
///
/// Ten columns take some 100 bytes a row, so a month's register costs no page more than its bytes,
/// and a million rows cost what `memoryMax` says. The bytes are the same for the same rows.
package struct SheetRows: Sendable {
    /// What is kept in memory before a sheet's rows go to disk, in bytes.
    package static let memoryMax = 4_194_304

    package private(set) var count = 0
    /// Rows that are data: all but the headings.
    package private(set) var dataRows = 0
    /// The longest heading, in cells.
    private(set) var headingCells = 0
    /// The number, from 0, of the first row of so many cells; headings apart.
    private(set) var firstOfCells: [Int: Int] = [:]
    /// The sheets that links lead to, and the number of the first row that has one.
    private(set) var links: [String: Int] = [:]
    /// What is known of each column's cells.
    private(set) var tallies: [ColumnTally] = []
    /// The first figure of more digits than a spreadsheet keeps: its row and column, from 0.
    private(set) var tooLong: (row: Int, column: Int)?
    /// The cells of the last row that is no heading.
    private var lastCells = -1
    private var mark = Mark.normal
    private let folder: String?
    private let memoryMax: Int
    private var spool: Spool?
    /// Bytes in the file.
    private var spilt = 0
    /// Rows behind those in the file.
    private var tail = RowBytes()

    /// No rows.
    ///
    /// - Parameters:
    ///   - folder: where a file without a name is made when memory does not do; `nil` keeps all in
    ///     memory.
    ///   - memoryMax: bytes.
    package init(spillingTo folder: String?, memoryMax: Int = SheetRows.memoryMax) {
        self.folder = folder
        self.memoryMax = memoryMax
    }

    /// Rows that are at hand already.
    package init(_ rows: [SheetRow]) {
        self.init(spillingTo: nil)
        for row in rows { put(row) }
    }

    package var isEmpty: Bool { count == 0 }

    var hasHeadings: Bool { count > dataRows }

    /// Adds a row at the end.
    ///
    /// A copy of rows that are in a file takes no more.
    ///
    /// - Throws: `outputFull`, `outputUnwritable` when the file cannot take it.
    package mutating func append(_ row: SheetRow) throws(AppError) {
        put(row)
        try spill()
    }

    /// Begins a row; a cell a column follows in the order of the columns, and then `end`.
    ///
    /// For rows that come by the million: a cell is spelt where it lies, and nothing is made of it.
    package mutating func begin(_ mark: Mark = .normal) {
        self.mark = mark
        tail.begin(mark)
    }

    package mutating func empty() {
        tail.empty()
        tally { $0.take(CellShape.empty, 0, true, $1) }
    }

    /// Text in UTF-8, without NUL.
    package mutating func text(_ words: UnsafeRawBufferPointer) {
        tail.text(words)
        tally { $0.take(words, CellShape.text, $1) }
    }

    package mutating func integer(_ value: Int64) {
        tail.integer(value)
        tally { $0.take(value, scale: 0, $1) }
        if value.magnitude >= Self.alwaysKept { check(Fixed(unscaled: Int128(value), scale: 0)) }
    }

    /// A number of 10⁻ˢᶜᵃˡᵉ, scale 0 to 38.
    package mutating func decimal(_ unscaled: Int64, scale: Int) {
        tail.decimal(unscaled, scale: scale)
        tally { $0.take(unscaled, scale: scale, $1) }
        if unscaled.magnitude >= Self.alwaysKept {
            check(Fixed(unscaled: Int128(unscaled), scale: scale))
        }
    }

    package mutating func decimal(_ value: Fixed) {
        if let short = Int64(exactly: value.unscaled) {
            return decimal(short, scale: value.scale)
        }
        tail.longDecimal(value)
        tally { $0.take(value, $1) }
        check(value)
    }

    /// Every number below it has at most fifteen digits.
    private static let alwaysKept: UInt64 = 1_000_000_000_000_000

    /// Notes the first figure that a spreadsheet does not keep, which is the one put last.
    private mutating func check(_ figure: Fixed) {
        guard tooLong == nil, spreadsheetNumber(figure) == nil else { return }
        tooLong = (count, tail.cells - 1)
    }

    package mutating func day(_ day: Day) {
        tail.day(day)
        tally { $0.take(CellShape.day, 10, false, $1) }
    }

    package mutating func instant(_ instant: Instant) {
        tail.instant(instant)
        tally { $0.take(CellShape.instant, 24, false, $1) }
    }

    package mutating func bool(_ value: Bool) {
        tail.bool(value)
        tally { $0.take(CellShape.bool, 5, false, $1) }
    }

    private mutating func link(_ words: String, to sheet: String) {
        if links[sheet] == nil { links[sheet] = count }
        var (words, sheet) = (words, sheet)
        words.withUTF8 { words in
            let words = UnsafeRawBufferPointer(words)
            sheet.withUTF8 { tail.link(words, to: UnsafeRawBufferPointer($0)) }
            tally { $0.take(words, CellShape.link, $1) }
        }
    }

    /// Ends the row that was begun.
    ///
    /// A copy of rows that are in a file takes no more.
    ///
    /// - Throws: `outputFull`, `outputUnwritable` when the file cannot take it.
    package mutating func end() throws(AppError) {
        close()
        try spill()
    }

    private mutating func put(_ row: SheetRow) {
        begin(row.mark)
        for cell in row.cells {
            switch cell {
            case .empty: empty()
            case .text(var words): words.withUTF8 { text(UnsafeRawBufferPointer($0)) }
            case .integer(let value): integer(value)
            case .decimal(let value): decimal(value)
            case .day(let value): day(value)
            case .instant(let value): instant(value)
            case .bool(let value): bool(value)
            case .link(let words, let sheet): link(words, to: sheet)
            }
        }
        close()
    }

    private mutating func close() {
        tail.end()
        let cells = tail.cells
        if mark == .heading {
            headingCells = max(headingCells, cells)
        } else {
            if cells != lastCells {
                lastCells = cells
                if firstOfCells[cells] == nil { firstOfCells[cells] = count }
            }
            dataRows += 1
        }
        count += 1
    }

    /// Takes the cell that was put last into its column's tally.
    @inline(__always)
    private mutating func tally(_ take: (inout ColumnTally, Mark) -> Void) {
        let column = tail.cells - 1
        if column == tallies.count { tallies.append(ColumnTally()) }
        take(&tallies[column], mark)
    }

    /// Bytes that go to the file at a time once there is one: few, so that whoever sends the rows is not
    /// kept waiting, and they are still in the processor's cache.
    private var portion: Int { min(memoryMax, RowReader.portion) }

    private mutating func spill() throws(AppError) {
        guard tail.bytes.count >= (spool == nil ? memoryMax : portion), let folder else { return }
        if spool == nil { spool = try Spool(in: folder) }
        precondition(isKnownUniquelyReferenced(&spool), "a copy writes to the rows' file")
        try spool?.write(tail.bytes, at: spilt)
        spilt += tail.bytes.count
        tail.removeAll()
    }

    /// Reads them from the first.
    package var reader: RowReader { RowReader(spool, spilt, tail.bytes) }

    /// Hands the bytes on in order, in pieces of any length.
    func eachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(AppError) {
        if let spool {
            let room = UnsafeMutableRawBufferPointer.allocate(
                byteCount: RowReader.portion, alignment: 16)
            defer { room.deallocate() }
            var place = 0
            while place < spilt, let start = room.baseAddress {
                let got = try spool.read(
                    into: start, from: place, atMost: min(room.count, spilt - place))
                body(UnsafeRawBufferPointer(start: start, count: got))
                place += got
            }
        }
        tail.bytes.withUnsafeBytes(body)
    }
}
