import Domain
import Logging

/// Writes records as winston's production pipeline does: errors with stack, timestamp, JSON with
/// its keys in the order of UTF-16 code units at every depth.
///
/// The format is that of winston 3.19 with logform 2.7, byte for byte. `level`, `message` and
/// `timestamp` in metadata stand under `meta`, where winston lets them replace the line's own.
package struct LineEncoder: Sendable {
    package let format: LineFormat

    package init(_ format: LineFormat = LineFormat()) { self.format = format }

    /// How long texts may be in the tries that follow when a line is too long.
    private static let cuts = [8192, 2048, 512, 128, 32]

    /// The bytes of a record's line, with its end.
    package func line(_ record: LogRecord, _ context: LineContext = LineContext()) -> [UInt8] {
        encode(record, context) { Array($0) }
    }

    /// Hands on a record's line, which is cut to what a line may have.
    func encode<Result>(
        _ record: LogRecord, _ context: LineContext, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        if let result = QuickLine.line(record, context, format, body) { return result }
        let text = record.error.map(ErrorText.init)
        let fields = Fields(record, text, context, format)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: format.bytesMax) { memory in
            var line = LineBytes(memory)
            write(fields, record, text, context, &line)
            if line.isOverfull { cut(fields, record, text, context, &line) }
            return body(line.bytes)
        }
    }

    /// Writes a line that is too long with its texts cut, as little as will do.
    private func cut(
        _ fields: Fields, _ record: LogRecord, _ text: ErrorText?, _ context: LineContext,
        _ line: inout LineBytes
    ) {
        var fields = fields
        fields.append(.init(key: "truncated", kind: .flag))
        for cut in Self.cuts {
            line.clear()
            write(fields, record, text, context, &line, textMax: cut)
            if !line.isOverfull { return }
        }
        // So many keys that their names alone do not fit: the caller's are left out, and then the
        // logger's too.
        for kept in [context, LineContext()] {
            fields = Fields(
                LogRecord(level: record.level, message: record.message, at: record.at), nil, kept,
                format)
            fields.append(.init(key: "truncated", kind: .flag))
            for cut in Self.cuts {
                line.clear()
                write(fields, record, text, kept, &line, textMax: cut)
                if !line.isOverfull { return }
            }
        }
    }

    private func write(
        _ fields: Fields, _ record: LogRecord, _ text: ErrorText?, _ context: LineContext,
        _ line: inout LineBytes, textMax: Int = .max
    ) {
        var writer = ValueWriter(depthMax: format.depthMax, textMax: textMax)
        var opener = UInt8(ascii: "{")
        for field in fields.sorted {
            line.append(opener)
            opener = UInt8(ascii: ",")
            line.append(field: field.key)
            switch field.kind {
            case .level: line.appendQuoted(record.level, bytesMax: 64)
            case .message: message(record, text, &writer, &line)
            case .stamp: stamp(record.at, &line)
            case .stack: line.appendQuoted(text?.stack ?? "", bytesMax: textMax)
            case .prepared(let place): line.append(context.fields[place].json)
            case .value(let value): writer.append(value, to: &line)
            case .flag: line.append("true")
            }
            // Whoever is too long is written anew, so the rest is for nothing.
            if line.isOverfull { return }
        }
        line.append("}\n")
    }

    /// The message with the error's behind it.
    private func message(
        _ record: LogRecord, _ text: ErrorText?, _ writer: inout ValueWriter,
        _ line: inout LineBytes
    ) {
        guard let text, !text.message.isEmpty, case .string(let message) = record.message else {
            return writer.append(record.message, to: &line)
        }
        let joined = message.isEmpty ? text.message : "\(message) \(text.message)"
        line.appendQuoted(joined, bytesMax: writer.textMax)
    }

    private func stamp(_ at: Instant, _ line: inout LineBytes) {
        switch format.stamp {
        case .iso:
            line.append(UInt8(ascii: "\""))
            line.append(iso: at)
            line.append(UInt8(ascii: "\""))
        case .pattern(let pattern):
            line.appendQuoted(pattern.text(of: CivilTime(at, isUTC: false)))
        case .none: line.append("null")
        }
    }

    /// Whether a key is the line's own.
    @inline(__always)
    static func isReserved(_ key: String) -> Bool {
        switch key.utf8.count {
        case 5: key == "level"
        case 7: key == "message"
        case 9: key == "timestamp"
        default: false
        }
    }

    /// A value by itself, as JSON.
    static func json(of value: Logger.MetadataValue) -> [UInt8] {
        let sizeMax = 2048
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: sizeMax) { memory in
            var line = LineBytes(memory)
            for textMax in [Int.max, 512, 32] {
                line.clear()
                var writer = ValueWriter(depthMax: 8, textMax: textMax)
                writer.append(value, to: &line)
                if !line.isOverfull { return Array(line.bytes) }
            }
            return Array("\"[too long]\"".utf8)
        }
    }

    static func isAbsent(_ value: Logger.MetadataValue) -> Bool {
        guard case .stringConvertible(let box) = value else { return false }
        return type(of: box) == LogAbsent.self
    }
}

extension LineBytes {
    /// A key and its colon.
    @inline(__always)
    mutating func append(field key: String) {
        appendQuoted(key, bytesMax: 256, isKey: true)
        append(UInt8(ascii: ":"))
    }
}
