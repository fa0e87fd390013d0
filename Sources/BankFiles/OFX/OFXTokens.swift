import Domain

/// What an OFX file is made of.
enum OFXToken {
    /// Names are upper case.
    case open(String, FilePlace)
    case close(String, FilePlace)
    /// Letters between two tags, with entities replaced; not blanks alone.
    case text(String, FilePlace)
}

/// The tags and texts of OFX 1 (SGML) and OFX 2 (XML), byte by byte.
///
/// One for both: banks write `<?OFX ?>` over tags that never close. The header is gone over, and a
/// file without one is read. Declarations (`<!DOCTYPE`, `<!ENTITY`) are refused unread; of entities
/// only XML's own, `&nbsp;` and numbers mean something, and any other `&` is a letter.
struct OFXTokens {
    /// Values of OFX have at most 1,024 letters.
    static let textMax = 1 << 16
    private static let nameMax = 64

    private var cursor: ByteCursor
    private var hasTag = false
    /// The end of an element that was written `<A/>`.
    private var pending: OFXToken?

    init(_ feed: ByteFeed) { cursor = ByteCursor(feed) }

    /// Where the byte that was taken last stands.
    var place: FilePlace { cursor.place }

    private func fault(_ what: String, _ place: FilePlace) -> BankFault {
        BankFault(what, at: place)
    }

    private mutating func peek() throws(BankFault) -> UInt8? { try cursor.peek() }

    private mutating func take() throws(BankFault) -> UInt8? {
        let byte = try cursor.take()
        guard byte != 0 else {
            throw fault("a byte of zero: neither UTF-8 nor Windows-1252", place)
        }
        return byte
    }

    /// The next token, or `nil` at the end of the file.
    ///
    /// - Throws: `BankFault` for what is no OFX.
    mutating func next() throws(BankFault) -> OFXToken? {
        if let token = pending {
            pending = nil
            return token
        }
        while let byte = try peek() {
            guard byte == UInt8(ascii: "<") else {
                if let text = try text() { return text }
                continue
            }
            if let token = try tag() { return token }
        }
        return nil
    }

    /// Letters up to the next tag; before the first one the header, which is no text.
    private mutating func text() throws(BankFault) -> OFXToken? {
        var (bytes, start) = ([UInt8](), place)
        while let byte = try peek(), byte != UInt8(ascii: "<") {
            _ = try take()
            if bytes.isEmpty {
                if byte <= 32 { continue }
                start = place
            }
            bytes.append(byte)
            guard bytes.count <= Self.textMax else { throw fault("a text of over 64 KiB", start) }
        }
        guard hasTag else {
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
            guard bytes.isEmpty || bytes.starts(with: "OFXHEADER:".utf8) else {
                throw fault("is no OFX: begins with neither OFXHEADER nor a tag", start)
            }
            return nil
        }
        return bytes.isEmpty ? nil : .text(OFXText.replaced(BankText.string(bytes)), start)
    }

    private mutating func tag() throws(BankFault) -> OFXToken? {
        _ = try take()
        let start = place
        let next = try peek()
        switch next {
        case UInt8(ascii: "?"): try skip(past: "?>", start)
        case UInt8(ascii: "!"): return try declaration(start)
        default:
            hasTag = true
            let isClose = next == UInt8(ascii: "/")
            if isClose { _ = try take() }
            let name = try name(start)
            let isEmpty = try skipAttributes(start)
            guard !isClose else { return .close(name, start) }
            if isEmpty { pending = .close(name, start) }
            return .open(name, start)
        }
        return nil
    }

    /// A comment is skipped, characters of `CDATA` are text; anything else is refused.
    private mutating func declaration(_ start: FilePlace) throws(BankFault) -> OFXToken? {
        var head: [UInt8] = []
        for wanted in "!--".utf8 {
            guard try peek() == wanted else { break }
            head.append(wanted)
            _ = try take()
        }
        if head.count == 3 {
            try skip(past: "-->", start)
            return nil
        }
        for wanted in "[CDATA[".utf8 {
            guard head.count == 1, try peek() == wanted else {
                throw fault("a declaration such as a document type: refused unread", start)
            }
            _ = try take()
        }
        let bytes = try skip(past: "]]>", start)
        let text = BankText.string(bytes)
        return text.allSatisfy(\.isWhitespace) ? nil : .text(text, start)
    }

    @discardableResult
    private mutating func skip(
        past end: String, _ start: FilePlace
    ) throws(BankFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = try take() {
            bytes.append(byte)
            if bytes.suffix(end.utf8.count).elementsEqual(end.utf8) {
                return bytes.dropLast(end.utf8.count)
            }
            guard bytes.count <= Self.textMax else { break }
        }
        throw fault("never comes to \(end)", start)
    }

    private mutating func name(_ start: FilePlace) throws(BankFault) -> String {
        var bytes: [UInt8] = []
        while let byte = try peek(), Self.isOfName(byte), bytes.count <= Self.nameMax {
            bytes.append((97...122).contains(byte) ? byte - 32 : byte)
            _ = try take()
        }
        guard (1...Self.nameMax).contains(bytes.count) else {
            throw fault("a < that begins no tag", start)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 45, 46, 95, 58: true
        default: false
        }
    }

    /// Goes behind the tag's `>`; whether a `/` stands before it.
    private mutating func skipAttributes(_ start: FilePlace) throws(BankFault) -> Bool {
        var (last, count) = (UInt8(0), 0)
        while let byte = try take(), byte != UInt8(ascii: "<"), count < 1024 {
            if byte == UInt8(ascii: ">") { return last == UInt8(ascii: "/") }
            guard count > 0 || byte <= 32 || byte == UInt8(ascii: "/") else { break }
            (last, count) = (byte, count + 1)
        }
        throw fault("a tag that never ends", start)
    }
}
