package import Logging

/// Fields that stand on every line of a logger: each is written once, and its bytes kept.
package struct LineContext: Sendable {
    struct Field: Sendable {
        let key: String
        /// The value as JSON.
        let json: [UInt8]
    }

    /// As swift-log wants to read them back.
    package private(set) var metadata: Logger.Metadata = [:]
    /// In the order of keys.
    private(set) var fields: [Field] = []

    package init(_ metadata: Logger.Metadata = [:]) {
        for (key, value) in metadata { self[key] = value }
    }

    /// The value of a key; the line's own keys are not to be had, as in winston.
    package subscript(key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set {
            metadata[key] = newValue
            fields.removeAll { $0.key == key }
            guard let newValue, !LineEncoder.isReserved(key), !LineEncoder.isAbsent(newValue) else {
                return
            }
            let place = fields.firstIndex { KeyOrder.isBefore(key, $0.key) } ?? fields.endIndex
            fields.insert(Field(key: key, json: LineEncoder.json(of: newValue)), at: place)
        }
    }
}
