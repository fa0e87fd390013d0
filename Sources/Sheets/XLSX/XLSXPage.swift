import CXLSXWriter
import Domain

/// A tab of the workbook: puts values in cells, each in its look.
struct XLSXPage {
    typealias Format = UnsafeMutablePointer<lxw_format>?

    let pointer: UnsafeMutablePointer<lxw_worksheet>

    /// A cell in a look of the workbook's.
    func text(
        _ words: String, _ row: UInt32, _ column: Int, _ look: Look, in book: inout XLSXBook
    ) throws(AppError) {
        try text(words, row, column, book.format(look), in: book)
    }

    func text(
        _ words: String, _ row: UInt32, _ column: Int, _ format: Format, in book: borrowing XLSXBook
    ) throws(AppError) {
        guard !words.isEmpty else { return try blank(row, column, format, in: book) }
        try book.check(
            worksheet_write_string(pointer, row, UInt16(column), xlsxText(words), format))
    }

    /// Text where it lies, unless a spreadsheet would read it otherwise.
    func text(
        _ words: WordsView, _ row: UInt32, _ column: Int, _ format: Format,
        in book: borrowing XLSXBook
    ) throws(AppError) {
        guard words.count > 0 else { return try blank(row, column, format, in: book) }
        guard !isSuspect(words.bytes) else {
            return try text(words.string, row, column, format, in: book)
        }
        try book.check(
            worksheet_write_string(pointer, row, UInt16(column), words.cString, format))
    }

    func number(
        _ value: Double, _ row: UInt32, _ column: Int, _ format: Format, in book: borrowing XLSXBook
    ) throws(AppError) {
        try book.check(worksheet_write_number(pointer, row, UInt16(column), value, format))
    }

    func bool(
        _ value: Bool, _ row: UInt32, _ column: Int, _ format: Format, in book: borrowing XLSXBook
    ) throws(AppError) {
        try book.check(
            worksheet_write_boolean(pointer, row, UInt16(column), value ? 1 : 0, format))
    }

    /// A cell with a look and nothing in it.
    func blank(
        _ row: UInt32, _ column: Int, _ format: Format, in book: borrowing XLSXBook
    ) throws(AppError) {
        try book.check(worksheet_write_blank(pointer, row, UInt16(column), format))
    }

    /// A formula, and the value to show until it is computed again.
    func formula(
        _ formula: String, showing value: Double, _ row: UInt32, _ column: Int, _ look: Look,
        in book: inout XLSXBook
    ) throws(AppError) {
        let format = book.format(look)
        try book.check(
            worksheet_write_formula_num(
                pointer, row, UInt16(column), "=" + formula, format, value))
    }

    /// Text that leads to the first cell of another tab.
    func link(
        _ words: String, to sheet: String, _ row: UInt32, _ column: Int, _ format: Format,
        in book: borrowing XLSXBook
    ) throws(AppError) {
        let target = "internal:" + quotedSheet(sheet) + "!A1"
        try book.check(
            worksheet_write_url_opt(
                pointer, row, UInt16(column), target, format, xlsxText(words), nil))
    }
}

/// A sheet's name as formulas and links spell it.
func quotedSheet(_ name: String) -> String {
    let doubled = name.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + doubled.joined(separator: "''") + "'"
}

/// A column's letters: `A`, `Z`, `AA`.
func columnLetters(_ index: Int) -> String {
    let last = Unicode.Scalar(UInt8(ascii: "A") + UInt8(index % 26))
    return (index >= 26 ? columnLetters(index / 26 - 1) : "") + String(Character(last))
}
