/// A `datePattern` in the tokens of moment 2.30 with its English names.
///
/// `[…]` and a backslash take letters literally; what is no token stands for itself.
package struct DatePattern: Equatable, Sendable {
    /// How often what a pattern says changes at most.
    package enum Step: Int, Comparable, Sendable {
        case instant, minute, hour, day

        package static func < (left: Step, right: Step) -> Bool { left.rawValue < right.rawValue }
    }

    /// A piece of a pattern.
    enum Part: Equatable, Sendable {
        case literal(String)
        case token(String)
    }

    package let text: String
    let parts: [Part]

    package init(_ text: String) {
        self.text = text
        parts = Self.parts(of: text)
    }

    /// What the pattern says of a time.
    package func text(of time: CivilTime) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .token(let token): Self.text(of: token, time)
            }
        }.joined()
    }

    /// The finest of its tokens.
    package var step: Step {
        parts.compactMap { part in
            guard case .token(let token) = part else { return nil }
            return Self.step(of: token)
        }.min() ?? .day
    }

    private static func step(of token: String) -> Step {
        switch token.first {
        case "s", "S", "x", "X": .instant
        case "m": .minute
        case "H", "h", "k", "a", "A", "Z":
            token.contains("s") ? .instant : token.contains("m") ? .minute : .hour
        default: .day
        }
    }

    /// In the order in which a token is looked for: the longer of two that begin alike first.
    private static let tokens: [String] = [
        "Hmmss", "hmmss", "Hmm", "hmm", "Mo", "MMMM", "MMM", "MM", "M", "Do", "DDDo", "DDDD",
        "DDD", "DD", "D", "dddd", "ddd", "dd", "do", "d", "wo", "ww", "w", "Wo", "WW", "W", "Qo",
        "Q", "NNNNN", "NNNN", "NNN", "NN", "N", "YYYYYY", "YYYYY", "YYYY", "YY", "Y", "yyyy",
        "yyy", "yy", "yo", "y", "ggggg", "gggg", "gg", "GGGGG", "GGGG", "GG", "e", "E", "a", "A",
        "hh", "h", "HH", "H", "kk", "k", "mm", "m", "ss", "s", "SSSSSSSSS", "SSSSSSSS", "SSSSSSS",
        "SSSSSS", "SSSSS", "SSSS", "SSS", "SS", "S", "x", "X", "zz", "z", "ZZ", "Z",
    ]

    /// Names for longer patterns, written out before the tokens are read.
    private static let macros: [(name: String, pattern: String)] = [
        ("LTS", "h:mm:ss A"), ("LT", "h:mm A"), ("LLLL", "dddd, MMMM D, YYYY h:mm A"),
        ("LLL", "MMMM D, YYYY h:mm A"), ("LL", "MMMM D, YYYY"), ("L", "MM/DD/YYYY"),
        ("llll", "ddd, MMM D, YYYY h:mm A"), ("lll", "MMM D, YYYY h:mm A"),
        ("ll", "MMM D, YYYY"), ("l", "M/D/YYYY"),
    ]

    private static func parts(of text: String) -> [Part] {
        var found: [Part] = []
        var rest = text[...]
        while let letter = rest.first {
            if letter == "[", let end = rest.firstIndex(of: "]"),
                !rest[rest.index(after: rest.startIndex)..<end].contains("[")
            {
                found.append(.literal(String(rest[..<end].dropFirst())))
                rest = rest[rest.index(after: end)...]
            } else if letter == "\\" {
                rest.removeFirst()
                let escaped = tokens.first(where: rest.hasPrefix) ?? String(rest.prefix(1))
                found.append(.literal(escaped))
                rest = rest.dropFirst(escaped.count)
            } else if let macro = macros.first(where: { rest.hasPrefix($0.name) }) {
                found += parts(of: macro.pattern)
                rest = rest.dropFirst(macro.name.count)
            } else if let token = tokens.first(where: rest.hasPrefix) {
                found.append(.token(token))
                rest = rest.dropFirst(token.count)
            } else {
                found.append(.literal(String(letter)))
                rest.removeFirst()
            }
        }
        return found
    }
}
