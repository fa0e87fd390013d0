import CXLSXWriter
import Domain
import Glibc

/// Draws one chart in the house's colours.
struct ChartPen {
    let chart: UnsafeMutablePointer<lxw_chart>
    private let kind: Chart.Kind

    /// The rows of a tab that a picture takes, which is 288 pixels high, and what parts it from the
    /// next.
    static let rows: UInt32 = 15

    /// Cells of one column.
    struct Cells {
        let sheet: String
        let column: Int
        let rows: ClosedRange<UInt32>
        var holdWords = false
        /// Whether libxlsxwriter has them, to keep what they say beside the picture.
        var areThere = true

        /// What libxlsxwriter would leave without quotes, though a name such as `Q1` needs them.
        var formula: String {
            let letters = columnLetters(column)
            let first = "$\(letters)$\(rows.lowerBound + 1)"
            let last = rows.count > 1 ? ":$\(letters)$\(rows.upperBound + 1)" : ""
            return quotedSheet(sheet) + "!" + first + last
        }
    }

    /// Begins a chart without clutter: a hairline around it, and room between its columns.
    init(_ kind: Chart.Kind, in book: inout XLSXBook) throws(AppError) {
        self.kind = kind
        chart = try book.addChart(kind.type)
        var none = lxw_chart_line(Palette.white, isNone: true)
        var frame = lxw_chart_line(Palette.line, width: 0.75)
        chart_chartarea_set_line(chart, &frame)
        chart_plotarea_set_line(chart, &none)
        if kind != .lines { chart_set_series_gap(chart, 60) }
        if kind == .columns { chart_set_series_overlap(chart, 0) }
    }

    func addSeries(
        named name: Cells, categories: Cells, values: Cells, paint: UInt32
    ) throws(AppError) {
        guard let series = chart_add_series(chart, nil, nil) else {
            throw AppError(.sheetInvalid, "a series of a chart is refused")
        }
        chart_series_set_name_range(series, name.sheet, name.rows.lowerBound, UInt16(name.column))
        chart_series_set_categories(
            series, categories.sheet, categories.rows.lowerBound, UInt16(categories.column),
            categories.rows.upperBound, UInt16(categories.column))
        chart_series_set_values(
            series, values.sheet, values.rows.lowerBound, UInt16(values.column),
            values.rows.upperBound, UInt16(values.column))
        spell(series.pointee.title.range, name)
        spell(series.pointee.categories, categories)
        spell(series.pointee.values, values)
        // While rows are streamed libxlsxwriter looks at no cell and would call words numbers.
        if categories.holdWords { series.pointee.categories.pointee.has_string_cache = 1 }
        colour(series, paint, isSparse: values.rows.count <= 31)
    }

    func setTitle(_ title: String) {
        var font = lxw_chart_font(14, Palette.accent, isBold: true)
        chart_title_set_name(chart, chartText(title))
        chart_title_set_name_font(chart, &font)
    }

    /// Lets columns begin at zero, or their heights would say more than the figures.
    ///
    /// - Parameter signs: of the figures drawn, −1 to 1.
    func beginAtZero(_ signs: Set<Int>) {
        if !signs.contains(-1) { chart_axis_set_min(chart.pointee.y_axis, 0) }
        if !signs.contains(1), signs.contains(-1) { chart_axis_set_max(chart.pointee.y_axis, 0) }
    }

    /// Names both axes; a format of `nil` leaves words as they are.
    func setAxes(
        _ categories: String, _ categoryFormat: String?, _ measure: String, _ format: String
    ) {
        let (across, upright) = (chart.pointee.x_axis, chart.pointee.y_axis)
        var rule = lxw_chart_line(Palette.grey, width: 0.75)
        var none = lxw_chart_line(Palette.white, isNone: true)
        var hair = lxw_chart_line(Palette.line, width: 0.75)
        for (axis, name) in [(across, categories), (upright, measure)] {
            var title = lxw_chart_font(10, Palette.grey)
            // libxlsxwriter 1.1.4 forgets to turn a title that has a font of its own.
            title.rotation = axis == upright ? -90 : 0
            var figures = lxw_chart_font(9, Palette.grey)
            chart_axis_set_name(axis, chartText(name))
            chart_axis_set_name_font(axis, &title)
            chart_axis_set_num_font(axis, &figures)
            chart_axis_set_major_tick_mark(axis, UInt8(LXW_CHART_AXIS_TICK_MARK_NONE.rawValue))
        }
        if let categoryFormat { chart_axis_set_num_format(across, categoryFormat) }
        chart_axis_set_num_format(upright, format)
        chart_axis_set_line(across, &rule)
        chart_axis_set_line(upright, &none)
        chart_axis_major_gridlines_set_line(upright, &hair)
        // At the bottom, where columns below zero do not run into them.
        chart_axis_set_label_position(across, UInt8(LXW_CHART_AXIS_LABEL_POSITION_LOW.rawValue))
    }

    func setLegend(isShown: Bool) {
        let place = isShown ? LXW_CHART_LEGEND_TOP : LXW_CHART_LEGEND_NONE
        var font = lxw_chart_font(10, Palette.grey)
        chart_legend_set_position(chart, UInt8(place.rawValue))
        if isShown { chart_legend_set_font(chart, &font) }
    }

    /// Sets a range's formula; its numbers stay, by which libxlsxwriter finds the values to cache.
    private func spell(_ range: UnsafeMutablePointer<lxw_series_range>?, _ cells: Cells) {
        free(range?.pointee.formula)
        range?.pointee.formula = strdup(cells.formula)
        if !cells.areThere { range?.pointee.ignore_cache = 1 }
    }

    private func colour(
        _ series: UnsafeMutablePointer<lxw_chart_series>, _ paint: UInt32, isSparse: Bool
    ) {
        var fill = lxw_chart_fill()
        fill.color = paint
        guard kind == .lines else { return chart_series_set_fill(series, &fill) }
        var line = lxw_chart_line(paint, width: isSparse ? 2.25 : 1.5)
        let marker = isSparse ? LXW_CHART_MARKER_CIRCLE : LXW_CHART_MARKER_NONE
        chart_series_set_line(series, &line)
        chart_series_set_marker_type(series, UInt8(marker.rawValue))
        guard isSparse else { return }
        chart_series_set_marker_size(series, 5)
        chart_series_set_marker_fill(series, &fill)
        chart_series_set_marker_line(series, &line)
    }
}

extension Chart.Kind {
    fileprivate var type: lxw_chart_type {
        switch self {
        case .columns: LXW_CHART_COLUMN
        case .stacked: LXW_CHART_COLUMN_STACKED
        case .lines: LXW_CHART_LINE
        }
    }
}

extension lxw_chart_line {
    fileprivate init(_ ink: UInt32, width: Float = 0, isNone: Bool = false) {
        self.init()
        color = ink
        self.width = width
        none = isNone ? 1 : 0
    }
}

extension lxw_chart_font {
    fileprivate init(_ size: Double, _ ink: UInt32, isBold: Bool = false) {
        self.init()
        self.size = size
        color = ink
        bold = UInt8(isBold ? LXW_TRUE.rawValue : LXW_EXPLICIT_FALSE.rawValue)
    }
}

/// Words for a title in a chart, where XML has no escapes for what it cannot hold.
///
/// A `=` in front would make them a formula; behind a blank it does not.
func chartText(_ words: String) -> String {
    let scalars = words.unicodeScalars.filter {
        !$0.isControl && $0 != "\u{FFFE}" && $0 != "\u{FFFF}"
    }
    let text = String(String.UnicodeScalarView(scalars))
    return text.utf8.first == UInt8(ascii: "=") ? " " + text : text
}
