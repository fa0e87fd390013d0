import Domain

/// Rows as bytes: each its length, its mark and its cells, a letter for a cell's kind before it.
///
/// Every value has one form, and no two values share one, so these bytes are what a digest is of.
struct RowBytes: Sendable {
    var bytes: [UInt8] = []

    /// The letters of the kinds.
    enum Kind {
        static let empty = UInt8(ascii: "e")
        static let text = UInt8(ascii: "t")
        static let integer = UInt8(ascii: "i")
        /// A decimal within 64 bits.
        static let decimal = UInt8(ascii: "d")
        static let longDecimal = UInt8(ascii: "D")
        static let day = UInt8(ascii: "y")
        static let instant = UInt8(ascii: "u")
        static let yes = UInt8(ascii: "b")
        static let no = UInt8(ascii: "n")
        static let link = UInt8(ascii: "l")
    }

    /// Four bytes, little-endian as all numbers here, say how many follow.
    mutating func put(_ row: SheetRow) {
        let start = bytes.count
        number(UInt32(0))
        bytes.append(row.mark.rawValue)
        number(UInt32(row.cells.count))
        for cell in row.cells { put(cell) }
        let length = UInt32(bytes.count - start - 4)
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: length.littleEndian, toByteOffset: start, as: UInt32.self)
        }
    }

    private mutating func put(_ cell: Cell) {
        switch cell {
        case .empty: bytes.append(Kind.empty)
        case .text(let words):
            bytes.append(Kind.text)
            text(words)
        case .integer(let value):
            bytes.append(Kind.integer)
            number(value)
        case .decimal(let value): put(value)
        case .day(let day):
            bytes.append(Kind.day)
            number(day.number)
        case .instant(let instant):
            bytes.append(Kind.instant)
            number(instant.microseconds)
        case .bool(let value): bytes.append(value ? Kind.yes : Kind.no)
        case .link(let words, let sheet):
            bytes.append(Kind.link)
            text(words)
            text(sheet)
        }
    }

    private mutating func put(_ value: Fixed) {
        if let short = Int64(exactly: value.unscaled) {
            bytes.append(Kind.decimal)
            bytes.append(UInt8(value.scale))
            number(short)
        } else {
            bytes.append(Kind.longDecimal)
            bytes.append(UInt8(value.scale))
            number(value.unscaled)
        }
    }

    private mutating func text(_ words: String) {
        var words = words
        words.withUTF8 {
            number(UInt32($0.count))
            bytes.append(contentsOf: $0)
            // For C, which takes it where it lies.
            bytes.append(0)
        }
    }

    private mutating func number(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
