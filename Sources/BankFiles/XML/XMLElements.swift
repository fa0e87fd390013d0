import CExpat
import Domain

/// The elements of an XML file as they come, by expat.
///
/// A document type declaration is refused, so that nothing is ever expanded; depth and text are
/// bounded, so that memory does not grow with the file.
final class XMLElements {
    /// Takes elements, whose names are without their prefix.
    protocol Taker: AnyObject {
        func begin(_ name: String, _ elements: XMLElements) throws(BankFault)
        /// Text is what stood directly in the element, with no blanks around it.
        func end(_ name: String, _ text: String, _ elements: XMLElements) throws(BankFault)
    }

    private static let depthMax = 64
    private static let textMax = 1 << 16

    /// Where the parser is: names from the root to the element at hand.
    private(set) var path: [String] = []
    /// The attributes of the element that has just begun.
    private(set) var attributes: [String: String] = [:]
    private var texts: [[UInt8]] = []
    private var fault: BankFault?
    private let taker: any Taker
    private let parser: XML_Parser

    /// - Throws: `BankFault` when there is no memory for a parser.
    init(_ taker: any Taker) throws(BankFault) {
        guard let parser = XML_ParserCreate(nil) else {
            throw BankFault("no memory for a parser", line: 0)
        }
        self.parser = parser
        self.taker = taker
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let data, let name else { return }
                Unmanaged<XMLElements>.fromOpaque(data).takeUnretainedValue()
                    .begin(String(cString: name), attributes)
            },
            { data, _ in
                guard let data else { return }
                Unmanaged<XMLElements>.fromOpaque(data).takeUnretainedValue().end()
            })
        XML_SetCharacterDataHandler(parser) { data, bytes, count in
            guard let data, let bytes else { return }
            Unmanaged<XMLElements>.fromOpaque(data).takeUnretainedValue()
                .text(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            guard let data else { return }
            let elements = Unmanaged<XMLElements>.fromOpaque(data).takeUnretainedValue()
            elements.stop(elements.fault("document types and their entities are not taken"))
        }
    }

    deinit { XML_ParserFree(parser) }

    /// The line at hand, from 1.
    var line: Int { Int(XML_GetCurrentLineNumber(parser)) }

    /// A fault where the parser is.
    func fault(_ what: String, tag: String? = nil) -> BankFault {
        BankFault(
            what, line: line, column: Int(XML_GetCurrentColumnNumber(parser)) + 1,
            tag: tag ?? (path.isEmpty ? nil : path.suffix(2).joined(separator: "/")))
    }

    /// Reads a file to its end.
    ///
    /// - Parameters:
    ///   - feed: from its beginning.
    ///   - each: called after each piece, for what has gathered.
    /// - Throws: `BankFault` for what is no XML, is cut off, or is refused by the taker or by `each`.
    func read(_ feed: ByteFeed, each: () throws(BankFault) -> Void) throws(BankFault) {
        while true {
            let piece = try feed.next()
            let isParsed = piece.withUnsafeBytes { bytes in
                XML_Parse(
                    parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                    Int32(bytes.count), piece.isEmpty ? 1 : 0) == XML_STATUS_OK
            }
            if let fault { throw fault }
            guard isParsed else {
                let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
                throw fault("no XML: \(reason ?? "unknown error")")
            }
            try each()
            if piece.isEmpty { return }
        }
    }

    private func stop(_ reason: BankFault) {
        guard fault == nil else { return }
        fault = reason
        XML_StopParser(parser, 0)
    }

    private func begin(
        _ name: String, _ pairs: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    ) {
        guard fault == nil else { return }
        let plain = Self.plain(name)
        path.append(plain)
        texts.append([])
        guard path.count <= Self.depthMax else {
            return stop(fault("elements within each other, over \(Self.depthMax) deep"))
        }
        attributes = [:]
        var at = 0
        while let pairs, let key = pairs[at], let value = pairs[at + 1] {
            attributes[Self.plain(String(cString: key))] = String(cString: value)
            at += 2
        }
        do throws(BankFault) { try taker.begin(plain, self) } catch { stop(error) }
    }

    private func end() {
        guard fault == nil, let name = path.last, let bytes = texts.popLast() else { return }
        let text = BankText.collapsed(BankText.string(bytes))
        do throws(BankFault) { try taker.end(name, text, self) } catch { stop(error) }
        path.removeLast()
    }

    private func text(_ bytes: UnsafeRawBufferPointer) {
        guard fault == nil, !texts.isEmpty else { return }
        texts[texts.count - 1] += bytes
        guard texts[texts.count - 1].count <= Self.textMax else {
            return stop(fault("a text of over 64 KiB"))
        }
    }

    private static func plain(_ name: String) -> String {
        name.split(separator: ":").last.map(String.init) ?? name
    }
}
