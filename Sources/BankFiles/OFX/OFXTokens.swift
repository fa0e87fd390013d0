import Domain

/// The tags and texts of an OFX file, of version 1 (SGML) and 2 (XML) alike.
struct OFXTokens {
    enum Token: Equatable {
        case open(String)
        case close(String)
        /// Never blank.
        case text(String)
    }

    private static let tagMax = 256
    private static let textMax = 1 << 16

    private var cursor: ByteCursor
    /// Where the token at hand began.
    private(set) var line = 1
    private(set) var column = 1

    /// Passes the header by, to the first tag.
    ///
    /// - Throws: `BankFault` for a file that has no tag within its first 64 KiB.
    init(_ feed: ByteFeed) throws(BankFault) {
        cursor = ByteCursor(feed)
        var count = 0
        while let byte = try cursor.peek(), byte != 60 {
            cursor.take()
            count += 1
            guard count <= Self.textMax else { throw fault("no tag within 64 KiB") }
        }
    }

    func fault(_ what: String, tag: String? = nil) -> BankFault {
        BankFault(what, line: line, column: column, tag: tag)
    }

    /// The next token, or `nil` at the end of the file.
    mutating func next() throws(BankFault) -> Token? {
        while let byte = try cursor.peek() {
            (line, column) = (cursor.line, cursor.column)
            if byte == 60 {
                cursor.take()
                if let token = try markup() { return token }
            } else if let text = try text() {
                return .text(text)
            }
        }
        return nil
    }

    private mutating func text() throws(BankFault) -> String? {
        var bytes: [UInt8] = []
        while let byte = try cursor.peek(), byte != 60 {
            bytes.append(byte)
            cursor.take()
            guard bytes.count <= Self.textMax else { throw fault("a text of over 64 KiB") }
        }
        let text = BankText.collapsed(Self.unescaped(BankText.string(bytes)))
        return text.isEmpty ? nil : text
    }

    /// A tag; `nil` for a comment or an instruction, which say nothing.
    private mutating func markup() throws(BankFault) -> Token? {
        var bytes: [UInt8] = []
        while let byte = try cursor.peek() {
            cursor.take()
            bytes.append(byte)
            if bytes.starts(with: Array("![CDATA[".utf8)) {
                guard bytes.count <= Self.textMax else { throw fault("a text of over 64 KiB") }
                guard bytes.suffix(3).elementsEqual("]]>".utf8) else { continue }
                let text = BankText.collapsed(
                    BankText.string(bytes.dropFirst(8).dropLast(3)))
                return text.isEmpty ? nil : .text(text)
            }
            if bytes.starts(with: Array("!--".utf8)) {
                guard bytes.count <= Self.textMax else { throw fault("a comment of over 64 KiB") }
                if bytes.count >= 6, bytes.suffix(3).elementsEqual("-->".utf8) { return nil }
                continue
            }
            guard byte != 62 else {
                bytes.removeLast()
                return try tag(bytes)
            }
            guard byte != 60, bytes.count <= Self.tagMax else {
                throw fault("a tag that is not closed")
            }
        }
        throw fault("the file is cut off within a tag")
    }

    private func tag(_ bytes: [UInt8]) throws(BankFault) -> Token? {
        if bytes.first == 63 { return nil }
        guard bytes.first != 33 else {
            throw fault("document types and their entities are not taken")
        }
        let isClose = bytes.first == 47
        // What follows the name are attributes, which OFX has none of that matter.
        let name = bytes.dropFirst(isClose ? 1 : 0).prefix { $0 != 32 && $0 != 9 && $0 != 47 }
        guard !name.isEmpty,
            name.allSatisfy({
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || [45, 46, 95, 58].contains($0)
            })
        else {
            throw fault(
                "\(AppError.quoted(BankText.string(bytes))) is no tag")
        }
        let text = String(decoding: name, as: UTF8.self).uppercased()
        return isClose ? .close(text) : .open(text)
    }

    /// The escapes of OFX; anything else behind an ampersand stands for itself, as banks write it.
    private static func unescaped(_ text: String) -> String {
        guard text.contains("&") else { return text }
        let named = [
            ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", "\""), ("&apos;", "'"),
        ]
        return named.reduce(text) { $0.replacing($1.0, with: $1.1) }.replacing("&amp;", with: "&")
    }
}
