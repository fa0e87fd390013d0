import Domain

/// The tags of a file that are open.
///
/// A tag with text is a value: it ends where the next tag begins. One without is a value too, when
/// it closes at once or is known as one; else it holds the tags behind it, until it closes, or
/// until what is around it does: it was an empty value then, and held nothing.
struct OFXMessage {
    static let depthMax = 64

    private struct Open {
        var name: String
        var place: FilePlace
        /// Leaves of the record when it began.
        var first: Int
    }

    private var open: [Open] = []
    private var value: OFXLeaf?
    private var record: OFXRecord?
    /// How many tags are open around the record's own.
    private var recordDepth = 0
    private var statement = OFXStatement?.none
    private var response: String?
    private var isAtEnd = false

    mutating func take(_ token: OFXToken, to hand: BankHand) throws(BankFault) {
        switch token {
        case .text(let text, let place):
            guard var leaf = value else {
                throw BankFault(
                    "is text outside of a value: \(AppError.quoted(text))", at: place,
                    tag: open.last?.name)
            }
            leaf.text += text
            guard leaf.text.utf8.count <= OFXTokens.textMax else {
                throw leaf.fault("has over 64 KiB")
            }
            value = leaf
        case .open(let name, let place):
            try endValue(mayHoldTags: true)
            guard !isAtEnd, !open.isEmpty || name == "OFX" else {
                throw BankFault(
                    isAtEnd ? "stands behind </OFX>" : "stands where <OFX> should",
                    at: place, tag: name)
            }
            if OFXTags.aggregates.contains(name) {
                try begin(name, place)
            } else {
                value = OFXLeaf(name: name, text: "", place: place)
            }
        case .close(let name, let place):
            let isValue = value?.name == name
            try endValue(mayHoldTags: false)
            if !isValue { try close(name, place, to: hand) }
        }
    }

    /// At the end of the file.
    ///
    /// - Throws: `BankFault` when it is not that of `OFX`.
    func end(_ place: FilePlace) throws(BankFault) {
        guard isAtEnd else {
            throw BankFault(
                open.isEmpty ? "has no <OFX>" : "ends before </OFX>", at: place,
                tag: value?.name ?? open.last?.name)
        }
    }

    private mutating func push(_ name: String, _ place: FilePlace) throws(BankFault) {
        guard open.count < Self.depthMax else {
            throw BankFault(
                "lies over \(Self.depthMax) deep", at: place, tag: name
            )
        }
        open.append(Open(name: name, place: place, first: record?.leaves.count ?? 0))
    }

    private mutating func begin(_ name: String, _ place: FilePlace) throws(BankFault) {
        let isRecord =
            name == "STATUS" || OFXTags.lines.contains(name) || OFXTags.balances.contains(name)
        if let record, isRecord || OFXTags.statements.contains(name) {
            throw record.fault("has no end before \(AppError.quoted(name))")
        }
        if OFXTags.statements.contains(name) {
            guard statement == nil else {
                throw BankFault(
                    "stands in another statement", at: place, tag: name
                )
            }
            statement = OFXStatement(response: response, depth: open.count, place)
        } else if OFXTags.responses.contains(name) {
            response = nil
        }
        if record == nil, isRecord || OFXTags.accounts.contains(name) {
            record = OFXRecord(name, place)
            recordDepth = open.count
        }
        try push(name, place)
    }

    /// The value that is open ends; an empty one of an unknown name may be no value.
    private mutating func endValue(mayHoldTags: Bool) throws(BankFault) {
        guard var leaf = value else { return }
        value = nil
        leaf.text = BankText.trimmed(leaf.text)
        if mayHoldTags, leaf.text.isEmpty, !OFXTags.leaves.contains(leaf.name) {
            return try push(leaf.name, leaf.place)
        }
        if record != nil {
            leaf.around = open.dropFirst(recordDepth + 1).map(\.name)
            try record?.add(leaf)
        } else if leaf.name == "CURDEF", isDirectlyInStatement {
            try statement?.takeCurrency(leaf)
        } else if leaf.name == "TRNUID", !leaf.text.isEmpty,
            OFXTags.responses.contains(enclosing ?? "")
        {
            response = leaf.text
        }
    }

    private var enclosing: String? {
        open.last { OFXTags.aggregates.contains($0.name) }?.name
    }

    /// Whether no other known tag lies between here and the statement.
    private var isDirectlyInStatement: Bool {
        open.lastIndex { OFXTags.aggregates.contains($0.name) } == statement?.depth
            && statement != nil
    }

    private mutating func close(
        _ name: String, _ place: FilePlace, to hand: BankHand
    ) throws(BankFault) {
        guard let index = open.lastIndex(where: { $0.name == name }) else {
            throw BankFault(
                "closes what is not open", at: place, tag: name)
        }
        while open.count > index + 1, let inner = open.popLast() {
            guard !OFXTags.aggregates.contains(inner.name) else {
                throw BankFault(
                    "has no end before </\(name)>", at: inner.place, tag: inner.name)
            }
            record?.unwrap(open.count - recordDepth - 1, from: inner.first)
        }
        open.removeLast()
        if let record, open.count == recordDepth {
            self.record = nil
            try end(record, to: hand)
        } else if let statement, open.count == statement.depth {
            self.statement = nil
            try statement.end(to: hand)
        }
        isAtEnd = open.isEmpty
    }

    private mutating func end(_ record: OFXRecord, to hand: BankHand) throws(BankFault) {
        switch record.name {
        case "STATUS": try record.check()
        case let name where OFXTags.lines.contains(name):
            guard statement != nil else { throw record.fault("stands in no statement") }
            try statement?.takeLine(record, to: hand)
        // A transfer of investments names accounts too, deeper in.
        case _ where !isDirectlyInStatement: break
        case let name where OFXTags.balances.contains(name):
            try statement?.takeBalance(record, to: hand)
        default: try statement?.takeAccount(record)
        }
    }
}
