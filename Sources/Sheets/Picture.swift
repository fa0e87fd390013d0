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
    ///   take in what is between them, such as details, which are drawn in the row above already; for
    ///   words among the figures, which would be drawn as zeros; for a row that belongs to no picture.
    func pictures() throws(AppError) -> [Picture] {
        guard let chart else { return [] }
        let apart: Int? = if let title = chart.apart { try column(titled: title) } else { nil }
        var series: [Int] = []
        for title in chart.series { series.append(try column(titled: title)) }
        var pictures: [Picture] = []
        var values: Set<String?> = []
        var reader = rows.reader
        var number = 0
        while let mark = try reader.advance() {
            number += 1
            guard mark == .normal else { continue }
            try refuseWords(in: reader, series, number)
            var value: String?
            if let apart { value = try self.value(of: reader, apart, number) }
            if let last = pictures.last, last.value == value, last.rows.upperBound == number - 1 {
                pictures[pictures.count - 1].rows = last.rows.lowerBound..<number
                continue
            }
            guard values.insert(value).inserted else {
                throw invalid("row \(number) stands apart from the other rows of its chart")
            }
            pictures.append(Picture(value: value, rows: number - 1..<number))
        }
        return pictures
    }

    private func refuseWords(
        in row: borrowing RowReader, _ series: [Int], _ number: Int
    ) throws(AppError) {
        for column in series where !row[column: column].isBlank && row[column: column].figure == nil
        {
            throw invalid(
                "row \(number) has no number in \(AppError.quoted(columns[column].title)) to draw")
        }
    }

    private func value(
        of row: borrowing RowReader, _ column: Int, _ number: Int
    ) throws(AppError) -> String {
        guard let words = row[column: column].words, words.count > 0 else {
            throw invalid(
                "row \(number) has no \(AppError.quoted(columns[column].title)) to part its chart by"
            )
        }
        return words.string
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
