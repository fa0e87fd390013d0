import Domain

/// The words that stand for a whole expression, in any letters.
enum CronMacro: String, CaseIterable {
    case yearly = "0 0 1 1 *"
    case monthly = "0 0 1 * *"
    case weekly = "0 0 * * 0"
    case daily = "0 0 * * *"
    case hourly = "0 * * * *"

    private static let names: [String: CronMacro] = [
        "@yearly": .yearly, "@annually": .yearly, "@monthly": .monthly, "@weekly": .weekly,
        "@daily": .daily, "@midnight": .daily, "@hourly": .hourly,
    ]

    /// The five fields that a text stands for; itself when it does not begin with `@`.
    static func expanded(_ bytes: [UInt8]) throws(CronError) -> [UInt8] {
        guard let start = bytes.firstIndex(where: { !$0.isBlank }), bytes[start] == 64,
            let end = bytes.lastIndex(where: { !$0.isBlank })
        else { return bytes }
        let word = String(decoding: bytes[start...end].prefix(100), as: UTF8.self)
        if let macro = names[word.lowercased()] { return Array(macro.rawValue.utf8) }
        let sentence =
            word.lowercased() == "@reboot"
            ? "@reboot is no time" : "\(AppError.quoted(word)) is not known"
        throw CronError(
            column: start + 1, field: nil, sentence: sentence,
            nearest: nearestWord(to: word.lowercased(), among: names.keys.sorted()))
    }
}

/// Where the five fields of an expression stand.
enum CronWords {
    /// More bytes than any expression needs: a list of every minute has 169.
    private static let lengthMax = 1000

    /// The five runs of bytes between blanks.
    static func split(_ bytes: [UInt8]) throws(CronError) -> [Range<Int>] {
        guard bytes.count <= lengthMax else {
            throw CronError(
                column: lengthMax + 1, field: nil,
                sentence: "an expression has at most \(lengthMax) letters", nearest: nil)
        }
        var words: [Range<Int>] = []
        words.reserveCapacity(5)
        var at = 0
        while true {
            while at < bytes.count, bytes[at].isBlank { at += 1 }
            guard at < bytes.count else { break }
            let start = at
            while at < bytes.count, !bytes[at].isBlank { at += 1 }
            guard words.count < 5 else {
                throw CronError(
                    column: start + 1, field: nil,
                    sentence: "there are five fields, without seconds and without years",
                    nearest: nil)
            }
            words.append(start..<at)
        }
        guard words.count == 5 else {
            throw CronError(
                column: bytes.count + 1, field: CronField(rawValue: words.count),
                sentence: "the field is missing; there are five", nearest: nil)
        }
        return words
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 32 || self == 9 }
}
