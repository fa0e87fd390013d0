import Domain

/// A `Bal` while it is read.
struct CamtBalance {
    let place: FilePlace
    private var code: String?
    private var subcode: String?
    private var amount: Fixed?
    private var currency: String?
    private var isCredit: Bool?
    private var day: Day?

    init(_ place: FilePlace) { self.place = place }

    /// Takes what stands at a path below `Bal`.
    mutating func take(_ path: ArraySlice<String>, _ leaf: CamtLeaf) throws(BankFault) {
        switch path.joined(separator: "/") {
        // Version 1 has the code in Tp.
        case "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Tp/Prtry":
            try CamtEntry.once(&code, leaf.text, leaf)
        case "Tp/SubTp/Cd", "Tp/SubTp/Prtry": try CamtEntry.once(&subcode, leaf.text, leaf)
        case "Amt":
            try CamtEntry.once(&amount, try leaf.amount(), leaf)
            if let code = leaf.currency { currency = try CamtLeaf.currency(code, leaf) }
        case "CdtDbtInd": try CamtEntry.once(&isCredit, try leaf.isCredit(), leaf)
        case "Dt/Dt", "Dt/DtTm": try CamtEntry.once(&day, try leaf.day(), leaf)
        default: break
        }
    }

    /// The balance; what it is besides its statement's others is told by `kinds`.
    ///
    /// - Throws: `BankFault` without a code, an amount or a side.
    func balance() throws(BankFault) -> BankBalance {
        guard let code, !code.isEmpty, let amount, let isCredit else {
            let missing = code?.isEmpty ?? true ? "Tp" : amount == nil ? "Amt" : "CdtDbtInd"
            throw BankFault(
                "has no \(missing)", at: place, tag: "Bal")
        }
        let kind: BankBalance.Kind =
            switch (code, subcode) {
            case ("OPBD", "INTM"): .intermediateOpening
            case ("CLBD", "INTM"): .intermediateClosing
            case ("OPBD", _): .opening
            case ("CLBD", _): .closing
            default: .other
            }
        return BankBalance(
            kind: kind, code: code,
            amount: isCredit ? amount : amount.negated,
            currency: currency, day: day, line: place.line)
    }

    /// Tells what `PRCD` and `ITBD` are from the balances beside them.
    ///
    /// `PRCD`, what the statement before closed with, opens this one when no `OPBD` does. `ITBD`
    /// stands on the pages of a statement for the side that `OPBD` or `CLBD` does not give; of two
    /// without those the first opens. In a report of camt.052 it is of some time of the day, and
    /// entries need not add up to it.
    ///
    /// - Parameters:
    ///   - balances: all of one statement.
    ///   - isReport: whether they are of camt.052.
    static func kinds(_ balances: inout [BankBalance], isReport: Bool) {
        let opens = { (balance: BankBalance) in
            balance.kind == .opening || balance.kind == .intermediateOpening
        }
        let closes = { (balance: BankBalance) in
            balance.kind == .closing || balance.kind == .intermediateClosing
        }
        if !balances.contains(where: opens),
            let previous = balances.firstIndex(where: { $0.code == "PRCD" })
        {
            balances[previous].kind = .opening
        }
        guard !isReport else { return }
        let pages = balances.indices.filter { balances[$0].code == "ITBD" }
        guard let first = pages.first, let last = pages.last else { return }
        switch (balances.contains(where: opens), balances.contains(where: closes), pages.count) {
        case (true, false, 1): balances[first].kind = .intermediateClosing
        case (false, true, 1): balances[first].kind = .intermediateOpening
        case (false, false, 2):
            balances[first].kind = .intermediateOpening
            balances[last].kind = .intermediateClosing
        default: break
        }
    }
}
