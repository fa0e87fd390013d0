import CMiniZip
import Domain
import Glibc

/// Puts a workbook's file together: the parts that libxlsxwriter made, and rows of our own in their
/// places.
///
/// Parts are taken over as they were deflated; only those that get rows are taken apart.
struct XLSXPackage: ~Copyable {
    private let path: String
    private var shell: unzFile?
    private var package: zipFile?

    /// Opens both.
    ///
    /// - Parameters:
    ///   - shell: the file that libxlsxwriter made.
    ///   - path: the file to write, which is there.
    /// - Throws: `outputFull`, `outputUnwritable`.
    init(_ shell: String, into path: String) throws(AppError) {
        self.path = path
        errno = 0
        self.shell = unzOpen64(shell)
        package = self.shell == nil ? nil : zipOpen64(path, APPEND_STATUS_CREATE)
        guard package != nil else { throw fault() }
    }

    deinit {
        if let shell { unzClose(shell) }
        if let package { zipClose(package, nil) }
    }

    /// Writes each part, and ends the file.
    ///
    /// - Parameter bulk: tabs whose rows are put in, by their number from 1.
    /// - Throws: `outputFull`, `outputUnwritable`; `sheetInvalid` when a tab has no place for its rows.
    mutating func write(_ bulk: [Int: BulkTab]) throws(AppError) {
        let tabs = Dictionary(
            uniqueKeysWithValues: bulk.map { ("xl/worksheets/sheet\($0.key).xml", $0.value) })
        let slots = BulkSlots()
        var written = 0
        errno = 0
        var code = unzGoToFirstFile(shell)
        while code == UNZ_OK {
            let entry = try entry()
            if let tab = tabs[entry.name] {
                try write(tab, entry, in: slots)
                written += 1
            } else {
                try copy(entry)
            }
            code = unzGoToNextFile(shell)
        }
        guard code == UNZ_END_OF_LIST_OF_FILE else { throw fault() }
        guard written == tabs.count else {
            throw AppError(.sheetInvalid, "\(tabs.count - written) tabs are not in their package")
        }
        let ended = zipClose(package, nil)
        package = nil
        guard ended == ZIP_OK else { throw fault() }
    }

    private struct Entry {
        let name: String
        let info: unz_file_info64
    }

    private func entry() throws(AppError) -> Entry {
        var info = unz_file_info64()
        var name = [CChar](repeating: 0, count: 512)
        guard
            unzGetCurrentFileInfo64(
                shell, &info, &name, UInt(name.count - 1), nil, 0, nil, 0) == UNZ_OK
        else { throw fault() }
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return Entry(name: String(decoding: bytes, as: UTF8.self), info: info)
    }

    private func copy(_ entry: Entry) throws(AppError) {
        let size = max(entry.info.uncompressed_size, entry.info.compressed_size)
        try begin(entry, isLong: size >= UInt64(UInt32.max))
        var (method, level) = (Int32(0), Int32(0))
        guard unzOpenCurrentFile2(shell, &method, &level, 1) == UNZ_OK else { throw fault() }
        try eachPortion { bytes throws(AppError) in try put(bytes) }
        try end(entry.info.uncompressed_size, entry.info.crc)
    }

    private func write(
        _ tab: BulkTab, _ entry: Entry, in slots: BulkSlots
    ) throws(AppError) {
        guard unzOpenCurrentFile(shell) == UNZ_OK else { throw fault() }
        var shown: [UInt8] = []
        try eachPortion { shown.append(contentsOf: $0) }
        let (head, tail) = try tab.halves(of: shown)
        try begin(entry, isLong: tab.isLong)
        let deflater = Deflater()
        var spelt = Spelt()
        try put(head, deflater, &spelt, isLast: false)
        try tab.feed.write(tab.rows, at: tab.row, in: slots, &spelt) { bytes throws(AppError) in
            try put(bytes)
        }
        try put(tail, deflater, &spelt, isLast: true)
        try end(UInt64(spelt.count), UInt(spelt.checksum))
    }

    private func begin(_ entry: Entry, isLong: Bool) throws(AppError) {
        var info = zip_fileinfo()
        info.dosDate = entry.info.dosDate
        guard
            zipOpenNewFileInZip2_64(
                package, entry.name, &info, nil, 0, nil, 0, nil,
                Int32(entry.info.compression_method), 6, 1, isLong ? 1 : 0) == ZIP_OK
        else { throw fault() }
    }

    private func end(_ count: UInt64, _ checksum: UInt) throws(AppError) {
        guard zipCloseFileInZipRaw64(package, ZPOS64_T(count), checksum) == ZIP_OK else {
            throw fault()
        }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(AppError) {
        // What other threads' work left there is no reason.
        errno = 0
        guard zipWriteInFileInZip(package, bytes.baseAddress, UInt32(bytes.count)) == ZIP_OK else {
            throw fault()
        }
    }

    /// Deflates what stands around the rows.
    private func put(
        _ text: ArraySlice<UInt8>, _ deflater: borrowing Deflater, _ spelt: inout Spelt,
        isLast: Bool
    ) throws(AppError) {
        var words = Room(text.count)
        var deflated = Room(text.count)
        words.bytes.copyBytes(from: text)
        let size = deflater.deflate(&words, text.count, into: &deflated, isLast: isLast)
        let bytes = UnsafeRawBufferPointer(start: words.start, count: text.count)
        spelt.append(Deflater.checksum(bytes), count: text.count)
        try put(UnsafeRawBufferPointer(start: deflated.start, count: size))
    }

    /// Reads the shell's present part to its end.
    private func eachPortion(
        _ body: (UnsafeRawBufferPointer) throws(AppError) -> Void
    ) throws(AppError) {
        let room = Room(65_536)
        while true {
            let got = unzReadCurrentFile(shell, room.start, UInt32(room.bytes.count))
            guard got >= 0 else { throw fault() }
            guard got > 0 else { break }
            try body(UnsafeRawBufferPointer(start: room.start, count: Int(got)))
        }
        guard unzCloseCurrentFile(shell) == UNZ_OK else { throw fault() }
    }

    private func fault() -> AppError { AppError.file(path, errno: failure()) }
}

/// Why a call of minizip failed.
private func failure() -> Int32 { errno == 0 ? EIO : errno }

/// A tab whose rows are spelt by us: where they go, and where they come from.
struct BulkTab {
    let feed: BulkFeed
    /// How many.
    let rows: Int
    /// The number of the first of them, from 1.
    let row: Int
    /// Whether its XML may be longer than 4 GiB.
    let isLong: Bool

    /// The tab's XML before its rows, and behind them.
    ///
    /// - Throws: `sheetInvalid` where it has no place for rows.
    func halves(
        of shown: [UInt8]
    ) throws(AppError) -> (head: ArraySlice<UInt8>, tail: ArraySlice<UInt8>) {
        let end = Array("</sheetData>".utf8)
        guard let place = placeBehindRows(in: shown) ?? place(of: end, in: shown[...]) else {
            throw AppError(.sheetInvalid, "its XML has no place for rows")
        }
        return (shown[..<place], shown[place...])
    }

    /// Where the first row begins that stands below ours, such as that of totals, if there is one.
    private func placeBehindRows(in shown: [UInt8]) -> Int? {
        let begin = Array("<row r=\"".utf8)
        var from = shown.startIndex
        while let place = place(of: begin, in: shown[from...]) {
            from = place + begin.count
            let number = shown[from...].prefix { (48...57).contains($0) }
                .reduce(0) { $0 * 10 + Int($1) - 48 }
            if number >= row + rows { return place }
        }
        return nil
    }

    private func place(of words: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast(words.count - 1).first { text[$0...].starts(with: words) }
    }
}
