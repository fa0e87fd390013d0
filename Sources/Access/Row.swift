package import Domain

/// One row of a result in PostgreSQL's binary format, valid only while its reader's closure runs.
///
/// Columns are numbered from 0. A value of another width or a NULL where none is expected throws
/// `rowShapeUnexpected` with the column's number. Formats: PostgreSQL source, `*send` functions.
package struct Row {
    /// Where one column's bytes are; a length of −1 is NULL.
    package struct Field {
        package var start: UnsafeRawPointer
        package var length: Int32
        package init(start: UnsafeRawPointer, length: Int32) {
            self.start = start
            self.length = length
        }
    }

    private let fields: UnsafePointer<Field>
    package let count: Int

    package init(fields: UnsafePointer<Field>, count: Int) {
        self.fields = fields
        self.count = count
    }

    package func isNull(_ column: Int) -> Bool { fields[column].length < 0 }

    /// The raw bytes; empty for NULL.
    package func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let field = fields[column]
        return UnsafeRawBufferPointer(start: field.start, count: Int(max(0, field.length)))
    }

    /// `smallint`, `integer` or `bigint`.
    package func int(_ column: Int) throws(AppError) -> Int64 {
        let field = fields[column]
        switch field.length {
        case 8: return Int64(bitPattern: load(field.start, as: UInt64.self))
        case 4: return Int64(Int32(bitPattern: load(field.start, as: UInt32.self)))
        case 2: return Int64(Int16(bitPattern: load(field.start, as: UInt16.self)))
        default: throw shape(column, "an integer")
        }
    }

    package func optionalInt(_ column: Int) throws(AppError) -> Int64? {
        isNull(column) ? nil : try int(column)
    }

    package func bool(_ column: Int) throws(AppError) -> Bool {
        guard fields[column].length == 1 else { throw shape(column, "a boolean") }
        return fields[column].start.load(as: UInt8.self) != 0
    }

    /// `text`, `varchar`, `char`, `json` or an enum; invalid UTF-8 cannot come from a UTF-8 server.
    package func text(_ column: Int) throws(AppError) -> String {
        guard !isNull(column) else { throw shape(column, "text") }
        return String(decoding: bytes(column), as: UTF8.self)
    }

    package func optionalText(_ column: Int) throws(AppError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// `date`; `infinity` is refused.
    package func day(_ column: Int) throws(AppError) -> Day {
        guard fields[column].length == 4 else { throw shape(column, "a date") }
        let number = Int32(bitPattern: load(fields[column].start, as: UInt32.self))
        guard number != .max, number != .min else {
            throw AppError(.numericNotFinite, "column \(column + 1) is an infinite date")
        }
        return Day(number: number + daysBetweenEpochs)
    }

    package func optionalDay(_ column: Int) throws(AppError) -> Day? {
        isNull(column) ? nil : try day(column)
    }

    /// `timestamptz`.
    package func instant(_ column: Int) throws(AppError) -> Instant {
        guard fields[column].length == 8 else { throw shape(column, "a timestamptz") }
        let since2000 = Int64(bitPattern: load(fields[column].start, as: UInt64.self))
        guard since2000 != .max, since2000 != .min else {
            throw AppError(.numericNotFinite, "column \(column + 1) is an infinite instant")
        }
        let (microseconds, overflow) = since2000.addingReportingOverflow(
            Int64(daysBetweenEpochs) * 86_400_000_000)
        // The last eleven days of the year 294276 are PostgreSQL's alone.
        guard !overflow else { throw tooLong(column) }
        return Instant(microseconds: microseconds)
    }

    /// As `instant`, or `nil` for NULL.
    package func optionalInstant(_ column: Int) throws(AppError) -> Instant? {
        isNull(column) ? nil : try instant(column)
    }

    /// `pg_lsn`.
    package func lsn(_ column: Int) throws(AppError) -> LSN {
        guard fields[column].length == 8 else { throw shape(column, "a pg_lsn") }
        return LSN(position: load(fields[column].start, as: UInt64.self))
    }

    /// `numeric` of at most 38 digits, exact.
    ///
    /// - Throws: `numericNotFinite`, `numericOutOfRange`.
    package func numeric(_ column: Int) throws(AppError) -> Fixed {
        let number = try wire(column)
        let whole = Int(number.weight) + 1
        let scale = Int(number.scale)
        guard scale <= 38, whole <= 10 else { throw tooLong(column) }
        // Digit groups up to the declared scale; of the last one only what the scale shows.
        let groups = (scale + 3) / 4
        let hidden = 4 * groups - scale
        var unscaled: Int128 = 0
        for index in 0..<max(0, whole + groups) {
            let isLast = index == whole + groups - 1
            let digit = Int128(number.digit(index)) / (isLast ? Int128(Self.small[hidden]) : 1)
            let (scaled, overflow) = unscaled.multipliedReportingOverflow(
                by: isLast ? Int128(Self.small[4 - hidden]) : 10_000)
            let (sum, more) = scaled.addingReportingOverflow(digit)
            guard !overflow, !more, sum <= Self.largest else { throw tooLong(column) }
            unscaled = sum
        }
        return Fixed(unscaled: number.isNegative ? -unscaled : unscaled, scale: scale)
    }

    package func optionalNumeric(_ column: Int) throws(AppError) -> Fixed? {
        isNull(column) ? nil : try numeric(column)
    }

    /// `numeric` as a whole number of 10⁻ᵈⁱᵍⁱᵗˢ, digits 0 to 8: money in minor units.
    ///
    /// - Throws: `amountTooPrecise` when digits would be lost, `numericOutOfRange` beyond `Int64`.
    package func minor(_ column: Int, digits: Int) throws(AppError) -> Int64 {
        let number = try wire(column)
        var value: Int64 = 0
        var overflow = false
        let whole = Int(number.weight) + 1
        for index in 0..<max(0, whole) {
            let (scaled, over) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, more) = scaled.addingReportingOverflow(Int64(number.digit(index)))
            value = sum
            overflow = overflow || over || more
        }
        var left = digits
        var index = whole
        while left > 0 {
            let digit = Int64(number.digit(index))
            let take = min(4, left)
            let drop = Self.small[4 - take]
            guard digit % drop == 0 else { throw tooPrecise(column, digits) }
            let (scaled, over) = value.multipliedReportingOverflow(by: Self.small[take])
            let (sum, more) = scaled.addingReportingOverflow(digit / drop)
            value = sum
            overflow = overflow || over || more
            left -= take
            index += 1
        }
        guard !overflow else { throw tooLong(column) }
        while index < number.count {
            guard number.digit(index) == 0 else { throw tooPrecise(column, digits) }
            index += 1
        }
        return number.isNegative ? -value : value
    }

    /// An amount of a currency.
    package func money(_ column: Int, _ currency: Currency) throws(AppError) -> Money {
        Money(minor: try minor(column, digits: currency.exponent), currency)
    }

    private static let small: [Int64] = [1, 10, 100, 1000, 10_000]
    /// 38 nines.
    private static let largest = Fixed.bigPower(38) - 1

    /// The header of a binary numeric: base-10000 digits, the first one worth 10000^weight.
    private struct Wire {
        let digits: UnsafeRawPointer
        let count: Int
        let weight: Int16
        let isNegative: Bool
        let scale: UInt16

        /// Digit `index`, counting from the first; zero before the first and after the last.
        func digit(_ index: Int) -> UInt16 {
            guard index >= 0, index < count else { return 0 }
            return UInt16(
                bigEndian: digits.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
        }
    }

    private func wire(_ column: Int) throws(AppError) -> Wire {
        let field = fields[column]
        guard field.length >= 8 else { throw shape(column, "a numeric") }
        let count = Int(load(field.start, as: UInt16.self))
        let sign = load(field.start + 4, as: UInt16.self)
        guard sign == 0 || sign == 0x4000 else {
            throw AppError(.numericNotFinite, "column \(column + 1)")
        }
        guard Int(field.length) == 8 + 2 * count else { throw shape(column, "a numeric") }
        return Wire(
            digits: field.start + 8, count: count,
            weight: Int16(bitPattern: load(field.start + 2, as: UInt16.self)),
            isNegative: sign == 0x4000, scale: load(field.start + 6, as: UInt16.self))
    }

    private func load<Bits: FixedWidthInteger>(
        _ start: UnsafeRawPointer, as type: Bits.Type
    ) -> Bits {
        Bits(bigEndian: start.loadUnaligned(as: type))
    }

    private func shape(_ column: Int, _ wanted: String) -> AppError {
        AppError(.rowShapeUnexpected, "column \(column + 1) is not \(wanted)")
    }

    private func tooLong(_ column: Int) -> AppError {
        AppError(.numericOutOfRange, "column \(column + 1)")
    }

    private func tooPrecise(_ column: Int, _ digits: Int) -> AppError {
        AppError(.amountTooPrecise, "column \(column + 1), \(digits) digits allowed")
    }
}

/// Days from 1970-01-01 to 2000-01-01, PostgreSQL's epoch.
package let daysBetweenEpochs: Int32 = 10_957
