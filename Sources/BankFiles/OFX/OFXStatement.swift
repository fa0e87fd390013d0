import Domain

/// A statement while it is read.
struct OFXStatement {
    /// How many tags are open around its own.
    let depth: Int
    private var head: BankStatementHead
    private var isHeadGiven = false
    private var balances: Set<String> = []

    init(response: String?, depth: Int, _ place: FilePlace) {
        self.depth = depth
        head = BankStatementHead(id: response, line: place.line)
    }

    mutating func takeCurrency(_ leaf: OFXLeaf) throws(BankFault) {
        guard !leaf.text.isEmpty else { return }
        guard head.currency == nil, !isHeadGiven else {
            throw leaf.fault("is said twice, or behind an entry")
        }
        head.currency = try leaf.currency()
    }

    mutating func takeAccount(_ record: OFXRecord) throws(BankFault) {
        guard head.account == nil, !isHeadGiven else {
            throw record.fault("is said twice, or behind an entry")
        }
        head.account = try record.leaf("ACCTID")?.text
    }

    mutating func takeBalance(_ record: OFXRecord, to hand: BankHand) throws(BankFault) {
        guard let balance = try record.balance(head.currency) else { return }
        guard balances.insert(record.name).inserted else { throw record.fault("is said twice") }
        try giveHead(to: hand)
        try hand(.balance(balance))
    }

    mutating func takeLine(_ record: OFXRecord, to hand: BankHand) throws(BankFault) {
        let line = try record.line(head.currency)
        try giveHead(to: hand)
        try hand(.line(line))
    }

    func end(to hand: BankHand) throws(BankFault) {
        var last = self
        try last.giveHead(to: hand)
        try hand(.end)
    }

    private mutating func giveHead(to hand: BankHand) throws(BankFault) {
        guard !isHeadGiven else { return }
        isHeadGiven = true
        try hand(.statement(head))
    }
}
