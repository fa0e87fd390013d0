import Domain

/// A `Stmt`, `Rpt` or `Ntfctn` while it is read.
struct CamtStatement {
    /// Nobody's statement has more; they wait for each other until the first entry.
    static let balancesMax = 1000

    private let isReport: Bool
    private var head: BankStatementHead
    private var isHeadGiven = false
    private var balances: [BankBalance] = []
    private var balance: CamtBalance?
    private var entry: CamtEntry?
    private var summary = CamtSummary()

    init(isReport: Bool, _ place: FilePlace) {
        self.isReport = isReport
        head = BankStatementHead(line: place.line)
    }

    /// An element begins at a path below the statement.
    mutating func open(
        _ path: ArraySlice<String>, _ place: FilePlace, to hand: BankHand
    ) throws(BankFault) {
        switch (path.first, path.count) {
        case ("Bal", 1):
            guard !isHeadGiven else {
                throw BankFault(
                    "stands behind an entry", at: place, tag: "Bal")
            }
            balance = CamtBalance(place)
        case ("Ntry", 1):
            try giveHead(to: hand)
            entry = CamtEntry(place)
        case ("Ntry", 2) where path.last == "TxDtls",
            ("Ntry", 3) where Array(path.dropFirst()) == ["NtryDtls", "TxDtls"]:
            entry?.openDetail()
        default: break
        }
    }

    /// An element ends at a path below the statement.
    mutating func close(
        _ path: ArraySlice<String>, _ leaf: CamtLeaf, to hand: BankHand
    ) throws(BankFault) {
        let inside = path.dropFirst()
        switch path.first {
        case "Bal":
            guard inside.isEmpty else {
                try balance?.take(inside, leaf)
                return
            }
            guard balances.count < Self.balancesMax else {
                throw leaf.fault("is one of over \(Self.balancesMax) balances")
            }
            if let balance { balances.append(try balance.balance()) }
            balance = nil
        case "Ntry":
            guard inside.isEmpty else {
                try entry?.take(inside, leaf)
                return
            }
            if let entry {
                var line = try entry.line()
                line.currency = line.currency ?? head.currency
                summary.add(line, isCredit: entry.isCredit ?? true)
                try hand(.line(line))
            }
            entry = nil
        case "TxsSummry": try summary.take(inside, leaf)
        default: try takeHead(path, leaf)
        }
    }

    /// The statement ends.
    func end(to hand: BankHand) throws(BankFault) {
        var last = self
        try last.giveHead(to: hand)
        for wrong in summary.discrepancies(of: head.account) { try hand(.discrepancy(wrong)) }
        try hand(.end)
    }

    private mutating func takeHead(
        _ path: ArraySlice<String>, _ leaf: CamtLeaf
    ) throws(BankFault) {
        guard !leaf.text.isEmpty else { return }
        var told = head
        switch path.joined(separator: "/") {
        case "Id": try CamtEntry.once(&told.id, leaf.text, leaf)
        case "ElctrncSeqNb": try CamtEntry.once(&told.sequence, leaf.text, leaf)
        // Version 1 has BBAN, UPIC and PrtryAcct, later ones have Othr.
        case "Acct/Id/IBAN", "Acct/Id/BBAN", "Acct/Id/UPIC", "Acct/Id/PrtryAcct/Id",
            "Acct/Id/Othr/Id":
            try CamtEntry.once(&told.account, leaf.text, leaf)
        case "Acct/Ccy":
            try CamtEntry.once(&told.currency, try CamtLeaf.currency(leaf.text, leaf), leaf)
        default: return
        }
        guard !isHeadGiven else { throw leaf.fault("stands behind an entry") }
        head = told
    }

    private mutating func giveHead(to hand: BankHand) throws(BankFault) {
        guard !isHeadGiven else { return }
        isHeadGiven = true
        try hand(.statement(head))
        CamtBalance.kinds(&balances, isReport: isReport)
        for balance in balances { try hand(.balance(balance)) }
        balances = []
    }
}
