/// Tells the files of a log from others by the shape of their names.
struct NameMatcher: Sendable {
    /// A piece of a name: letters as they are, or a run of digits or of letters.
    private enum Piece: Sendable {
        case literal([UInt8])
        case run(isDigits: Bool, ClosedRange<Int>)
        case dateEnd
        case dateStart
    }

    private let pieces: [Piece]
    private let fileExtension: [UInt8]

    init(_ template: String, _ pattern: DatePattern, _ fileExtension: String) {
        var pieces: [Piece] = []
        var rest = template[...]
        while let place = rest.firstRange(of: "%DATE%") {
            pieces.append(.literal(Array(rest[..<place.lowerBound].utf8)))
            pieces += [.dateStart] + pattern.parts.flatMap(Self.pieces) + [.dateEnd]
            rest = rest[place.upperBound...]
        }
        self.pieces = pieces + [.literal(Array(rest.utf8))]
        self.fileExtension = Array(fileExtension.utf8)
    }

    /// The date and the number of a name without `.gz`.
    func match(_ name: String) -> (date: String, number: Int)? {
        var bytes = Array(name.utf8)
        guard bytes.count <= 255, bytes.suffix(fileExtension.count).elementsEqual(fileExtension)
        else { return nil }
        bytes.removeLast(fileExtension.count)
        if let date = date(bytes) { return (date, 0) }
        guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let digits = bytes[(dot + 1)...]
        guard (1...9).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
            digits.first != 48, let number = Int(String(decoding: digits, as: UTF8.self)),
            let date = date(Array(bytes[..<dot]))
        else { return nil }
        return (date, number)
    }

    private func date(_ bytes: [UInt8]) -> String? {
        var search = Search(
            failed: Array(repeating: false, count: (bytes.count + 1) * pieces.count))
        guard matches(bytes, 0, 0, &search) else { return nil }
        return String(decoding: bytes[search.span], as: UTF8.self)
    }

    /// Where the date was found, and from which places pieces were found not to fit: without that a
    /// long name of digits has more ways to be read than there is time for.
    private struct Search {
        var span = 0..<0
        var failed: [Bool]
    }

    /// Whether the pieces from one on fit the bytes from one on, trying long runs first.
    private func matches(
        _ bytes: [UInt8], _ at: Int, _ piece: Int, _ search: inout Search
    ) -> Bool {
        guard piece < pieces.count else { return at == bytes.count }
        let place = at * pieces.count + piece
        guard !search.failed[place] else { return false }
        let isFit = fits(bytes, at, piece, &search)
        search.failed[place] = !isFit
        return isFit
    }

    private func fits(
        _ bytes: [UInt8], _ at: Int, _ piece: Int, _ search: inout Search
    ) -> Bool {
        switch pieces[piece] {
        case .literal(let text):
            return bytes[at...].starts(with: text)
                && matches(bytes, at + text.count, piece + 1, &search)
        case .dateStart:
            guard matches(bytes, at, piece + 1, &search) else { return false }
            search.span = at..<max(at, search.span.upperBound)
            return true
        case .dateEnd:
            guard matches(bytes, at, piece + 1, &search) else { return false }
            search.span = at..<at
            return true
        case .run(let isDigits, let range):
            let run = bytes[at...].prefix(range.upperBound).prefix {
                isDigits ? (48...57).contains($0) : (65...90).contains($0 & 0xDF) || $0 == 32
            }.count
            for length in stride(from: run, through: range.lowerBound, by: -1)
            where matches(bytes, at + length, piece + 1, &search) { return true }
            return false
        }
    }

    private static func pieces(_ part: DatePattern.Part) -> [Piece] {
        guard case .token(let token) = part else {
            if case .literal(let text) = part { return [.literal(Array(text.utf8))] }
            return []
        }
        switch token {
        case "MMM", "MMMM", "dd", "ddd", "dddd", "A", "a", "N", "NN", "NNN", "NNNN", "NNNNN", "z",
            "zz":
            return [.run(isDigits: false, 0...20)]
        case "Z", "ZZ": return []
        default: break
        }
        if token.hasSuffix("o") {
            return [.run(isDigits: true, 1...4), .run(isDigits: false, 2...2)]
        }
        return [.run(isDigits: true, 1...20)]
    }
}
