import Domain

/// One value of a tape, to be asked for what it is meant to be.
struct JSONView {
    let tape: JSONTape
    let place: Int

    private var value: JSONTape.Value { tape.values[place] }
    var kind: JSONTape.Kind { value.kind }
    var position: Int { isText ? value.start - 1 : value.start }
    var isText: Bool { kind == .text || kind == .escapedText }
    /// A text with its escapes resolved, a number as its digits stand.
    var string: String { tape.string(value) }

    /// The member of that name, unless it is missing or `null`.
    func member(_ name: StaticString) -> JSONView? {
        guard let view = find(name), view.kind != .null else { return nil }
        return view
    }

    /// The member of that name, even when it is `null`.
    func find(_ name: StaticString) -> JSONView? {
        guard kind == .object else { return nil }
        var at = place + 1
        let end = value.next
        while at < end {
            let key = tape.values[at]
            if key.kind == .text
                ? key.end - key.start == name.utf8CodeUnitCount
                    && tape.bytes.holds(name, at: key.start, before: key.end)
                : tape.string(key) == name.description
            {
                return JSONView(tape: tape, place: at + 1)
            }
            at = tape.values[at + 1].next
        }
        return nil
    }

    /// Names of members, in their order.
    var names: [String] {
        guard kind == .object else { return [] }
        var (names, at) = ([String](), place + 1)
        while at < value.next {
            names.append(tape.string(tape.values[at]))
            at = tape.values[at + 1].next
        }
        return names
    }

    /// An array's values.
    func elements(_ name: String) throws(DocumentFault) -> [JSONView] {
        guard kind == .array else { throw fault("\(name) is not a list", name) }
        var (elements, at) = ([JSONView](), place + 1)
        while at < value.next {
            elements.append(JSONView(tape: tape, place: at))
            at = tape.values[at].next
        }
        return elements
    }

    /// Refuses a NaN or an Infinity that stands anywhere in it.
    func refuseNotFinite() throws(DocumentFault) { try tape.refuseNotFinite(place) }

    /// A number: decimal digits in a text, or a JSON number without exponent.
    func decimal(_ name: String) throws(DocumentFault) -> Rational {
        let range = value.start..<value.end
        guard kind == .text || kind == .number, let number = Decimals.read(tape.bytes[range]) else {
            guard isText || kind == .number || kind == .notFinite else {
                throw fault("\(name) is not a decimal number such as “-12.50”", name)
            }
            // As it stands, escapes and all: those are why it is no number.
            let shown = AppError.quoted(String(decoding: tape.bytes[range], as: UTF8.self))
            let isLong = Decimals.isLong(tape.bytes[range])
            throw isLong
                ? DocumentFault(
                    .numericOutOfRange, "\(name) is \(shown), of more than 38 digits", member: name,
                    position: position)
                : fault("\(name) is \(shown), not a decimal number such as “-12.50”", name)
        }
        return number
    }

    func text(_ name: String) throws(DocumentFault) -> String {
        guard isText else { throw fault("\(name) is not a text", name) }
        return string
    }

    func flag(_ name: String) throws(DocumentFault) -> Bool {
        guard kind == .yes || kind == .no else { throw fault("\(name) is not true or false", name) }
        return kind == .yes
    }

    func whole(_ name: String, _ range: ClosedRange<Int>) throws(DocumentFault) -> Int {
        guard kind == .number, let whole = Int(string), range.contains(whole) else {
            throw fault(
                "\(name) is not a whole number from \(range.lowerBound) to \(range.upperBound)",
                name)
        }
        return whole
    }

    func day(_ name: String) throws(DocumentFault) -> Day {
        guard isText, let day = Day(string) else {
            throw fault("\(name) is not a date such as “2026-10-31”", name)
        }
        return day
    }

    func fault(_ context: String, _ member: String) -> DocumentFault {
        DocumentFault(.taxDocumentInvalid, context, member: member, position: position)
    }
}

/// Decimal numbers of up to 38 digits.
enum Decimals {
    /// `-12.50`: a sign, digits, a point with digits on both sides; nothing else.
    static func read(_ bytes: ArraySlice<UInt8>) -> Rational? {
        var at = bytes.startIndex
        let isNegative = bytes.first == 45
        if isNegative { at += 1 }
        guard at < bytes.endIndex else { return nil }
        var (small, digits, scale, point) = (UInt64(0), 0, 0, false)
        var large = Int128(0)
        let start = at
        while at < bytes.endIndex {
            let byte = bytes[at]
            if byte == 46 {
                guard !point, at > start, at + 1 < bytes.endIndex else { return nil }
                point = true
            } else {
                guard byte >= 48, byte <= 57 else { return nil }
                if digits > 0 || byte != 48 { digits += 1 }
                if point { scale += 1 }
                if digits <= 18 {
                    small = small * 10 + UInt64(byte - 48)
                } else {
                    guard digits <= 38 else { return nil }
                    if digits == 19 { large = Int128(small) }
                    large = large * 10 + Int128(byte - 48)
                }
            }
            at += 1
        }
        guard scale <= 38 else { return nil }
        let value = digits <= 18 ? Int128(small) : large
        return Rational(isNegative ? -value : value, digits: scale)
    }

    /// Whether it is such a number but for its length.
    static func isLong(_ bytes: ArraySlice<UInt8>) -> Bool {
        let rest = bytes.first == 45 ? bytes.dropFirst() : bytes
        let parts = rest.split(separator: 46, omittingEmptySubsequences: false)
        return parts.count <= 2
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (48...57).contains($0) } }
    }
}
