import Domain

/// What is known of a column's cells when the last row has come.
struct ColumnTally: Sendable {
    /// The shapes of its cells in rows of each mark, a bit each.
    private(set) var shapes = (normal: UInt64(0), detail: UInt64(0), heading: UInt64(0))
    /// Digits that the widest cell takes, details indented, headings left out.
    private(set) var widest = 0
    /// Whether some words have more than one line.
    private(set) var hasLines = false
    /// Bytes of all words.
    private(set) var words = 0
    /// The exact sum of figures in normal rows; `nil` beyond 38 digits.
    private(set) var sum: Fixed? = Fixed(unscaled: 0, scale: 0)
    private(set) var (detailsCount, headingsCount) = (false, false)
    /// Whether it is blank in each row and filled in each detail, and the other way round.
    private(set) var (isForDetails, isForRows) = (true, true)

    /// The most digits behind the point.
    var scale: Int {
        let all = shapes.normal | shapes.detail | shapes.heading
        return max(0, 63 - all.leadingZeroBitCount - Int(CellShape.number))
    }

    func shapes(_ mark: Mark) -> UInt64 {
        switch mark {
        case .normal: shapes.normal
        case .detail: shapes.detail
        case .heading: shapes.heading
        }
    }

    /// Takes words, which have a width.
    @inline(__always)
    mutating func take(_ words: UnsafeRawBufferPointer, _ shape: UInt8, _ mark: Mark) {
        self.words += words.count
        let isOneLine = !words.contains(10)
        if !isOneLine { hasLines = true }
        take(shape, isOneLine ? drawnWidth(words) : widestLine(words), words.isEmpty, mark)
    }

    /// Takes a figure.
    @inline(__always)
    mutating func take(_ unscaled: Int64, scale: Int, _ mark: Mark) {
        let width = shownDigits(unscaled.magnitude, scale, isNegative: unscaled < 0) + 1
        take(CellShape.number + UInt8(scale), width, false, mark)
        guard mark == .normal else {
            return mark == .detail ? (detailsCount = true) : (headingsCount = true)
        }
        if let sum, sum.scale == scale {
            let (total, over) = sum.unscaled.addingReportingOverflow(Int128(unscaled))
            self.sum = over ? nil : Fixed(unscaled: total, scale: scale)
        } else {
            sum = sum.flatMap { added(Fixed(unscaled: Int128(unscaled), scale: scale), to: $0) }
        }
    }

    /// Takes a figure beyond 64 bits.
    mutating func take(_ figure: Fixed, _ mark: Mark) {
        take(CellShape.number + UInt8(figure.scale), figure.shownWidth + 1, false, mark)
        switch mark {
        case .normal: sum = sum.flatMap { added(figure, to: $0) }
        case .detail: detailsCount = true
        case .heading: headingsCount = true
        }
    }

    /// Takes a cell of a shape and a width in digits.
    @inline(__always)
    mutating func take(_ shape: UInt8, _ width: Int, _ isBlank: Bool, _ mark: Mark) {
        switch mark {
        case .normal:
            shapes.normal |= 1 << UInt64(shape)
            if width > widest { widest = width }
            if isBlank { isForRows = false } else { isForDetails = false }
        case .detail:
            shapes.detail |= 1 << UInt64(shape)
            if width + 2 > widest { widest = width + 2 }
            if isBlank { isForDetails = false } else { isForRows = false }
        case .heading: shapes.heading |= 1 << UInt64(shape)
        }
    }
}

/// The exact sum, with the digits of the longer fraction; `nil` beyond 38 digits.
func added(_ figure: Fixed, to sum: Fixed) -> Fixed? {
    let scale = max(figure.scale, sum.scale)
    let (left, overLeft) = sum.unscaled.multipliedReportingOverflow(
        by: Fixed.bigPower(scale - sum.scale))
    let (right, overRight) = figure.unscaled.multipliedReportingOverflow(
        by: Fixed.bigPower(scale - figure.scale))
    let (total, over) = left.addingReportingOverflow(right)
    return overLeft || overRight || over ? nil : Fixed(unscaled: total, scale: scale)
}
