import Domain

/// A `:61:` with its `:86:`, before it is handed on.
struct MT940Entry {
    private var line: BankLine
    private var narration = MT940Narration()

    /// Whether the line of a `:61:` ends behind its mark, so that the amount stands in the next.
    static func isHalf(_ content: [UInt8]) -> Bool {
        let marks = content.drop { $0 == 32 || (48...57).contains($0) }
        return (1...3).contains(marks.count) && marks.startIndex >= 6
            && marks.allSatisfy { (65...90).contains($0) }
    }

    /// Reads a `:61:`.
    init(_ field: MT940Cursor, currency: String?) throws(BankFault) {
        var cursor = field
        let value = try cursor.day()
        let booking = try cursor.day(near: value)
        cursor.skipBlanks()
        let prefix = cursor.take { $0 == UInt8(ascii: "R") || $0 == UInt8(ascii: "E") }
        guard let mark = cursor.take({ $0 == UInt8(ascii: "C") || $0 == UInt8(ascii: "D") }) else {
            throw cursor.fault("no mark C, D, RC, RD, EC or ED")
        }
        _ = cursor.take { (65...90).contains($0) }
        let amount = try cursor.amount(orWhole: true)
        cursor.skipBlanks()
        let isReversal = prefix == UInt8(ascii: "R")
        let isCredit = (mark == UInt8(ascii: "C")) != isReversal
        line = BankLine(
            amount: MT940Cursor.signed(amount, isCredit: isCredit), currency: currency,
            isReversal: isReversal,
            status: prefix == UInt8(ascii: "E") ? .pending : .booked, bookingDay: booking,
            valueDay: value, line: field.line)
        let type = cursor.rest.prefix(4)
        guard type.count == 4, type.first.map({ (65...90).contains($0) }) ?? false else {
            throw cursor.fault("no transaction type of a letter and three characters")
        }
        try readReferences(cursor.rest.dropFirst(4))
    }

    /// Takes the customer's reference up to `//` or a gap, and the bank's behind `//`.
    private mutating func readReferences(_ text: ArraySlice<UInt8>) throws(BankFault) {
        let text = text.drop { $0 == 32 }
        let end = Self.start(ofTwo: UInt8(ascii: "/"), in: text)
        let customer = text[..<(end ?? text.endIndex)]
        let gap = Self.start(ofTwo: 32, in: customer)
        line.reference = Self.reference(customer[..<(gap ?? customer.endIndex)])
        if let gap { try add(Array(customer[gap...]), .supplement, line: line.line) }
        if let end { line.bankReference = Self.reference(text[(end + 2)...]) }
    }

    private static func start(ofTwo byte: UInt8, in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast().first { text[$0] == byte && text[$0 + 1] == byte }
    }

    /// A reference, unless it says that there is none.
    private static func reference(_ text: ArraySlice<UInt8>) -> String? {
        let plain = BankText.collapsed(BankText.string(text))
        return plain.isEmpty || plain == "NONREF" ? nil : plain
    }

    /// Takes a line of text.
    mutating func add(
        _ text: [UInt8], _ kind: MT940Narration.Kind, line: Int
    ) throws(BankFault) {
        guard narration.add(text, kind) else {
            throw BankFault(
                "the text of the entry of line \(self.line.line) exceeds 64 KiB", line: line,
                tag: ":86:")
        }
    }

    /// The entry with all that was added.
    var whole: BankLine {
        var whole = line
        whole.narration = narration.text
        return whole
    }
}
