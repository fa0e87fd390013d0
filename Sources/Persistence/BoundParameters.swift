import Access
import CPostgres
import Domain

/// Parameters in the binary form that libpq sends, each with its type.
struct BoundParameters {
    private var types: [Oid] = []
    private var bytes: [UInt8] = []
    /// Start and length in `bytes`; `nil` for NULL.
    private var spans: [Range<Int>?] = []

    init(_ parameters: [Value]) {
        for parameter in parameters { append(parameter) }
    }

    private mutating func append(_ value: Value) {
        types.append(Self.oid(of: value))
        guard value != .null else {
            spans.append(nil)
            return
        }
        let start = bytes.count
        encode(value)
        spans.append(start..<bytes.count)
    }

    private mutating func encode(_ value: Value) {
        switch value {
        case .null: break
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .int(let number): big(number)
        case .numeric(let number):
            var wire: [UInt8] = []
            NumericWire.append(number, to: &wire)
            bytes += wire.dropFirst(4)
        case .text(let text): bytes += text.utf8
        case .day(let day): big(day.number - daysBetweenEpochs)
        case .instant(let instant):
            big(instant.microseconds - Int64(daysBetweenEpochs) * 86_400_000_000)
        case .bytes(let raw): bytes += raw
        case .json(let text):
            bytes.append(1)
            bytes += text.utf8
        case .ints(let numbers):
            header(count: numbers.count, hasNull: false, element: 20)
            for number in numbers {
                big(Int32(8))
                big(number)
            }
        case .texts(let texts):
            header(count: texts.count, hasNull: texts.contains(nil), element: 25)
            for text in texts {
                big(Int32(text?.utf8.count ?? -1))
                if let text { bytes += text.utf8 }
            }
        }
    }

    /// One-dimensional array header (`array_send`).
    private mutating func header(count: Int, hasNull: Bool, element: Int32) {
        big(Int32(count == 0 ? 0 : 1))
        big(Int32(hasNull ? 1 : 0))
        big(element)
        guard count > 0 else { return }
        big(Int32(count))
        big(Int32(1))
    }

    private mutating func big(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Type numbers of pg_type.dat; 0 lets the server infer the type of a NULL.
    private static func oid(of value: Value) -> Oid {
        switch value {
        case .null: 0
        case .bool: 16
        case .bytes: 17
        case .int: 20
        case .text: 25
        case .day: 1082
        case .instant: 1184
        case .numeric: 1700
        case .json: 3802
        case .ints: 1016
        case .texts: 1009
        }
    }

    func withPointers<Result>(
        _ body: (
            UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let lengths = spans.map { Int32($0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: spans.count)
        // An empty text still needs an address, else libpq takes it for NULL.
        return (bytes + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in
                let pointers = spans.map { span in
                    span.flatMap { chars.baseAddress?.advanced(by: $0.lowerBound) }
                }
                return body(types, pointers, lengths, formats)
            }
        }
    }
}
