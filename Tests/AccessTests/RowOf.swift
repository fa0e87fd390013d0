import Access
import Domain
import Testing

/// Hands over the row that a writer wrote, as a reader of binary rows sees it.
@discardableResult
func withRow<Result>(
    _ write: (inout RowWriter) -> Void, _ body: (Row) throws -> Result
) throws -> Result {
    var writer = RowWriter(header: false)
    write(&writer)
    return try withRow(bytes: writer.buffer, body)
}

/// The same of one column's bytes as a server might send them.
@discardableResult
func withColumn<Result>(
    _ bytes: [UInt8], _ body: (Row) throws -> Result
) throws -> Result {
    let length = withUnsafeBytes(of: Int32(bytes.count).bigEndian, Array.init)
    return try withRow(bytes: [0, 1] + length + bytes, body)
}

private func withRow<Result>(
    bytes: [UInt8], _ body: (Row) throws -> Result
) throws -> Result {
    try bytes.withUnsafeBytes { raw in
        let start = try #require(raw.baseAddress)
        let count = Int(UInt16(bigEndian: start.loadUnaligned(as: UInt16.self)))
        var at = start + 2
        var fields: [Row.Field] = []
        for _ in 0..<count {
            let length = Int32(bigEndian: at.loadUnaligned(as: Int32.self))
            fields.append(Row.Field(start: at + 4, length: length))
            at += 4 + Int(max(0, length))
        }
        #expect(at - start == bytes.count, "lengths add up to what was written")
        return try fields.withUnsafeBufferPointer {
            try body(Row(fields: try #require($0.baseAddress), count: count))
        }
    }
}

/// Bytes of a binary numeric from its header and base-10000 digits.
func numeric(weight: Int16, sign: UInt16 = 0, scale: UInt16, _ digits: [UInt16]) -> [UInt8] {
    let words = [UInt16(digits.count), UInt16(bitPattern: weight), sign, scale] + digits
    return words.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
}

/// The code of the error that a body throws.
func code(of body: () throws -> Void) -> AppError.Code? {
    do { try body() } catch let error as AppError { return error.code } catch { return nil }
    return nil
}
