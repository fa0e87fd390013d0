import CXLSXWriter
import Domain

extension PartWriter {
    /// How the tab is seen and printed: a header that stays, A4 across, page numbers.
    ///
    /// A certificate is one page, whatever it holds: upright when it is long, to be legible.
    func setUpPage(in book: borrowing XLSXBook, footer: String) throws(AppError) {
        let pointer = page.pointer
        if sheet.layout == .certificate, sheet.rows.count > Self.acrossRowsMax {
            worksheet_set_portrait(pointer)
        } else {
            worksheet_set_landscape(pointer)
        }
        worksheet_set_paper(pointer, 9)
        worksheet_set_margins(pointer, 0.5, 0.5, 0.7, 0.7)
        try fitToPages(in: book)
        worksheet_outline_settings(pointer, 1, 0, 1, 0)
        if sheet.layout == .register {
            worksheet_freeze_panes(pointer, plan.firstRow, 0)
            try book.check(worksheet_repeat_rows(pointer, plan.headerRow, plan.headerRow))
        } else {
            worksheet_gridlines(pointer, UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
        }
        if sheet.layout == .certificate { worksheet_center_horizontally(pointer) }
        let line = "&L&9\(printed(footer))&C&9\(printed(part.name))&R&9Page &P of &N"
        try book.check(worksheet_set_footer(pointer, line))
    }

    /// Fits the tab to the width of a page, and sees to it that no picture is cut in two.
    ///
    /// Excel heeds no breaks on a tab that it fits to pages, so a long tab with pictures has its
    /// scale from here instead.
    private func fitToPages(in book: borrowing XLSXBook) throws(AppError) {
        let pictures = plan.pictures(of: part).count
        let isShort = plan.row(ofPicture: pictures, in: part) <= Self.pageRowsMax
        guard pictures > 0, sheet.layout == .register, !isShort else {
            let isOnePage = sheet.layout == .certificate || pictures > 0
            return worksheet_fit_to_pages(page.pointer, 1, isOnePage ? 1 : 0)
        }
        let scale = min(1, Self.pageWidth / plan.tableWidth)
        worksheet_set_print_scale(page.pointer, UInt16(max(10, (scale * 100).rounded(.down))))
        let perPage = Int((Self.pageHeight / scale - 44) / 20) / Int(ChartPen.rows)
        var breaks = stride(from: 0, to: pictures, by: max(1, perPage)).map {
            plan.row(ofPicture: $0, in: part)
        }
        breaks.append(0)
        try book.check(worksheet_set_h_pagebreaks(page.pointer, &breaks))
    }

    /// So many rows of a certificate stand on one page across.
    private static let acrossRowsMax = 28
    /// So many rows are small on one page, and legible.
    private static let pageRowsMax: UInt32 = 50
    /// Pixels of an A4 page within its margins, a little less across, where programs differ.
    private static let pageWidth = 1004.0
    private static let pageHeight = 659.0

    /// Colours the words that the columns' tones name, wherever they stand in the data.
    func colourTones(in book: inout XLSXBook) throws(AppError) {
        let (first, last) = plan.place(of: part)
        for (index, column) in sheet.columns.enumerated() {
            for (word, tone) in column.tones.sorted(by: { $0.key < $1.key }) {
                var words = CWords()
                let pair = Palette.pair(tone)
                var rule = lxw_conditional_format()
                rule.type = UInt8(LXW_CONDITIONAL_TYPE_CELL.rawValue)
                rule.criteria = UInt8(LXW_CONDITIONAL_CRITERIA_EQUAL_TO.rawValue)
                rule.value_string = words.keep("\"" + doubledQuotes(word) + "\"")
                rule.format = book.format(Look(isBold: true, ink: pair.ink, fill: pair.paper))
                try book.check(
                    worksheet_conditional_format_range(
                        page.pointer, first, UInt16(index), last, UInt16(index), &rule))
            }
        }
    }

    /// Shades what lies in columns beside each other by one scale, from nothing to the most.
    func shade(in book: borrowing XLSXBook) throws(AppError) {
        let (first, last) = plan.place(of: part)
        var column = 0
        while let left = sheet.columns[column...].firstIndex(where: \.isShaded) {
            let end = sheet.columns[left...].firstIndex { !$0.isShaded } ?? sheet.columns.count
            var rule = lxw_conditional_format()
            rule.type = UInt8(LXW_CONDITIONAL_2_COLOR_SCALE.rawValue)
            rule.min_rule_type = UInt8(LXW_CONDITIONAL_RULE_TYPE_NUMBER.rawValue)
            rule.min_value = 0
            rule.min_color = Palette.white
            rule.max_color = Palette.heat
            try book.check(
                worksheet_conditional_format_range(
                    page.pointer, first, UInt16(left), last, UInt16(end - 1), &rule))
            column = end
        }
    }

    /// Text for a header or footer, where `&` begins a command.
    private func printed(_ text: String) -> String {
        let visible = text.prefix(70).filter { !$0.unicodeScalars.contains(where: \.isControl) }
        return visible.split(separator: "&", omittingEmptySubsequences: false)
            .joined(separator: "&&")
    }

    private func doubledQuotes(_ word: String) -> String {
        word.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    }
}
