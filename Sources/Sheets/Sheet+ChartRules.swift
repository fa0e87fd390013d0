import Domain

extension Sheet {
    /// Refuses a chart that a spreadsheet would repair, or that would show other than the rows say.
    ///
    /// - Throws: `sheetInvalid` with what is wrong with it.
    func validateChart() throws(AppError) {
        guard let chart else { return }
        guard layout != .facts else { throw invalid("a sheet of facts has no chart") }
        try validateWords(of: chart)
        _ = try column(titled: chart.categories)
        try validateSeries(of: chart)
        _ = try pictures()
    }

    private func validateWords(of chart: Chart) throws(AppError) {
        for (name, words) in [("title", chart.title), ("measure", chart.measure)] {
            guard (1...255).contains(words.utf16.count) else {
                throw invalid("the \(name) of its chart has 1 to 255 characters")
            }
            guard !words.unicodeScalars.contains(where: \.isControl) else {
                throw invalid("the \(name) of its chart has control characters")
            }
        }
    }

    private func validateSeries(of chart: Chart) throws(AppError) {
        guard (1...Chart.seriesMax).contains(chart.series.count) else {
            throw invalid(
                "a chart has 1 to \(Chart.seriesMax) series, this one has \(chart.series.count)")
        }
        guard Set(chart.series).count == chart.series.count else {
            throw invalid("its chart has a series twice")
        }
        for title in chart.series {
            guard columns[try column(titled: title)].kind.isNumeric else {
                throw invalid("its chart draws \(AppError.quoted(title)), which holds no numbers")
            }
        }
    }
}
