import CXLSXWriter
import Domain

extension PartWriter {
    /// How the tab is seen and printed: a header that stays, A4 across, page numbers.
    func setUpPage(in book: borrowing XLSXBook, footer: String) throws(AppError) {
        let pointer = page.pointer
        worksheet_set_landscape(pointer)
        worksheet_set_paper(pointer, 9)
        worksheet_set_margins(pointer, 0.5, 0.5, 0.7, 0.7)
        worksheet_fit_to_pages(pointer, 1, sheet.layout == .certificate ? 1 : 0)
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
