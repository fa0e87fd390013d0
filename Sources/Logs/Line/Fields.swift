import Logging

/// The keys of one line, each once, and what stands behind them.
///
/// Of one key the error's value wins, then the call's, then the logger's.
struct Fields {
    struct Field {
        enum Kind {
            case level, message, stamp, stack, flag
            case prepared(Int)
            case value(Logger.MetadataValue)
        }

        let key: String
        let kind: Kind
    }

    private var list: [Field] = []

    init(
        _ record: LogRecord, _ error: ErrorText?, _ context: LineContext, _ format: LineFormat
    ) {
        list.reserveCapacity(record.metadata.count + context.fields.count + 4)
        var stamp: Logger.MetadataValue?
        for (place, field) in context.fields.enumerated() {
            let isHidden =
                record.metadata[field.key] != nil || error?.fields[field.key] != nil
                || (error != nil && field.key == "stack")
            if !isHidden { list.append(Field(key: field.key, kind: .prepared(place))) }
        }
        if let error {
            for (key, value) in error.fields where !LineEncoder.isAbsent(value) {
                // Winston joins its message to the line's, and has the level of the call.
                if key == "timestamp" { stamp = value }
                if !LineEncoder.isReserved(key) {
                    list.append(Field(key: key, kind: .value(value)))
                }
            }
            if format.showsStack, error.fields["stack"] == nil {
                list.append(Field(key: "stack", kind: .stack))
            }
        }
        var moved: Logger.Metadata = [:]
        for (key, value) in record.metadata {
            if LineEncoder.isReserved(key) {
                moved[key] = value
            } else if !LineEncoder.isAbsent(value), error?.fields[key] == nil,
                error == nil || key != "stack" || !format.showsStack
            {
                list.append(Field(key: key, kind: .value(value)))
            }
        }
        if !moved.isEmpty { add(moved, context) }
        list.append(Field(key: "level", kind: .level))
        list.append(Field(key: "message", kind: .message))
        if case .none = format.stamp {
        } else {
            list.append(Field(key: "timestamp", kind: stamp.map { .value($0) } ?? .stamp))
            if let alias = format.stampAlias { list.append(Field(key: alias, kind: .stamp)) }
        }
    }

    mutating func append(_ field: Field) {
        list.removeAll { $0.key == field.key }
        list.append(field)
    }

    /// Puts the line's own keys under `meta`, beside what the caller or the logger has there.
    private mutating func add(_ moved: Logger.Metadata, _ context: LineContext) {
        var under = moved
        if let place = list.firstIndex(where: { $0.key == "meta" }) {
            let kind = list.remove(at: place).kind
            let own = if case .value(let own) = kind { own } else { context["meta"] }
            switch own {
            case .dictionary(let own)?: under.merge(own) { _, own in own }
            case let own?: under["meta"] = own
            case nil: break
            }
        }
        list.append(Field(key: "meta", kind: .value(.dictionary(under))))
    }

    /// In the order of keys.
    var sorted: [Field] {
        list.count < 32
            ? Self.inserted(list) : list.sorted { KeyOrder.isBefore($0.key, $1.key) }
    }

    private static func inserted(_ list: consuming [Field]) -> [Field] {
        for end in list.indices.dropFirst() {
            var at = end
            while at > 0, KeyOrder.isBefore(list[at].key, list[at - 1].key) {
                list.swapAt(at, at - 1)
                at -= 1
            }
        }
        return list
    }
}
