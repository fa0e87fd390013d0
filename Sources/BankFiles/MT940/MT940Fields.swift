/// The fields of a file as events.
struct MT940Fields {
    /// What the next line without a tag belongs to.
    private enum Open {
        case nothing
        /// A `:61:` whose amount stands in the next line.
        case half(MT940Cursor)
        case entry
    }

    private var open = Open.nothing
    private var entry: MT940Entry?
    private var head: BankStatementHead?
    private var isHeadGiven = false
    private var hasOpening = false
    private var hasClosing = false
    private var statements = 0

    /// Whether a line in the text of an entry only looks like a tag, as a time of day does.
    func goesOn(over tag: String) -> Bool {
        guard case .entry = open else { return false }
        return ["13", "21", "25", "28"].contains(tag)
    }

    /// Reads a line that has no tag.
    mutating func goOn(_ text: [UInt8], line: Int, column: Int) throws(BankFault) {
        switch open {
        case .nothing: break
        case .half(let cursor):
            try begin(entry: cursor.joined(text, line: line, column: column))
        case .entry: try entry?.add(text, .more, line: line)
        }
    }

    /// Ends a field: what follows up to the next tag belongs to no entry.
    mutating func close() throws(BankFault) {
        if case .half(let cursor) = open {
            throw cursor.fault("the entry is cut off", at: cursor.bytes.count)
        }
        open = .nothing
    }

    /// Reads a field.
    mutating func begin(
        _ tag: String, _ cursor: MT940Cursor, to hand: BankHand
    ) throws(BankFault) {
        try close()
        if tag == "86" || tag == "NS" {
            guard entry != nil else { return }
            open = .entry
            try entry?.add(cursor.bytes, tag == "86" ? .information : .other, line: cursor.line)
            return
        }
        try giveEntry(to: hand)
        switch tag {
        case "20":
            try endStatement(to: hand)
            start(at: cursor.line)
            head?.id = Self.text(cursor)
        case "25", "25P":
            start(at: cursor.line)
            guard !isHeadGiven else {
                throw cursor.fault("an account behind balances or entries", at: 0)
            }
            head?.account = Self.text(cursor)
        case "28", "28C":
            start(at: cursor.line)
            head?.sequence = Self.text(cursor)
        case "34F":
            start(at: cursor.line)
            var cursor = cursor
            if head?.currency == nil { head?.currency = cursor.currency() }
        case "60F", "60M", "62F", "62M", "64", "65":
            start(at: cursor.line)
            try readBalance(tag, cursor, to: hand)
        case "61":
            start(at: cursor.line)
            try giveHead(to: hand)
            if MT940Entry.isHalf(cursor.bytes) {
                open = .half(cursor)
            } else {
                try begin(entry: cursor)
            }
        default: break
        }
    }

    /// Ends the file.
    mutating func end(to hand: BankHand) throws(BankFault) {
        try giveEntry(to: hand)
        try endStatement(to: hand)
        guard statements > 0 else {
            throw BankFault("no MT940 or MT942 statement is in it", line: 0)
        }
    }

    private mutating func begin(entry cursor: MT940Cursor) throws(BankFault) {
        entry = try MT940Entry(cursor, currency: head?.currency)
        open = .entry
    }

    private mutating func readBalance(
        _ tag: String, _ field: MT940Cursor, to hand: BankHand
    ) throws(BankFault) {
        var cursor = field
        guard let mark = cursor.take({ $0 == UInt8(ascii: "C") || $0 == UInt8(ascii: "D") }) else {
            throw cursor.fault("no mark C or D")
        }
        let day = try cursor.day()
        let currency = cursor.currency()
        let amount = try cursor.amount()
        cursor.skipBlanks()
        guard cursor.rest.isEmpty else { throw cursor.fault("text behind the amount") }
        let kind = currency == nil ? .other : Self.kind(tag)
        switch kind {
        case .opening, .intermediateOpening:
            guard !hasOpening else { throw field.fault("a second opening balance") }
            hasOpening = true
        case .closing, .intermediateClosing:
            guard !hasClosing else { throw field.fault("a second closing balance") }
            hasClosing = true
        case .other: break
        }
        if head?.currency == nil { head?.currency = currency }
        try giveHead(to: hand)
        let signed = MT940Cursor.signed(amount, isCredit: mark == UInt8(ascii: "C"))
        try hand(
            .balance(
                BankBalance(
                    kind: kind, code: tag, amount: signed, currency: currency, day: day,
                    line: field.line)))
    }

    /// What a balance is for; one without its currency is not compared with anything.
    private static func kind(_ tag: String) -> BankBalance.Kind {
        switch tag {
        case "60F": .opening
        case "60M": .intermediateOpening
        case "62F": .closing
        case "62M": .intermediateClosing
        default: .other
        }
    }

    private static func text(_ cursor: MT940Cursor) -> String? {
        let text = BankText.collapsed(BankText.string(cursor.bytes))
        return text.isEmpty ? nil : text
    }

    private mutating func start(at line: Int) {
        guard head == nil else { return }
        head = BankStatementHead(line: line)
        (isHeadGiven, hasOpening, hasClosing) = (false, false, false)
        statements += 1
    }

    private mutating func giveHead(to hand: BankHand) throws(BankFault) {
        guard let head, !isHeadGiven else { return }
        isHeadGiven = true
        try hand(.statement(head))
    }

    private mutating func giveEntry(to hand: BankHand) throws(BankFault) {
        guard let whole = entry?.whole else { return }
        entry = nil
        try hand(.line(whole))
    }

    private mutating func endStatement(to hand: BankHand) throws(BankFault) {
        guard head != nil else { return }
        try giveHead(to: hand)
        head = nil
        try hand(.end)
    }
}
