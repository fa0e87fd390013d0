import CXLSXWriter
import Domain

extension PartWriter {
    /// Draws the sheet's chart below the table, a picture under the other, of this tab's rows.
    ///
    /// Below, because beside the table it would make the page that is printed wider, and all on it
    /// smaller.
    func drawChart(in book: inout XLSXBook) throws(AppError) {
        guard let chart = sheet.chart else { return }
        if plan.hasTooMuchToDraw {
            let row = plan.row(ofPicture: 0, in: part)
            return try page.text("No chart: too many rows", row, 0, .nothing, in: &book)
        }
        for (index, picture) in plan.pictures(of: part).enumerated() {
            let pen = try ChartPen(chart.kind, in: &book)
            try draw(chart, picture, with: pen)
            let row = plan.row(ofPicture: index, in: part)
            try place(pen, at: row, saying: chart.description(of: picture.value), in: book)
        }
    }

    private func draw(
        _ chart: Chart, _ picture: Picture, with pen: ChartPen
    ) throws(AppError) {
        let (value, rows) = (picture.value, picture.rows)
        let across = try sheet.column(titled: chart.categories)
        var series: [Int] = []
        for title in chart.series { series.append(try sheet.column(titled: title)) }
        var categories = cells(across, places(of: rows))
        categories.areThere = !plan.isBulk
        var names: [Cell] = []
        var (scale, signs): (Int, Set<Int>) = (0, [])
        var reader = sheet.rows.reader
        for row in 0..<rows.upperBound {
            guard try reader.advance() != nil, rows.contains(row) else { continue }
            names.append(reader[column: across].cell)
            categories.holdWords = categories.holdWords || reader[column: across].words != nil
            for figure in series.compactMap({ reader[column: $0].figure }) {
                scale = max(scale, figure.scale)
                signs.insert(Int(figure.unscaled.signum()))
            }
        }
        for (index, column) in series.enumerated() {
            var values = cells(column, places(of: rows))
            values.areThere = !plan.isBulk
            try pen.addSeries(
                named: cells(column, plan.headerRow...plan.headerRow), categories: categories,
                values: values, paint: Palette.series[index])
        }
        pen.setTitle([chart.title, value].compactMap(\.self).joined(separator: " – "))
        pen.setAxes(
            chart.categories, NumberFormat.categories(names),
            [chart.measure, value].compactMap(\.self).joined(separator: ", "),
            NumberFormat.axis(scale: scale))
        if chart.kind != .lines { pen.beginAtZero(signs) }
        pen.setLegend(isShown: chart.series.count > 1)
    }

    /// Where rows of the sheet stand in this tab.
    private func places(of rows: Range<Int>) -> ClosedRange<UInt32> {
        let first = plan.firstRow + UInt32(rows.lowerBound - part.rows.lowerBound)
        return first...first + UInt32(rows.count - 1)
    }

    private func cells(_ column: Int, _ rows: ClosedRange<UInt32>) -> ChartPen.Cells {
        ChartPen.Cells(sheet: part.name, column: column, rows: rows)
    }

    /// Puts a picture at the left, as wide as the table unless that is too narrow or wide to read.
    private func place(
        _ pen: ChartPen, at row: UInt32, saying description: String, in book: borrowing XLSXBook
    ) throws(AppError) {
        var words = CWords()
        var options = lxw_chart_options()
        options.x_scale = min(max(plan.tableWidth, 640), 1000) / 480
        // Or LibreOffice prints its upper edge on the page before.
        options.y_offset = 4
        options.object_position = UInt8(LXW_OBJECT_MOVE_DONT_SIZE.rawValue)
        options.description = words.keep(chartText(description))
        try book.check(worksheet_insert_chart_opt(page.pointer, row, 0, pen.chart, &options))
    }
}

extension Chart {
    /// What is said of a picture to whoever does not see it.
    fileprivate func description(of value: String?) -> String {
        let figures = series.joined(separator: ", ")
        return title + ": " + figures + " by " + categories + (value.map { ", " + $0 } ?? "")
    }
}
