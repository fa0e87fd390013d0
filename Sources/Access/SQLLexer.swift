/// Tells the parameters of a statement from all else, as the server's own lexer does.
///
/// Byte by byte, because a combining mark or a `\r\n` is one `Character` with the quote or the
/// newline before it. Source: PostgreSQL documentation, *Lexical Structure*.
package struct SQLLexer {
    /// A piece of a statement; its bytes keep their places in the whole.
    package enum Token {
        /// A string, a word, a comment, or one sign or blank, to be copied as it is.
        case plain(ArraySlice<UInt8>)
        /// The digits of `$1`.
        case parameter(ArraySlice<UInt8>)
    }

    private let text: [UInt8]
    private var at = 0

    /// Begins at the first byte of a statement.
    package init(_ sql: String) { text = Array(sql.utf8) }

    /// The next piece; `nil` at the end.
    package mutating func next() -> Token? {
        guard at < text.count else { return nil }
        let start = at
        if text[at] == Sign.dollar, isDigit(at + 1) {
            at = end(from: at + 1, while: isDigit)
            return .parameter(text[(start + 1)..<at])
        }
        at = opaqueEnd
        return .plain(text[start..<at])
    }

    /// The end of what begins here: one byte, or a whole string, word or comment.
    private var opaqueEnd: Int {
        switch text[at] {
        case Sign.quote: return quotedEnd(at + 1, Sign.quote)
        case Sign.doubleQuote: return quotedEnd(at + 1, Sign.doubleQuote)
        case Sign.dash where byte(at + 1) == Sign.dash:
            return end(from: at) { text[$0] != Sign.newline && text[$0] != Sign.carriageReturn }
        case Sign.slash where byte(at + 1) == Sign.star: return commentEnd
        case Sign.dollar: return dollarQuotedEnd
        case _ where isWord(at):
            let after = end(from: at) { isWord($0) || text[$0] == Sign.dollar }
            let escapes = after == at + 1 && text[at] | 0x20 == UInt8(ascii: "e")
            return escapes && byte(after) == Sign.quote
                ? quotedEnd(after + 1, Sign.quote, escape: Sign.backslash) : after
        default: return at + 1
        }
    }

    /// A doubled quote ends one string and begins the next, which comes to the same.
    private func quotedEnd(_ from: Int, _ quote: UInt8, escape: UInt8? = nil) -> Int {
        var index = from
        while index < text.count, text[index] != quote {
            index += text[index] == escape ? 2 : 1
        }
        return min(index + 1, text.count)
    }

    /// Comments of this kind nest.
    private var commentEnd: Int {
        var (index, depth) = (at + 2, 1)
        while index < text.count, depth > 0 {
            switch (text[index], byte(index + 1)) {
            case (Sign.slash, Sign.star): (index, depth) = (index + 2, depth + 1)
            case (Sign.star, Sign.slash): (index, depth) = (index + 2, depth - 1)
            default: index += 1
            }
        }
        return index
    }

    /// `$tag$ … $tag$`, or the one byte when no tag begins here.
    private var dollarQuotedEnd: Int {
        let tagEnd = end(from: at + 1, while: isWord)
        guard byte(tagEnd) == Sign.dollar else { return at + 1 }
        let tag = text[at...tagEnd]
        var index = tagEnd + 1
        while index + tag.count <= text.count {
            if text[index] == Sign.dollar, text[index..<(index + tag.count)] == tag {
                return index + tag.count
            }
            index += 1
        }
        return text.count
    }

    private func end(from: Int, while isPart: (Int) -> Bool) -> Int {
        var index = from
        while index < text.count, isPart(index) { index += 1 }
        return index
    }

    private func byte(_ index: Int) -> UInt8? { index < text.count ? text[index] : nil }

    private func isDigit(_ index: Int) -> Bool {
        byte(index).map { (48...57).contains($0) } ?? false
    }

    /// A letter, a digit, an underscore or any byte beyond ASCII.
    private func isWord(_ index: Int) -> Bool {
        guard let byte = byte(index) else { return false }
        return isDigit(index) || byte == UInt8(ascii: "_") || byte >= 0x80
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private enum Sign {
        static let quote = UInt8(ascii: "'")
        static let doubleQuote = UInt8(ascii: "\"")
        static let dollar = UInt8(ascii: "$")
        static let dash = UInt8(ascii: "-")
        static let slash = UInt8(ascii: "/")
        static let star = UInt8(ascii: "*")
        static let backslash = UInt8(ascii: "\\")
        static let newline = UInt8(ascii: "\n")
        static let carriageReturn = UInt8(ascii: "\r")
    }
}
