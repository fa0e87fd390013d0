import Domain

/// Rows as bytes: each its length, its mark and its cells, a letter for a cell's kind before it.
///
/// Every value has one form, and no two values share one, so these bytes are what a digest is of.
struct RowBytes: Sendable {
    private(set) var bytes: [UInt8] = []
    /// Where the present row begins.
    private var start = 0
    /// Cells of the present row.
    private(set) var cells = 0

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

    /// Length, mark and number of cells stand before a row's cells.
    private static let head = 9

    /// Begins a row: four bytes, little-endian as all numbers here, will say how many follow.
    mutating func begin(_ mark: Mark) {
        (start, cells) = (bytes.count, 0)
        number(UInt32(0))
        bytes.append(mark.rawValue)
        number(UInt32(0))
    }

    mutating func end() {
        let length = UInt32(bytes.count - start - 4)
        let (count, start) = (UInt32(cells), start)
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: length.littleEndian, toByteOffset: start, as: UInt32.self)
            $0.storeBytes(of: count.littleEndian, toByteOffset: start + 5, as: UInt32.self)
        }
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func empty() {
        cells += 1
        bytes.append(Kind.empty)
    }

    mutating func text(_ words: UnsafeRawBufferPointer) {
        cells += 1
        bytes.append(Kind.text)
        put(words)
    }

    mutating func link(_ words: UnsafeRawBufferPointer, to sheet: UnsafeRawBufferPointer) {
        cells += 1
        bytes.append(Kind.link)
        put(words)
        put(sheet)
    }

    mutating func integer(_ value: Int64) {
        cells += 1
        withUnsafeTemporaryAllocation(byteCount: 9, alignment: 8) {
            $0[0] = Kind.integer
            $0.storeBytes(of: value.littleEndian, toByteOffset: 1, as: Int64.self)
            bytes.append(contentsOf: $0)
        }
    }

    /// A decimal of a scale from 0 to 38.
    mutating func decimal(_ unscaled: Int64, scale: Int) {
        cells += 1
        withUnsafeTemporaryAllocation(byteCount: 10, alignment: 8) {
            $0[0] = Kind.decimal
            $0[1] = UInt8(scale)
            $0.storeBytes(of: unscaled.littleEndian, toByteOffset: 2, as: Int64.self)
            bytes.append(contentsOf: $0)
        }
    }

    /// A decimal beyond 64 bits.
    mutating func longDecimal(_ value: Fixed) {
        cells += 1
        bytes.append(Kind.longDecimal)
        bytes.append(UInt8(value.scale))
        number(value.unscaled)
    }

    mutating func day(_ day: Day) {
        cells += 1
        bytes.append(Kind.day)
        number(day.number)
    }

    mutating func instant(_ instant: Instant) {
        cells += 1
        bytes.append(Kind.instant)
        number(instant.microseconds)
    }

    mutating func bool(_ value: Bool) {
        cells += 1
        bytes.append(value ? Kind.yes : Kind.no)
    }

    private mutating func put(_ words: UnsafeRawBufferPointer) {
        number(UInt32(words.count))
        bytes.append(contentsOf: words)
        // For C, which takes it where it lies.
        bytes.append(0)
    }

    private mutating func number(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
