import Domain

/// A text with documents in JSON: one, a list, or a file of cases.
///
/// Documents are read one at a time, so memory is the text and one document.
package struct CaseFile {
    /// A document of the file, or why it is none; with its number from 1.
    package struct Case {
        package let number: Int
        package let id: String
        package let document: Result<BilledDocument, DocumentFault>
        /// The tape of the case, for what is expected of it.
        let view: JSONView?

        /// The byte where the document begins.
        package var position: Int? { view?.position }

        /// The texts of a list that the case has besides.
        package func texts(_ name: StaticString) -> [String] {
            let list = try? view?.member(name)?.elements(name.description)
            return list?.map(\.string) ?? []
        }
    }

    private let bytes: [UInt8]
    private var at: Int
    private var number = 0
    private var isList = false
    /// Whether the list is a member of an object.
    private var isMember = false
    private var rates = RateTable.empty
    private var isAtEnd = false
    /// What a list wants next; only its first document may be missing.
    private var wants = Wanted.documentOrEnd

    private enum Wanted { case documentOrEnd, document, comma }

    private var lines = LinePlaces()

    /// Finds where the documents are, and reads the rates of the file.
    ///
    /// - Throws: what is wrong with the file as a whole.
    package init(_ bytes: [UInt8]) throws(DocumentFault) {
        self.bytes = bytes
        at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var scan = JSONSkim(bytes, at)
        scan.blanks()
        at = scan.at
        switch scan.next {
        case UInt8(ascii: "["):
            isList = true
            at += 1
        case UInt8(ascii: "{"):
            if let cases = try members(scan) {
                (isList, isMember) = (true, true)
                at = cases
            }
        default: throw DocumentFault(.jsonInvalid, "wants { or [", position: at)
        }
    }

    /// Goes over a file's members: where its cases begin, if it has them.
    private mutating func members(_ start: JSONSkim) throws(DocumentFault) -> Int? {
        var (scan, cases, casesEnd) = (start, Int?.none, 0)
        var faults: [DocumentFault] = []
        scan.at += 1
        repeat {
            scan.blanks()
            guard scan.next == 34 else { break }
            let key = scan.at
            guard scan.value() else { break }
            let name = String(decoding: bytes[(key + 1)..<(scan.at - 1)], as: UTF8.self)
            guard scan.skip(":") else { break }
            scan.blanks()
            let value = scan.at
            if name == "cases", scan.next == UInt8(ascii: "[") { cases = value + 1 }
            let isWhole = scan.value()
            if cases == value + 1 { casesEnd = scan.at - 1 }
            if name == "rates", isWhole {
                do {
                    rates = try DocumentReader.table(
                        JSONView(tape: try JSONTape(bytes, from: value), place: 0))
                } catch { faults.append(error) }
            }
            guard isWhole else { break }
        } while scan.skip(",")
        guard cases != nil else {
            rates = .empty
            return nil
        }
        if let fault = faults.first { throw fault }
        if scan.skip("}") {
            scan.blanks()
            after = scan.at
            if let cases { try others(start.at, cases..<casesEnd, scan.at) }
        }
        return cases
    }

    /// What stands behind a whole file of cases begins here.
    private var after: Int?

    /// Holds to the rules what stands beside the cases.
    private func others(
        _ start: Int, _ cases: Range<Int>, _ after: Int
    ) throws(DocumentFault) {
        let around = bytes[start..<cases.lowerBound] + bytes[cases.upperBound..<after]
        do {
            _ = try JSONTape(Array(around))
        } catch {
            var fault = error
            let hole = cases.lowerBound - start
            fault.position = error.position.map {
                $0 < hole ? $0 + start : $0 + cases.count + start
            }
            throw fault
        }
        guard after == bytes.count else {
            throw DocumentFault(.jsonInvalid, "wants nothing more", position: after)
        }
    }

    /// The next document, or `nil` behind the last one.
    package mutating func next() -> Case? {
        guard !isAtEnd else { return nil }
        var scan = JSONSkim(bytes, at)
        scan.blanks()
        if isList { return nextOfList(scan) }
        number += 1
        let read = self.read(at: scan.at)
        isAtEnd = true
        scan.at = read.end
        scan.blanks()
        guard scan.at < bytes.count else { return read.case }
        return refused("nothing more", scan.at, id: read.case.id)
    }

    /// Reports what stands in place of a comma or a document, and goes on behind it.
    private mutating func nextOfList(_ start: JSONSkim) -> Case? {
        var scan = start
        if wants != .document, scan.next == UInt8(ascii: "]") {
            at = scan.at
            return end()
        }
        if wants == .comma {
            guard scan.skip(",") else { return amiss("a comma or ]", scan) }
            scan.blanks()
        }
        let isNone = scan.next.map { ",:]}".utf8.contains($0) } ?? true
        guard !isNone else { return amiss("a value", scan) }
        number += 1
        wants = .comma
        let read = self.read(at: scan.at)
        at = read.end
        return read.case
    }

    /// Goes to where the next document may begin or the list end.
    private mutating func amiss(_ wanted: String, _ place: JSONSkim) -> Case {
        var scan = place
        scan.gap()
        wants = scan.next == UInt8(ascii: "{") ? .document : .comma
        at = scan.at
        isAtEnd = at >= bytes.count
        number += 1
        return refused(wanted, place.at, id: "#\(number)")
    }

    /// Behind the last document of a list.
    private mutating func end() -> Case? {
        isAtEnd = true
        var scan = JSONSkim(bytes, at + 1)
        scan.blanks()
        guard after == nil, isMember || scan.at < bytes.count else { return nil }
        return stop(isMember ? "a comma or }" : "nothing more", scan.at)
    }

    private mutating func stop(_ wanted: String, _ position: Int) -> Case {
        isAtEnd = true
        number += 1
        return refused(wanted, position, id: "#\(number)")
    }

    private func refused(_ wanted: String, _ position: Int, id: String) -> Case {
        Case(
            number: number, id: id,
            document: .failure(DocumentFault(.jsonInvalid, "wants \(wanted)", position: position)),
            view: nil)
    }

    /// Reads the document that begins at a byte; behind one that is no JSON goes on as brackets tell.
    private mutating func read(at start: Int) -> (case: Case, end: Int) {
        let tape: JSONTape
        do {
            tape = try JSONTape(bytes, from: start)
        } catch {
            var (scan, fault) = (JSONSkim(bytes, start), error)
            if !scan.value() {
                fault = DocumentFault(
                    error.error.code,
                    "\(error.error.context), and nothing behind it can be told apart",
                    position: error.position)
            }
            let one = Case(
                number: number, id: "#\(number)", document: .failure(fault), view: nil)
            return (one, scan.at)
        }
        let view = JSONView(tape: tape, place: 0)
        let id = DocumentReader.id(view, else: "#\(number)")
        let document: Result<BilledDocument, DocumentFault>
        do {
            document = .success(try DocumentReader(rates).document(view, id: id))
        } catch {
            document = .failure(error)
        }
        return (Case(number: number, id: id, document: document, view: view), tape.at)
    }

    /// Where a byte stands: `line 3 column 7`, both from 1.
    package mutating func place(of position: Int) -> String {
        lines.place(of: position, in: bytes)
    }

    /// Where a byte of a text stands.
    package static func place(of position: Int, in bytes: [UInt8]) -> String {
        var lines = LinePlaces()
        return lines.place(of: position, in: bytes)
    }
}

/// Counts lines from where it counted last.
private struct LinePlaces {
    private var (position, line, start) = (0, 1, 0)

    mutating func place(of wanted: Int, in bytes: [UInt8]) -> String {
        if wanted < position { (position, line, start) = (0, 1, 0) }
        while position < min(wanted, bytes.count) {
            if bytes[position] == 10 { (line, start) = (line + 1, position + 1) }
            position += 1
        }
        return "line \(line) column \(wanted - start + 1)"
    }
}

/// Finds where a value ends without looking at what it is.
struct JSONSkim {
    private let bytes: [UInt8]
    var at: Int

    init(_ bytes: [UInt8], _ at: Int) {
        self.bytes = bytes
        self.at = at
    }

    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func blanks() {
        while at < bytes.count, bytes[at] == 32 || (9...10).contains(bytes[at]) || bytes[at] == 13 {
            at += 1
        }
    }

    mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        blanks()
        guard next == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    /// Goes behind a value; `false` when the text ends within it.
    mutating func value() -> Bool {
        switch next {
        case 34: return text()
        case UInt8(ascii: "{"), UInt8(ascii: "["): return nested()
        default:
            let start = at
            while let next, ![44, 91, 93, 123, 125].contains(next), next > 32 { at += 1 }
            return at > start
        }
    }

    private mutating func text() -> Bool {
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            at += byte == 92 ? 2 : 1
            if byte == 34 { return true }
        }
        at = bytes.count
        return false
    }

    /// A bracket closes the last one of its kind, and what was left open in between; one that none
    /// of its kind is open for belongs to what is around.
    private mutating func nested() -> Bool {
        var open: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case 34:
                guard text() else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(byte)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // Brackets are two apart in ASCII.
                guard let place = open.lastIndex(of: byte - 2) else { return false }
                open.removeLast(open.count - place)
            default: break
            }
            at += 1
            if open.isEmpty { return true }
        }
        return false
    }

    /// Goes to the next comma, brace that opens, or bracket that closes, outside of texts.
    mutating func gap() {
        while let byte = next, ![44, 93, 123].contains(byte) {
            if byte == 34 { _ = text() } else { at += 1 }
        }
    }
}
