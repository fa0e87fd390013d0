import Domain

/// What is known of a sheet before its first cell is written.
struct SheetPlan {
    let sheet: Sheet
    let survey: Survey
    /// Marks and notes, each line no longer than the table is wide.
    let marks: [String]
    let notes: [String]
    let parts: [Part]
    /// What the sheet's chart draws; none where `hasTooMuchToDraw`.
    let pictures: [Picture]
    let hasTooMuchToDraw: Bool
    /// Whether we spell the rows ourselves.
    let isBulk: Bool

    /// Digits wide; a narrow table has notes that run on beside it.
    static let noteWidthMin = 90.0
    static let picturesMax = 12
    /// Two years of days, and some; a reader sees nothing in more.
    static let pictureRowsMax = 750

    /// Rows of a sheet that fit on one tab.
    struct Part: Equatable {
        let name: String
        let rows: Range<Int>
        let isLast: Bool
    }

    init(
        _ sheet: Sheet, rowsPerSheet: Int, _ engine: XLSXWriter.Engine = .auto
    ) throws(AppError) {
        if let place = sheet.rows.tooLong {
            throw sheet.tooLong(row: place.row, column: place.column)
        }
        self.sheet = sheet
        survey = try Survey(sheet)
        let room = Int(max(Self.noteWidthMin, survey.widths.reduce(0, +)))
        marks = sheet.marks.flatMap { wrapped($0, room) }
        notes = sheet.notes.flatMap { wrapped($0, room) }
        let pictures = try sheet.pictures()
        hasTooMuchToDraw =
            pictures.count > Self.picturesMax
            || pictures.contains { $0.rows.count > Self.pictureRowsMax }
        self.pictures = hasTooMuchToDraw ? [] : pictures
        isBulk = engine.isBulk(sheet, hasPictures: !self.pictures.isEmpty)
        let top = marks.count + notes.count + 4
        parts = sheet.parts(of: max(1, rowsPerSheet - top))
    }

    /// The row of the header; facts have none, their first row stands there.
    var headerRow: UInt32 { UInt32(marks.count + notes.count + 2) }

    /// The row of the first data.
    var firstRow: UInt32 { sheet.layout == .facts ? headerRow : headerRow + 1 }

    /// The rows that a part's data take up.
    func place(of part: Part) -> (first: UInt32, last: UInt32) {
        (firstRow, firstRow + UInt32(max(1, part.rows.count)) - 1)
    }

    /// The pictures of a part's rows.
    func pictures(of part: Part) -> [Picture] {
        pictures.map { Picture(value: $0.value, rows: $0.rows.clamped(to: part.rows)) }
            .filter { !$0.rows.isEmpty }
    }

    /// The row where a part's picture begins: below its table, one under the other.
    func row(ofPicture index: Int, in part: Part) -> UInt32 {
        let gap: UInt32 = part.isLast && isTotalled ? 3 : 2
        return place(of: part).last + gap + UInt32(index) * ChartPen.rows
    }

    /// Pixels.
    var tableWidth: Double { survey.widths.reduce(0) { $0 + ($1 * 7 + 5).rounded(.down) } }

    /// Whether the sheet ends with a row of totals.
    var isTotalled: Bool { !survey.sums.isEmpty && !sheet.rows.isEmpty }

    /// An upper bound for most sheets of the bytes that writing takes, temporary files included.
    ///
    /// Rows that we spell ourselves have none: each byte that is written of them is looked after.
    var room: Int {
        let cells = sheet.rows.count * sheet.columns.count
        let titles = sheet.columns.reduce(0) { $0 + 8 * $1.title.utf8.count + 512 }
        return 2 * (isBulk ? titles : 2 * survey.words + 96 * cells) + 16_384
            + pictures.count * 16_384
    }
}

extension SheetPlan {
    /// Whether a tab's XML may be longer than 4 GiB, as rows that we spell have it.
    var isLong: Bool {
        let cells = sheet.rows.count * (sheet.columns.count + 1)
        return 7 * survey.words + 96 * cells >= Int(UInt32.max)
    }
}

extension XLSXWriter.Engine {
    /// Links are libxlsxwriter's, and figures of a picture, which are kept beside it.
    fileprivate func isBulk(_ sheet: Sheet, hasPictures: Bool) -> Bool {
        let rows = sheet.rows.count
        // Each column takes some memory for the beginnings of its cells.
        guard sheet.rows.links.isEmpty, sheet.columns.count <= 256 else { return false }
        return switch self {
        case .auto: rows > (hasPictures ? XLSXWriter.streamingRows : XLSXWriter.bulkRows)
        case .bulk: rows > 0
        case .libxlsxwriter: false
        }
    }
}

extension Sheet {
    /// Cuts the rows into tabs; the first keeps the sheet's name, the next are numbered.
    fileprivate func parts(of capacity: Int) -> [SheetPlan.Part] {
        let starts = Array(stride(from: 0, to: max(1, rows.count), by: capacity))
        return starts.enumerated().map { index, start in
            SheetPlan.Part(
                name: index == 0 ? name : numbered(index + 1),
                rows: start..<min(start + capacity, rows.count), isLast: index == starts.count - 1)
        }
    }

    private func numbered(_ number: Int) -> String {
        let suffix = " (\(number))"
        var base = name
        while base.utf16.count + suffix.utf16.count > 31 { base.removeLast() }
        return base + suffix
    }
}

/// Text cut between words into lines of so many digits' width.
private func wrapped(_ text: String, _ room: Int) -> [String] {
    guard drawnWidth(text) > room else { return [text] }
    var lines: [String] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        if let last = lines.last, drawnWidth(last) + 1 + drawnWidth(String(word)) <= room {
            lines[lines.count - 1] = last + " " + word
        } else {
            lines.append(String(word))
        }
    }
    return lines
}
