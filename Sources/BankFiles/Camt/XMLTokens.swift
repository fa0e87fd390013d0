import CExpat

/// An element of an XML file that begins or ends.
enum XMLToken {
    /// A name is empty when it is of another namespace than the root's. Of the attributes only the
    /// currency is kept.
    case open(name: String, currency: String?, FilePlace)
    /// The text is that of an element without elements in it.
    case close(text: String?)
}

/// Elements of an XML file, by expat, piece by piece.
///
/// A document type is refused where it begins, so there are no entities to expand and no file is
/// read besides. Depth, text and the length of a tag are bounded. The callbacks only put tokens
/// aside: what is made of them may throw, and C does not.
final class XMLTokens {
    /// camt goes 15 deep.
    static let depthMax = 64
    /// Texts of camt have at most 500 letters.
    static let textMax = 1 << 16
    /// A tag or comment may have at most so many bytes.
    static let tagMax = 1 << 16
    /// Bytes that are parsed before tokens are taken.
    private static let slice = 1 << 14

    private let parser: XML_Parser
    private var tokens: [XMLToken] = []
    private(set) var fault: BankFault?
    private var fed = 0
    private var depth = 0
    private var isLeaf = false
    private var text: [UInt8] = []
    /// The root's namespace with the mark that ends it.
    private var namespace: [UInt8]?
    private static let mark = UInt8(ascii: "|")

    init() throws(BankFault) {
        guard let parser = XML_ParserCreateNS(nil, XML_Char(bitPattern: Self.mark)) else {
            throw BankFault("no memory is left to read it", line: 0)
        }
        self.parser = parser
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { user, name, attributes in XMLTokens.of(user)?.open(name, attributes) },
            { user, _ in XMLTokens.of(user)?.close() })
        XML_SetCharacterDataHandler(
            parser, { user, bytes, count in XMLTokens.of(user)?.add(bytes, Int(count)) })
        XML_SetStartDoctypeDeclHandler(
            parser,
            { user, _, _, _, _ in XMLTokens.of(user)?.stop("a document type: refused unread") })
        XML_SetEntityDeclHandler(
            parser,
            { user, _, _, _, _, _, _, _, _ in
                XMLTokens.of(user)?.stop("an entity is declared: refused unread")
            })
    }

    deinit { XML_ParserFree(parser) }

    private static func of(_ user: UnsafeMutableRawPointer?) -> XMLTokens? {
        user.map { Unmanaged<XMLTokens>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Parses a piece of the file, and gives the tokens of one slice after the other.
    ///
    /// - Parameters:
    ///   - bytes: the piece; empty at the end of the file.
    ///   - take: what is done with a token.
    /// - Throws: `BankFault` for what is no XML, and what taking throws; tokens before it are taken.
    func parse(
        _ bytes: [UInt8], take: (XMLToken) throws(BankFault) -> Void
    ) throws(BankFault) {
        var at = 0
        repeat {
            let end = min(at + Self.slice, bytes.count)
            parse(bytes[at..<end], isFinal: bytes.isEmpty)
            at = end
            let taken = tokens
            tokens.removeAll(keepingCapacity: true)
            for token in taken { try take(token) }
            if let fault { throw fault }
        } while at < bytes.count
    }

    private func parse(_ bytes: ArraySlice<UInt8>, isFinal: Bool) {
        let status = bytes.withUnsafeBytes {
            XML_Parse(
                parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), CInt($0.count),
                isFinal ? 1 : 0)
        }
        fed += bytes.count
        guard fault == nil else { return }
        if status == XML_STATUS_ERROR {
            let code = XML_GetErrorCode(parser)
            let why = XML_ErrorString(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
            fault = fault("no well-formed XML: \(why)")
        } else if !isFinal, fed - Int(XML_GetCurrentByteIndex(parser)) > Self.tagMax {
            fault = fault("a tag or comment of over 64 KiB")
        }
    }

    private var place: FilePlace {
        FilePlace(
            line: Int(XML_GetCurrentLineNumber(parser)),
            column: Int(XML_GetCurrentColumnNumber(parser)) + 1)
    }

    private func fault(_ what: String) -> BankFault {
        BankFault(what, at: place)
    }

    /// Expat may call back once more after it is told to stop; the first reason is the one.
    private func stop(_ what: String) {
        if fault == nil { fault = fault(what) }
        XML_StopParser(parser, 0)
    }

    private func open(
        _ name: UnsafePointer<XML_Char>?,
        _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
    ) {
        guard fault == nil, let name else { return }
        depth += 1
        guard depth <= Self.depthMax else { return stop("elements lie over 64 deep") }
        (isLeaf, text) = (true, [])
        tokens.append(
            .open(name: local(name), currency: currency(attributes), place))
    }

    private func close() {
        guard fault == nil else { return }
        depth -= 1
        tokens.append(.close(text: isLeaf ? BankText.string(text) : nil))
        (isLeaf, text) = (false, [])
    }

    private func add(_ bytes: UnsafePointer<XML_Char>?, _ count: Int) {
        guard fault == nil, isLeaf, let bytes else { return }
        guard text.count + count <= Self.textMax else { return stop("a text of over 64 KiB") }
        text += UnsafeRawBufferPointer(start: bytes, count: count)
    }

    /// The name without its namespace, when that is the root's.
    private func local(_ name: UnsafePointer<XML_Char>) -> String {
        let bytes = Array(UnsafeRawBufferPointer(start: name, count: Self.count(name)))
        let start = (bytes.lastIndex(of: Self.mark) ?? -1) + 1
        let namespace = namespace ?? Array(bytes[..<start])
        self.namespace = namespace
        return bytes[..<start].elementsEqual(namespace)
            ? String(decoding: bytes[start...], as: UTF8.self) : ""
    }

    private func currency(
        _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
    ) -> String? {
        guard var pair = attributes else { return nil }
        while let key = pair[0], let value = pair[1] {
            if String(cString: key) == "Ccy" { return String(cString: value) }
            pair += 2
        }
        return nil
    }

    private static func count(_ text: UnsafePointer<XML_Char>) -> Int {
        var count = 0
        while text[count] != 0 { count += 1 }
        return count
    }
}
