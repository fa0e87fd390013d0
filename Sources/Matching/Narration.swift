import Domain

/// A bank's free text without blanks and marks, in capitals, and where words began.
struct Narration {
    private(set) var letters: [UInt8] = []
    /// Whether something was left out before the letter at that place.
    private var isBroken: [Bool] = []

    init(_ text: String) {
        var gap = true
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x61...0x7A: append(UInt8(scalar.value) - 32, &gap)
            case 0x30...0x39, 0x41...0x5A: append(UInt8(scalar.value), &gap)
            // A bank may set blanks and dashes that are no ASCII.
            case 0x80... where scalar.properties.isAlphabetic:
                for byte in String(scalar).utf8 { append(byte, &gap) }
            default: gap = true
            }
        }
    }

    private mutating func append(_ byte: UInt8, _ gap: inout Bool) {
        letters.append(byte)
        isBroken.append(gap)
        gap = false
    }

    /// Whether an id may begin or end here: at a gap, or where digits meet letters.
    func isEdge(_ place: Int) -> Bool {
        guard place > 0, place < letters.count else { return true }
        return isBroken[place] || Self.isDigit(letters[place]) != Self.isDigit(letters[place - 1])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Whether the text has these letters as a word of its own.
    func names(_ other: Narration) -> Bool {
        let length = other.letters.count
        guard length > 0, letters.count >= length else { return false }
        return (0...letters.count - length).contains {
            isEdge($0) && isEdge($0 + length)
                && letters[$0..<$0 + length].elementsEqual(other.letters)
        }
    }

    /// Whether the text has these letters one after the other, blanks and marks left out.
    func contains(_ other: Narration) -> Bool {
        guard !other.letters.isEmpty, letters.count >= other.letters.count else { return false }
        return (0...letters.count - other.letters.count).contains {
            letters[$0..<$0 + other.letters.count].elementsEqual(other.letters)
        }
    }
}

/// Finds ids inside narrations: by their letters, in time linear in the text for each length of id.
struct NarrationIndex {
    private var keys = ReferenceTable()
    private var rows: [[Int]] = []
    private var lengths: Set<Int> = []
    /// A shorter id is in too many texts by chance.
    static let shortest = 6

    /// Remembers where a row's id may be met.
    mutating func add(_ id: String, row: Int) {
        let letters = Narration(id).letters
        guard letters.count >= Self.shortest else { return }
        let (index, isNew) = letters.withUnsafeBytes { keys.number($0) }
        if isNew { rows.append([]) }
        rows[index].append(row)
        lengths.insert(letters.count)
    }

    /// Rows whose id stands in the text, rising, each once.
    func rows(in text: Narration) -> [Int] {
        var found: Set<Int> = []
        text.letters.withUnsafeBytes { bytes in
            for length in lengths where length <= bytes.count {
                for start in 0...bytes.count - length
                where text.isEdge(start) && text.isEdge(start + length) {
                    let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
                    if let index = keys.find(part) { found.formUnion(rows[index]) }
                }
            }
        }
        return found.sorted()
    }
}
