import Domain

/// How the rows of a sheet look, whoever writes them.
struct RowLooks: Sendable {
    let sheet: Sheet
    private let widths: [Double]
    private let scales: [Int]

    init(_ plan: SheetPlan) {
        sheet = plan.sheet
        (widths, scales) = (plan.survey.widths, plan.survey.scales)
    }

    /// The look of a cell of a shape.
    func look(of shape: UInt8, _ column: Int, _ mark: Mark, wraps: Bool) -> Look {
        var look = sheet.layout == .facts && column == 0 ? .factName : Look.row(mark)
        look.isCentredUpright = sheet.layout != .register
        look.wraps = wraps
        switch shape {
        case CellShape.empty: break
        case CellShape.text, CellShape.link, CellShape.bool:
            let side = sheet.side(of: sheet.columns[column])
            look.side = side == .right && shape != CellShape.bool ? .left : side
            look.indent = mark == .detail ? 1 : 0
        case CellShape.day: (look.number, look.side) = (NumberFormat.day, .left)
        case CellShape.instant: (look.number, look.side) = (NumberFormat.instant, .left)
        default:
            look.number = NumberFormat.decimal(
                scale: Int(shape - CellShape.number), columnScale: scales[column])
            look.side = sheet.layout == .facts ? .left : .right
        }
        if shape == CellShape.link { (look.ink, look.isUnderlined) = (Palette.accent, true) }
        return look
    }

    /// How many lines the cell's words take in their column.
    ///
    /// A heading runs on over the empty cells behind it.
    func lines(of cell: CellView, _ column: Int, _ mark: Mark) -> Int {
        guard mark != .heading, let words = cell.words else { return 1 }
        let room = max(1, widths[column] - 1)
        func lines(_ width: Int) -> Int {
            Double(width) <= room + 1 ? 1 : Int((Double(width) / room).rounded(.up))
        }
        guard words.bytes.contains(10) else {
            // No letter is twice as wide as a digit.
            return 2 * words.count <= Int(room) ? 1 : lines(drawnWidth(words.bytes))
        }
        return words.string.split(separator: "\n", omittingEmptySubsequences: false).reduce(0) {
            $0 + lines(drawnWidth(String($1)))
        }
    }

    /// Whether words of a column may take more than one line.
    func mayWrap(_ column: Int, _ tally: ColumnTally) -> Bool {
        tally.hasLines || Double(tally.widest) > widths[column]
    }

    /// The height of a row of so many lines, in points; `nil` where it is every row's.
    func height(lines: Int) -> Double? {
        let height = min(409, Self.line * Double(lines) + (sheet.layout == .register ? 0 : 5))
        return height == Self.line ? nil : height
    }

    /// Points, as spreadsheets give a row of the standard font.
    private static let line = 15.0
}

/// What of a value its look depends on; a number of each scale has a shape of its own.
enum CellShape {
    static let empty: UInt8 = 0
    static let text: UInt8 = 1
    static let bool: UInt8 = 2
    static let link: UInt8 = 3
    static let day: UInt8 = 4
    static let instant: UInt8 = 5
    /// Of no digit behind the point; those of more follow.
    static let number: UInt8 = 6
    static let count = 45
}

extension CellView {
    var shape: UInt8 {
        switch self {
        case .empty: CellShape.empty
        case .text: CellShape.text
        case .bool: CellShape.bool
        case .link: CellShape.link
        case .day: CellShape.day
        case .instant: CellShape.instant
        case .integer: CellShape.number
        case .decimal(_, let scale), .longDecimal(_, let scale): CellShape.number + scale
        }
    }
}
