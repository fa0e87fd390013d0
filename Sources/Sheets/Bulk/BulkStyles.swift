import CXLSXWriter

/// How the cells of a sheet's rows begin, each with its look's number in the workbook's table of styles.
struct BulkStyles: Sendable {
    /// `<c s="12"><v>` by column, mark, wrapping and shape, up to the value.
    ///
    /// Five words of text and one of its length: loaded one by one, nothing is copied to be put.
    private let spelt: [UInt64]

    /// Asks the workbook for each look that the rows have, in an order that the rows decide; of links, which
    /// are libxlsxwriter's, for none.
    init(_ plan: SheetPlan, _ looks: RowLooks, _ mayWrap: [Bool], in book: inout XLSXBook) {
        let columns = plan.sheet.columns.indices
        var spelt = Array(
            repeating: UInt64(0),
            count: columns.count * Mark.allCases.count * 2 * CellShape.count * Self.words)
        for column in columns {
            for mark in Mark.allCases {
                var shapes = plan.survey.tallies[column].shapes(mark)
                // A heading may have fewer cells.
                if mark == .heading, plan.sheet.rows.hasHeadings {
                    shapes |= 1 << UInt64(CellShape.empty)
                }
                for shape in 0..<UInt8(CellShape.count) where shapes >> UInt64(shape) & 1 == 1 {
                    let isText = shape == CellShape.text
                    for wraps in isText && mayWrap[column] ? [false, true] : [false] {
                        let format = book.format(looks.look(of: shape, column, mark, wraps: wraps))
                        let index = lxw_format_get_xf_index(format)
                        let text = "<c s=\"\(index)\"" + Self.behindStyle(shape)
                        let place = Self.place(column, mark, wraps, shape)
                        for (offset, word) in Self.words(of: text).enumerated() {
                            spelt[place + offset] = word
                        }
                    }
                }
            }
        }
        self.spelt = spelt
    }

    /// What stands between a cell's style and its value.
    private static func behindStyle(_ shape: UInt8) -> String {
        switch shape {
        case CellShape.empty: "/>"
        case CellShape.text: " t=\"inlineStr\"><is><t>"
        case CellShape.bool: " t=\"b\"><v>"
        default: "><v>"
        }
    }

    private static let words = 6

    /// At most 40 bytes of ASCII, and how many.
    private static func words(of text: String) -> [UInt64] {
        let bytes = Array(text.utf8)
        precondition(bytes.count <= 40, "a cell's beginning has at most 40 bytes")
        let padded = bytes + Array(repeating: 0, count: 40 - bytes.count)
        let words = stride(from: 0, to: 40, by: 8).map { start in
            padded[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return words.map(\.littleEndian) + [UInt64(bytes.count)]
    }

    @inline(__always)
    private static func place(_ column: Int, _ mark: Mark, _ wraps: Bool, _ shape: UInt8) -> Int {
        let row = (column &* 3 &+ Int(mark.rawValue)) &* 2 &+ (wraps ? 1 : 0)
        return (row &* CellShape.count &+ Int(shape)) &* words
    }

    /// Puts how a cell begins that is spelt as its shape is, where 40 bytes are free.
    @inline(__always)
    func put(
        _ column: Int, _ mark: Mark, wraps: Bool, _ shape: UInt8,
        at out: inout UnsafeMutableRawPointer
    ) {
        let place = Self.place(column, mark, wraps, shape)
        out.storeBytes(of: spelt[place], as: UInt64.self)
        out.storeBytes(of: spelt[place &+ 1], toByteOffset: 8, as: UInt64.self)
        out.storeBytes(of: spelt[place &+ 2], toByteOffset: 16, as: UInt64.self)
        out.storeBytes(of: spelt[place &+ 3], toByteOffset: 24, as: UInt64.self)
        out.storeBytes(of: spelt[place &+ 4], toByteOffset: 32, as: UInt64.self)
        out += Int(truncatingIfNeeded: spelt[place &+ 5])
    }
}
