import Domain

/// The text of an entry, until it is whole.
struct MT940Narration {
    enum Kind {
        /// What stands in `:61:` behind its references.
        case supplement
        /// The first line of an `:86:`.
        case information
        /// The first line of an `:NS:`.
        case other
        /// A line that goes on with the one before.
        case more
    }

    /// Bytes that the text of one entry may have: SWIFT allows 390.
    static let bytesMax = 1 << 16
    /// Characters of a full line of `:86:`; a word may go on in the next.
    private static let full = 65
    /// Characters of a full part such as `?21`; a word may go on in the next.
    private static let fullPart = 27

    private var blocks: [(kind: Kind, lines: [[UInt8]])] = []
    private var size = 0

    /// Takes a line, or says that it is too much.
    mutating func add(_ text: [UInt8], _ kind: Kind) -> Bool {
        size += text.count + 1
        guard size <= Self.bytesMax else { return false }
        if kind == .more, let last = blocks.indices.last {
            blocks[last].lines.append(text)
        } else {
            blocks.append((kind == .more ? .supplement : kind, [text]))
        }
        return true
    }

    /// All of it on one line.
    var text: String {
        let texts = blocks.map { block in
            switch block.kind {
            case .supplement, .more: Self.wrapped(block.lines, full: .max)
            case .other: Self.wrapped(block.lines.map { Self.withoutCode($0) }, full: .max)
            case .information:
                Self.structured(block.lines) ?? Self.wrapped(block.lines, full: Self.full)
            }
        }
        return BankText.collapsed(texts.joined(separator: " "))
    }

    /// Lines with a blank between them, unless the first is so long that it was broken.
    private static func wrapped(_ lines: [[UInt8]], full: Int) -> String {
        var text = ""
        for line in lines {
            let plain = BankText.string(line)
            text += plain
            if plain.unicodeScalars.count != full { text += " " }
        }
        return text
    }

    /// A line of `:NS:` without its code of two digits.
    private static func withoutCode(_ line: [UInt8]) -> [UInt8] {
        Int(digits: line.prefix(2)) != nil && line.count > 1 ? Array(line.dropFirst(2)) : line
    }

    /// The parts of `166?00…?20…` or `166>20…` without their codes; `nil` for other text.
    ///
    /// Its lines are broken anywhere, even within a code.
    private static func structured(_ lines: [[UInt8]]) -> String? {
        let bytes = Array(lines.joined())
        let head = bytes.prefix(3).prefix { (48...57).contains($0) }.count
        guard head == 0 || head == 3, bytes.count > head + 2,
            Int(digits: bytes[(head + 1)...(head + 2)]) != nil
        else { return nil }
        let mark = bytes[head]
        guard mark == UInt8(ascii: "?") || (head == 3 && mark == UInt8(ascii: ">")) else {
            return nil
        }
        let parts = split(Array(BankText.string(bytes[head...]).utf8))
        var (text, before) = ([UInt8](), (code: 0, count: 0))
        for part in parts {
            let goesOn = before.count >= fullPart && part.code == before.code + 1
            if !goesOn { text.append(32) }
            text += part.text
            before = (part.code, part.text.count { $0 & 0xC0 != 0x80 })
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Cuts UTF-8 wherever its first byte stands again before two digits.
    private static func split(_ text: [UInt8]) -> [(code: Int, text: ArraySlice<UInt8>)] {
        let starts = text.indices.dropLast(2).filter { place in
            text[place] == text[0] && Int(digits: text[(place + 1)...(place + 2)]) != nil
        }
        return starts.indices.map { index in
            let (start, next) = (starts[index], index + 1)
            let end = next < starts.count ? starts[next] : text.count
            let code = Int(digits: text[(start + 1)...(start + 2)]) ?? 0
            return (code, text[min(start + 3, end)..<end])
        }
    }
}
