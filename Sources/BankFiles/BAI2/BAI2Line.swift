import Domain

/// What one line holds of a record: all of it, or a piece that goes on with the record before.
struct BAI2Piece {
    /// Two digits; that of the record before when there is none.
    var code: String
    /// Whether it belongs to the record before: by its code 88, or by having none.
    var goesOn: Bool
    /// Whether it counts as a record, as everything with a code does.
    var counts: Bool
    /// Without code and slash.
    var content: [UInt8]
    /// Whether a slash ends it.
    var hasSlash: Bool
    var line: Int
    /// Bytes of the line before the content.
    var column: Int
    /// Where the next piece of the line begins.
    var end: Int
}

/// A line, cut into records.
///
/// A slash ends a record. In text, which may hold slashes of its own, it does so at the end of the
/// line and before what can only be another record.
enum BAI2Line {
    private static let codes: Set<String> = ["01", "02", "03", "16", "49", "88", "98", "99"]

    /// Where a line begins behind blanks and control bytes.
    static func start(of line: [UInt8]) -> Int {
        let mark = line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return skipBlanks(of: line, from: mark)
    }

    /// The piece that begins at a byte of a line.
    ///
    /// - Parameters:
    ///   - line: all of it.
    ///   - start: a byte that is no blank.
    ///   - number: of the line, from 1.
    ///   - open: the code of the record before.
    /// - Returns: the piece up to its slash or the end of the line.
    /// - Throws: `BankFault` when neither a record begins there nor text goes on.
    static func piece(
        of line: [UInt8], at start: Int, number: Int, goesOn open: String?
    ) throws(BankFault) -> BAI2Piece {
        let code = code(of: line, at: start)
        guard code != nil || open == "16" else {
            let text = BankText.string(line[start...].prefix(20))
            throw BankFault(
                "no record begins with \(AppError.quoted(text))", line: number, column: start + 1)
        }
        let goesOn = code == nil || code == "88"
        let content = code == nil ? start : start + 3
        let isText = code == "16" || (goesOn && open == "16")
        let slash = line.indices[content...].first { place in
            guard line[place] == UInt8(ascii: "/") else { return false }
            let next = skipBlanks(of: line, from: place + 1)
            return !isText || next == line.count
                || beginsRecord(line, at: next, isApart: next > place + 1)
        }
        var end = slash ?? line.count
        if slash == nil { while end > content, line[end - 1] <= 32 { end -= 1 } }
        return BAI2Piece(
            code: goesOn ? open ?? "88" : code ?? "16", goesOn: goesOn, counts: code != nil,
            content: Array(line[content..<end]), hasSlash: slash != nil, line: number,
            column: content,
            end: slash.map { skipBlanks(of: line, from: $0 + 1) } ?? line.count)
    }

    private static func skipBlanks(of line: [UInt8], from start: Int) -> Int {
        line.indices[start...].first { line[$0] > 32 } ?? line.count
    }

    /// The code of a record that begins there; one bank writes `88:` for `88,`.
    private static func code(of line: [UInt8], at start: Int) -> String? {
        guard start + 2 < line.count else { return nil }
        let code = String(decoding: line[start...(start + 1)], as: UTF8.self)
        let mark = line[start + 2]
        let isEnded = mark == UInt8(ascii: ",") || (mark == UInt8(ascii: ":") && code == "88")
        return isEnded && codes.contains(code) ? code : nil
    }

    /// Whether what stands behind a slash in a text can only be the next record.
    private static func beginsRecord(_ line: [UInt8], at start: Int, isApart: Bool) -> Bool {
        guard let code = code(of: line, at: start) else { return false }
        let rest = line[(start + 3)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: ",") } ?? rest.endIndex
        switch code {
        case "16": return end - rest.startIndex == 3 && Int(digits: rest[..<end]) != nil
        case "49", "98", "99":
            return end > rest.startIndex
                && rest[..<end].allSatisfy { (48...57).contains($0) || $0 == 43 || $0 == 45 }
        default: return isApart
        }
    }
}
