import Domain

/// A cell where it lies among the bytes of its row; good until the next row is read.
///
/// Trivial, so that a million rows are looked at without an allocation.
enum CellView {
    case empty
    case text(WordsView)
    case integer(Int64)
    case decimal(Int64, scale: UInt8)
    case longDecimal(Int128, scale: UInt8)
    case day(Day)
    case instant(Instant)
    case bool(Bool)
    case link(text: WordsView, sheet: WordsView)

    /// The words of a text or a link, `nil` for every other kind.
    var words: WordsView? {
        switch self {
        case .text(let words), .link(let words, _): words
        default: nil
        }
    }

    /// The number of an integer or a decimal, `nil` for every other kind.
    var figure: Fixed? {
        switch self {
        case .integer(let value): Fixed(unscaled: Int128(value), scale: 0)
        case .decimal(let value, let scale): Fixed(unscaled: Int128(value), scale: Int(scale))
        case .longDecimal(let value, let scale): Fixed(unscaled: value, scale: Int(scale))
        default: nil
        }
    }

    /// Whether a reader sees nothing in it.
    var isBlank: Bool {
        switch self {
        case .empty: true
        case .text(let words), .link(let words, _): words.count == 0
        default: false
        }
    }

    /// The same as a value that lasts.
    var cell: Cell {
        switch self {
        case .empty: .empty
        case .text(let words): .text(words.string)
        case .integer(let value): .integer(value)
        case .decimal, .longDecimal: figure.map(Cell.decimal) ?? .empty
        case .day(let day): .day(day)
        case .instant(let instant): .instant(instant)
        case .bool(let value): .bool(value)
        case .link(let words, let sheet): .link(text: words.string, sheet: sheet.string)
        }
    }
}

/// Text in UTF-8 with a NUL behind it, which C takes as it is.
struct WordsView {
    let start: UnsafeRawPointer
    let count: Int

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
    var string: String { String(decoding: bytes, as: UTF8.self) }
    var cString: UnsafePointer<CChar> { start.assumingMemoryBound(to: CChar.self) }
}
