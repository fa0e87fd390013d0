package import Domain

/// Writes rows in PostgreSQL's binary COPY format.
///
/// Append exactly as many values a row as were announced. Source: PostgreSQL documentation, COPY,
/// *Binary Format*.
package struct RowWriter {
    /// What was written and not yet sent.
    package private(set) var buffer: [UInt8]

    /// Begins a stream, or with `header: false` rows that join a stream begun elsewhere.
    package init(header: Bool = true) {
        guard header else {
            buffer = []
            return
        }
        buffer = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]
        buffer += [UInt8](repeating: 0, count: 8)
    }

    /// Begins a row of `count` columns.
    package mutating func row(_ count: Int) { append(Int16(count)) }

    package mutating func null() { append(Int32(-1)) }

    package mutating func int(_ value: Int64) {
        append(Int32(8))
        append(value)
    }

    package mutating func int4(_ value: Int32) {
        append(Int32(4))
        append(value)
    }

    package mutating func int2(_ value: Int16) {
        append(Int32(2))
        append(value)
    }

    package mutating func bool(_ value: Bool) {
        append(Int32(1))
        buffer.append(value ? 1 : 0)
    }

    package mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { bytes in
            append(Int32(bytes.count))
            buffer.append(contentsOf: bytes)
        }
    }

    /// Text that the caller already has as UTF-8.
    package mutating func text(_ value: some Collection<UInt8>) {
        append(Int32(value.count))
        buffer.append(contentsOf: value)
    }

    /// Text that the caller already has as an array of UTF-8.
    package mutating func text(_ value: [UInt8]) {
        append(Int32(value.count))
        buffer.append(contentsOf: value)
    }

    /// `jsonb` that the caller already has as UTF-8.
    package mutating func json(_ value: [UInt8]) {
        append(Int32(value.count + 1))
        buffer.append(1)
        buffer.append(contentsOf: value)
    }

    /// `jsonb`, version 1.
    package mutating func json(_ value: String) {
        append(Int32(value.utf8.count + 1))
        buffer.append(1)
        buffer.append(contentsOf: value.utf8)
    }

    package mutating func day(_ value: Day) {
        append(Int32(4))
        append(value.number - daysBetweenEpochs)
    }

    package mutating func instant(_ value: Instant) {
        append(Int32(8))
        append(value.microseconds - Int64(daysBetweenEpochs) * 86_400_000_000)
    }

    /// `numeric` of `minor` × 10⁻ᵈⁱᵍⁱᵗˢ, digits 0 to 8.
    package mutating func numeric(_ minor: Int64, digits: Int) {
        appendNumeric(Fixed(unscaled: Int128(minor), scale: digits))
    }

    package mutating func numeric(_ value: Fixed) { appendNumeric(value) }

    /// Hands over what was written, and begins anew with an empty buffer.
    package mutating func drain(_ send: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try buffer.withUnsafeBytes(send)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Ends the data.
    package mutating func finish() { append(Int16(-1)) }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func appendNumeric(_ value: Fixed) {
        NumericWire.append(value, to: &buffer)
    }
}
