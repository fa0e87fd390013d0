package import Logging

/// Fields that stand on every line of a logger: each is written once, and its bytes kept.
package struct LineContext: Sendable {
    struct Field: Sendable {
        let key: String
        /// The value as JSON.
        let json: [UInt8]
    }

    /// Where a field stands in the blob, as `"key":value`.
    struct Place: Sendable {
        let start: Int
        let length: Int
        /// Bytes of the key.
        let keyLength: Int
    }

    /// As swift-log wants to read them back.
    package private(set) var metadata: Logger.Metadata = [:]
    /// In the order of keys.
    private(set) var fields: [Field] = []
    /// The fields as a line has them, one behind the other.
    private(set) var blob: [UInt8] = []
    private(set) var places: [Place] = []
    /// Whether no key wants an escape.
    private(set) var isPlain = true

    package init(_ metadata: Logger.Metadata = [:]) {
        for (key, value) in metadata { self[key] = value }
    }

    /// The value of a key; the line's own keys are not to be had, as in winston.
    package subscript(key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set {
            metadata[key] = newValue
            fields.removeAll { $0.key == key }
            if let newValue, !LineEncoder.isReserved(key), !LineEncoder.isAbsent(newValue) {
                let place =
                    fields.firstIndex { KeyOrder.isBefore(key, $0.key) } ?? fields.endIndex
                fields.insert(Field(key: key, json: LineEncoder.json(of: newValue)), at: place)
            }
            layOut()
        }
    }

    private mutating func layOut() {
        (blob, places, isPlain) = ([], [], true)
        for field in fields {
            let key = LineEncoder.json(of: .string(field.key))
            let start = blob.count
            blob += key + [UInt8(ascii: ":")] + field.json
            places.append(
                Place(
                    start: start, length: blob.count - start, keyLength: field.key.utf8.count))
            isPlain = isPlain && key.count == field.key.utf8.count + 2
        }
    }
}
