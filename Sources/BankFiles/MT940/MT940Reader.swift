import Domain

/// SWIFT MT940 and MT942, as banks write them: with or without the envelope, with headers of their
/// own, several statements a file.
///
/// A statement goes from `:20:` to the next `:20:` or the end of the file; a `:61:` without one
/// makes a statement without a name. Tags that are not read here are passed over.
package enum MT940Reader {
    /// Hands on what a file says.
    ///
    /// - Parameters:
    ///   - feed: the file.
    ///   - hand: takes the events.
    /// - Throws: `BankFault` with the place of what cannot be read.
    package static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {
        var lines = LineFeed(feed)
        var file = MT940File()
        while let line = try lines.next() {
            try file.take(line, number: lines.number, to: hand)
        }
        try file.end(at: lines.number, to: hand)
    }
}

/// The lines of a file as fields, in their envelopes.
struct MT940File {
    /// Where the envelope's text began that is not yet closed.
    private var envelope: Int?
    /// Whether a line held a colon alone, which belongs to the next one.
    private var hasColon = false
    private var fields = MT940Fields()

    /// Reads a line.
    mutating func take(_ line: [UInt8], number: Int, to hand: BankHand) throws(BankFault) {
        var (text, column) = Self.trimmed(line[...])
        if hasColon {
            hasColon = false
            text = [UInt8(ascii: ":")] + text
            column = max(0, column - 1)
        }
        if text.allSatisfy({ $0 == 32 || $0 == 58 }), text.count(where: { $0 == 58 }) == 1 {
            hasColon = true
            return
        }
        if text.starts(with: "-}".utf8) {
            envelope = nil
            try fields.close()
            (text, column) = Self.trimmed(text.dropFirst(2), from: column + 2)
            guard text.first == UInt8(ascii: "{") else { return }
        }
        if text.count > 2, text[0] == UInt8(ascii: "{"), text[2] == 58 {
            try fields.close()
            guard let block = Self.start(of: "{4:", in: text) else { return }
            if let envelope {
                throw BankFault(
                    "the message of line \(envelope) is cut off: it has no “-}”", line: number)
            }
            envelope = number
            (text, column) = Self.trimmed(text[(block + 3)...], from: column + block + 3)
            guard !text.isEmpty else { return }
        }
        if text.first == UInt8(ascii: "-"), text.dropFirst().allSatisfy({ $0 == 32 }) {
            return try fields.close()
        }
        guard let tag = Self.tag(text), !fields.goesOn(over: tag) else {
            return try fields.goOn(text, line: number, column: column)
        }
        let content = Array(text.dropFirst(tag.utf8.count + 2))
        let cursor = MT940Cursor(
            tag: ":\(tag):", bytes: content, line: number, column: column + tag.utf8.count + 2)
        try fields.begin(tag, cursor, to: hand)
    }

    /// Ends the file.
    mutating func end(at line: Int, to hand: BankHand) throws(BankFault) {
        try fields.close()
        if let envelope {
            throw BankFault(
                "the message of line \(envelope) is cut off: it has no “-}”", line: line)
        }
        try fields.end(to: hand)
    }

    /// Without control bytes and byte order mark around it; the column before it.
    private static func trimmed(
        _ line: ArraySlice<UInt8>, from column: Int = 0
    ) -> (text: [UInt8], column: Int) {
        var text = line
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        text = text.drop { $0 < 32 }
        while let last = text.last, last < 32 { text = text.dropLast() }
        return (Array(text), column + text.startIndex - line.startIndex)
    }

    private static func start(of wanted: String, in text: [UInt8]) -> Int? {
        text.indices.first { text[$0...].starts(with: wanted.utf8) }
    }

    /// Tags without a letter, which a time of day that is cut at its colon must not look like.
    private static let plain: Set<String> = ["13", "20", "21", "25", "28", "61", "64", "65", "86"]

    /// The tag that a line begins with: one that is known, or any of two digits and a letter.
    private static func tag(_ text: [UInt8]) -> String? {
        guard text.first == 58, let end = text.dropFirst().prefix(4).firstIndex(of: 58) else {
            return nil
        }
        let tag = String(decoding: text[1..<end], as: UTF8.self)
        if ["NS", "940", "942"].contains(tag) || plain.contains(tag) { return tag }
        let isLettered =
            end == 4 && Int(digits: text[1...2]) != nil && (65...90).contains(text[3])
        return isLettered ? tag : nil
    }
}
