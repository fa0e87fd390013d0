import Domain

/// Rows of a sheet that one picture of its chart draws.
struct Picture: Equatable {
    /// What these rows have in the column that parts the pictures.
    let value: String?
    var rows: Range<Int>
}

extension Sheet {
    /// The pictures of the sheet's chart, in the order of their rows; none without rows.
    ///
    /// - Throws: `sheetInvalid` when the rows of one picture do not stand together: its range would
    ///   take in what is between them, such as details, which are drawn in the row above already.
    func pictures() throws(AppError) -> [Picture] {
        guard let chart else { return [] }
        var pictures: [Picture] = []
        var values: Set<String?> = []
        var reader = rows.reader
        var next = 0
        while let row = try reader.next() {
            let index = next
            next += 1
            guard row.mark == .normal else { continue }
            let value = try value(of: row, index, apart: chart.apart)
            if let last = pictures.last, last.value == value, last.rows.upperBound == index {
                pictures[pictures.count - 1].rows = last.rows.lowerBound..<index + 1
                continue
            }
            guard values.insert(value).inserted else {
                throw invalid("row \(index + 1) stands apart from the other rows of its chart")
            }
            pictures.append(Picture(value: value, rows: index..<index + 1))
        }
        return pictures
    }

    private func value(
        of row: SheetRow, _ index: Int, apart title: String?
    ) throws(AppError) -> String? {
        guard let title else { return nil }
        guard let words = row[column: try column(titled: title)].words, !words.isEmpty else {
            throw invalid("row \(index + 1) has no \(AppError.quoted(title)) to part its chart by")
        }
        return words
    }

    /// The index of the column with that title.
    ///
    /// - Throws: `sheetInvalid` when there is none.
    func column(titled title: String) throws(AppError) -> Int {
        guard let index = columns.firstIndex(where: { $0.title == title }) else {
            throw invalid("its chart names a column \(AppError.quoted(title)) that is not there")
        }
        return index
    }
}
