import Domain
import Logging

/// Writes values of metadata as JSON.
struct ValueWriter {
    let depthMax: Int
    /// Bytes of a text; more of it is cut.
    let textMax: Int
    /// Whether a value was not there.
    private(set) var hasAbsent = false
    private var depth = 0

    init(depthMax: Int, textMax: Int) {
        self.depthMax = depthMax
        self.textMax = textMax
    }

    mutating func append(_ value: Logger.MetadataValue, to line: inout LineBytes) {
        switch value {
        case .string(let text): line.appendQuoted(text, bytesMax: textMax)
        case .stringConvertible(let box): append(box, value, to: &line)
        case .dictionary(let members): append(members, to: &line)
        case .array(let elements): append(elements, to: &line)
        }
    }

    /// Numbers and booleans stay what they are; what else there is says itself what it is.
    private mutating func append<Box: CustomStringConvertible & Sendable>(
        _ box: Box, _ value: Logger.MetadataValue, to line: inout LineBytes
    ) {
        // A cast asks the runtime, for longer than it takes to write the number.
        if Box.self == Int64.self {
            whole(unsafeBitCast(box, to: Int64.self), to: &line)
        } else if Box.self == Int.self {
            whole(unsafeBitCast(box, to: Int.self), to: &line)
        } else if Box.self == Bool.self {
            line.append(unsafeBitCast(box, to: Bool.self) ? "true" : "false")
        } else if Box.self == Double.self {
            LogNumber.append(unsafeBitCast(box, to: Double.self), to: &line)
        } else if Box.self == LogNull.self {
            line.append("null")
        } else if Box.self == LogAbsent.self {
            hasAbsent = true
            line.append("null")
        } else if let number = box as? Float {
            LogNumber.append(Double(number), to: &line)
        } else if let number = box as? any BinaryInteger {
            whole(number, to: &line)
        } else if value.attributes[Privacy.self] == .sensitive {
            line.appendQuoted(Sensitive.text)
        } else {
            line.appendQuoted(box.description, bytesMax: textMax)
        }
    }

    private func whole(_ number: some BinaryInteger, to line: inout LineBytes) {
        if number.magnitude <= LogNumber.exactMax {
            line.append(Int64(number))
        } else {
            line.appendQuoted(String(number))
        }
    }

    private mutating func append(_ members: Logger.Metadata, to line: inout LineBytes) {
        guard depth < depthMax else { return line.append("\"[Object]\"") }
        depth += 1
        defer { depth -= 1 }
        var opener = UInt8(ascii: "{")
        for (key, value) in members.sorted(by: { KeyOrder.isBefore($0.key, $1.key) })
        where !LineEncoder.isAbsent(value) {
            line.append(opener)
            opener = UInt8(ascii: ",")
            line.append(field: key)
            append(value, to: &line)
            if line.isOverfull { return }
        }
        if opener == UInt8(ascii: "{") { line.append(opener) }
        line.append(UInt8(ascii: "}"))
    }

    private mutating func append(_ elements: [Logger.MetadataValue], to line: inout LineBytes) {
        guard depth < depthMax else { return line.append("\"[Array]\"") }
        depth += 1
        defer { depth -= 1 }
        line.append(UInt8(ascii: "["))
        for (place, element) in elements.enumerated() {
            if place > 0 { line.append(UInt8(ascii: ",")) }
            append(element, to: &line)
            if line.isOverfull { return }
        }
        line.append(UInt8(ascii: "]"))
    }
}
