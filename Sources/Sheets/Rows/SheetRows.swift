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

    /// Adds a row at the end.
    ///
    /// A copy of rows that are in a file takes no more.
    ///
    /// - Throws: `outputFull`, `outputUnwritable` when the file cannot take it.
    package mutating func append(_ row: SheetRow) throws(AppError) {
        put(row)
        guard tail.bytes.count >= memoryMax, let folder else { return }
        if spool == nil { spool = try Spool(in: folder) }
        precondition(isKnownUniquelyReferenced(&spool), "a copy writes to the rows' file")
        try spool?.write(tail.bytes, at: spilt)
        spilt += tail.bytes.count
        tail.bytes.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ row: SheetRow) {
        if row.mark == .heading {
            headingCells = max(headingCells, row.cells.count)
        } else {
            if firstOfCells[row.cells.count] == nil { firstOfCells[row.cells.count] = count }
            dataRows += 1
        }
        for case .link(_, let target) in row.cells where links[target] == nil {
            links[target] = count
        }
        tail.put(row)
        count += 1
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
