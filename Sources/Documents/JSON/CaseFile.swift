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
    private var rates = RateTable.empty
    private var isAtEnd = false
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
                isList = true
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
        if isList, number == 0, scan.next == UInt8(ascii: "]") {
            at = scan.at
            return end()
        }
        if isList, number > 0 {
            if scan.next == UInt8(ascii: "]") {
                at = scan.at
                return end()
            }
            guard scan.skip(",") else { return stop("a comma or ]", scan.at) }
            scan.blanks()
        }
        number += 1
        let read = self.read(at: scan.at)
        at = read.end
        guard !isList else { return read.case }
        isAtEnd = true
        scan.at = read.end
        scan.blanks()
        guard scan.at < bytes.count else { return read.case }
        return refused("nothing more", scan.at, id: read.case.id)
    }

    /// Behind the last document of a list.
    private mutating func end() -> Case? {
        isAtEnd = true
        var scan = JSONSkim(bytes, at + 1)
        scan.blanks()
        guard after == nil, scan.at < bytes.count else { return nil }
        return stop("nothing more", scan.at)
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
            var scan = JSONSkim(bytes, start)
            if !scan.value() { isAtEnd = true }
            let one = Case(
                number: number, id: "#\(number)", document: .failure(error), view: nil)
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
            while let next, ![44, 93, 125].contains(next), next > 32 { at += 1 }
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

    private mutating func nested() -> Bool {
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case 34:
                guard text() else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            at += 1
            if depth == 0 { return true }
        }
        return false
    }
}
