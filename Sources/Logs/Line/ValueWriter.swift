import Domain
import Logging

/// Writes values of metadata as JSON.
struct ValueWriter {
    let depthMax: Int
    /// Bytes of a text; more of it is cut.
    let textMax: Int
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
    private func append(
        _ box: any CustomStringConvertible & Sendable, _ value: Logger.MetadataValue,
        to line: inout LineBytes
    ) {
        let type: any Any.Type = Swift.type(of: box)
        if type == Int.self || type == Int64.self || type == Int32.self {
            whole(box, to: &line)
        } else if type == Bool.self {
            line.append(box.description == "true" ? "true" : "false")
        } else if type == Double.self || type == Float.self {
            if let number = box as? Double { LogNumber.append(number, to: &line) }
            if let number = box as? Float { LogNumber.append(Double(number), to: &line) }
        } else if type == LogNull.self || type == LogAbsent.self {
            line.append("null")
        } else if let number = box as? any BinaryInteger {
            whole(number, to: &line)
        } else if value.attributes[Privacy.self] == .sensitive {
            line.appendQuoted(Sensitive.text)
        } else {
            line.appendQuoted(box.description, bytesMax: textMax)
        }
    }

    @inline(__always)
    private func whole(
        _ box: any CustomStringConvertible & Sendable, to line: inout LineBytes
    ) {
        if let number = box as? Int {
            whole(number, to: &line)
        } else if let number = box as? any BinaryInteger {
            whole(number, to: &line)
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
