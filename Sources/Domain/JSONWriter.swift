/// Writes JSON (RFC 8259) member by member, with commas where they belong.
///
/// The buffer may be emptied at any time, so that a file of any size is written as it is read.
package struct JSONWriter {
    /// What was written and not yet taken.
    package var bytes: [UInt8] = []
    /// Behind the point of amounts in minor units.
    package var digits = 2
    /// Whether what comes next stands behind nothing in its object or list.
    private var isFirst = true

    package init() {}

    /// Begins an object: by itself, the next one of a list, or the value of a name.
    package mutating func open() { begin(UInt8(ascii: "{")) }

    /// Ends an object.
    package mutating func close() { end(UInt8(ascii: "}")) }

    /// Begins the next member; its value is to follow.
    package mutating func name(_ name: StaticString) {
        separate()
        bytes.append(34)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(34)
        bytes.append(UInt8(ascii: ":"))
        isFirst = true
    }

    /// Begins a member that is a list.
    package mutating func openList(_ name: StaticString) {
        self.name(name)
        begin(UInt8(ascii: "["))
    }

    /// Ends a list.
    package mutating func closeList() { end(UInt8(ascii: "]")) }

    /// Ends a line, behind which something new begins.
    package mutating func endLine() {
        bytes.append(10)
        isFirst = true
    }

    /// An object by itself, or the next one of a list.
    package mutating func object(_ write: (inout JSONWriter) -> Void) {
        open()
        write(&self)
        close()
    }

    /// A member that is a list of objects.
    package mutating func list<Row>(
        _ name: StaticString, _ rows: [Row], _ write: (inout JSONWriter, Row) -> Void
    ) {
        openList(name)
        for row in rows {
            open()
            write(&self, row)
            close()
        }
        closeList()
    }

    /// A member that is a whole number.
    package mutating func count(_ name: StaticString, _ count: Int) {
        self.name(name)
        add(String(count).utf8)
    }

    /// A member that is a text, or `null`.
    package mutating func member(_ name: StaticString, _ text: String?) {
        self.name(name)
        guard let text else { return add("null".utf8) }
        bytes.append(quoted: text)
        isFirst = false
    }

    /// A member that is `true`, `false` or `null`.
    package mutating func member(_ name: StaticString, _ isTrue: Bool?) {
        self.name(name)
        add((isTrue.map { $0 ? "true" : "false" } ?? "null").utf8)
    }

    /// A member that is an amount in minor units, or `null`.
    package mutating func member(_ name: StaticString, _ minor: Int64?) {
        self.name(name)
        if let minor { write(amount: minor) } else { add("null".utf8) }
    }

    /// The next value of a list, or that of a name: `"-0.05"`, with exactly the digits of the currency.
    package mutating func write(amount minor: Int64) {
        separate()
        bytes.append(34)
        bytes += MinorText.bytes(minor, digits: digits)
        bytes.append(34)
        isFirst = false
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func begin(_ mark: UInt8) {
        separate()
        bytes.append(mark)
        isFirst = true
    }

    private mutating func end(_ mark: UInt8) {
        bytes.append(mark)
        isFirst = false
    }

    private mutating func add(_ value: String.UTF8View) {
        bytes += value
        isFirst = false
    }
}

/// Amounts in minor units as decimal text.
package enum MinorText {
    /// `-0.05` for −5 and two digits.
    package static func text(_ minor: Int64, digits: Int) -> String {
        String(decoding: bytes(minor, digits: digits), as: UTF8.self)
    }

    static func bytes(_ minor: Int64, digits: Int) -> [UInt8] {
        var (rest, reversed) = (minor.magnitude, [UInt8]())
        reversed.reserveCapacity(24)
        var place = 0
        repeat {
            if place == digits, digits > 0 { reversed.append(46) }
            reversed.append(UInt8(rest % 10) + 48)
            rest /= 10
            place += 1
        } while rest > 0 || place <= digits
        if minor < 0 { reversed.append(45) }
        return reversed.reversed()
    }
}
