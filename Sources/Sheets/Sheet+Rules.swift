package import Domain

extension Sheet {
    /// Refuses what a spreadsheet would repair or misread.
    ///
    /// - Throws: `sheetInvalid` with the sheet and what is wrong with it.
    package func validate() throws(AppError) {
        try validateName()
        try validateSlug()
        try validateColumns()
        try validateRows()
        try validateChart()
    }

    /// The error that names this sheet.
    func invalid(_ reason: String) -> AppError {
        AppError(.sheetInvalid, "sheet \(AppError.quoted(name)): \(reason)")
    }

    private func validateName() throws(AppError) {
        let units = name.utf16.count
        guard (1...31).contains(units) else {
            throw invalid("a name has 1 to 31 characters, this one has \(units)")
        }
        guard !name.unicodeScalars.contains(where: { "[]:*?/\\".unicodeScalars.contains($0) })
        else { throw invalid("a name has none of [ ] : * ? / \\") }
        guard !name.unicodeScalars.contains(where: \.isControl) else {
            throw invalid("a name has no control characters")
        }
        guard name.utf8.first != UInt8(ascii: "'"), name.utf8.last != UInt8(ascii: "'") else {
            throw invalid("a name neither begins nor ends with '")
        }
        guard name.lowercased() != "history" else { throw invalid("Excel keeps this name") }
    }

    private func validateSlug() throws(AppError) {
        let isPlain = slug.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, !slug.isEmpty else {
            throw invalid("slug \(AppError.quoted(slug)) is not of a-z, 0-9 and -")
        }
    }

    private func validateColumns() throws(AppError) {
        guard (1...16_384).contains(columns.count) else {
            throw invalid("a sheet has 1 to 16384 columns, this one has \(columns.count)")
        }
        var titles: Set<String> = []
        for (index, column) in columns.enumerated() {
            let units = column.title.utf16.count
            guard (1...255).contains(units) else {
                throw invalid("the title of column \(index + 1) has 1 to 255 characters")
            }
            guard !column.title.unicodeScalars.contains(where: \.isControl) else {
                throw invalid("the title of column \(index + 1) has control characters")
            }
            guard titles.insert(column.title.lowercased()).inserted else {
                throw invalid("two columns have the title \(AppError.quoted(column.title))")
            }
            guard column.width.map({ (0.5...255).contains($0) }) ?? true else {
                throw invalid("the width of column \(index + 1) lies between 0.5 and 255")
            }
        }
    }

    private func validateRows() throws(AppError) {
        let odd = rows.firstOfCells.filter { $0.key != columns.count }.min { $0.value < $1.value }
        if let odd {
            throw invalid(
                "row \(odd.value + 1) has \(odd.key) cells for \(columns.count) columns")
        }
        guard rows.headingCells <= columns.count else {
            throw invalid(
                "a heading has \(rows.headingCells) cells for \(columns.count) columns")
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is one of the C0 or C1 controls, or delete.
    var isControl: Bool { value < 32 || (127...159).contains(value) }
}
