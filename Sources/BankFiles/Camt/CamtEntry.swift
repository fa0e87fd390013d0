import Domain

/// An `Ntry` while it is read.
struct CamtEntry {
    /// Of what it is about, so many bytes are kept: a batch may have a hundred thousand.
    static let narrationMax = 4096

    let place: FilePlace
    private var amount: Fixed?
    private var currency: String?
    private(set) var isCredit: Bool?
    private var isReversal: Bool?
    private var status: BankLine.Status?
    private var bookingDay: Day?
    private var valueDay: Day?
    private var reference: String?
    private var bankReference: String?
    private var information: String?
    private var details = 0
    private var batch = CamtDetails()

    init(_ place: FilePlace) { self.place = place }

    /// A single transaction begins.
    mutating func openDetail() { details += 1 }

    /// Takes what stands at a path below `Ntry`.
    mutating func take(_ path: ArraySlice<String>, _ leaf: CamtLeaf) throws(BankFault) {
        switch path.joined(separator: "/") {
        case "Amt":
            try Self.once(&amount, try leaf.amount(), leaf)
            if let code = leaf.currency { currency = try CamtLeaf.currency(code, leaf) }
        case "CdtDbtInd": try Self.once(&isCredit, try leaf.isCredit(), leaf)
        case "RvslInd": try Self.once(&isReversal, try leaf.flag(), leaf)
        case "Sts", "Sts/Cd", "Sts/Prtry": try Self.once(&status, try leaf.status(), leaf)
        case "BookgDt/Dt", "BookgDt/DtTm": try Self.once(&bookingDay, try leaf.day(), leaf)
        case "ValDt/Dt", "ValDt/DtTm": try Self.once(&valueDay, try leaf.day(), leaf)
        case "NtryRef": try Self.once(&reference, leaf.text, leaf)
        case "AcctSvcrRef": try Self.once(&bankReference, leaf.text, leaf)
        case "AddtlNtryInf": try Self.once(&information, leaf.text, leaf)
        default:
            // Version 1 has TxDtls in Ntry, later ones have it in NtryDtls.
            let inside = path.first == "NtryDtls" ? path.dropFirst() : path
            if inside.first == "TxDtls" { batch.take(inside.dropFirst(), leaf.text) }
        }
    }

    /// Sets what may be said once.
    static func once<Value>(
        _ value: inout Value?, _ new: Value, _ leaf: CamtLeaf
    ) throws(BankFault) {
        guard value == nil else { throw leaf.fault("is said twice") }
        value = new
    }

    /// The line of the account.
    ///
    /// - Throws: `BankFault` without an amount, a side or a status.
    func line() throws(BankFault) -> BankLine {
        guard let amount, let isCredit, let status else {
            let missing = amount == nil ? "Amt" : isCredit == nil ? "CdtDbtInd" : "Sts"
            throw BankFault(
                "has no \(missing)", at: place, tag: "Ntry")
        }
        let bankReferences = [bankReference, details == 1 ? batch.bankReference : nil, reference]
        let narrations = [
            batch.remittance, batch.references, batch.information, information.map { [$0] } ?? [],
        ]
        let narration = narrations.first { !$0.joined().isEmpty } ?? []
        return BankLine(
            amount: isCredit ? amount : amount.negated,
            currency: currency, isReversal: isReversal ?? false, status: status,
            bookingDay: bookingDay, valueDay: valueDay, reference: batch.reference,
            bankReference: bankReferences.compactMap { $0 }.first { !$0.isEmpty },
            narration: BankText.collapsed(narration.joined(separator: " ")), details: details,
            line: place.line)
    }
}

/// What the single transactions of an entry say together.
private struct CamtDetails {
    /// `Ustrd`, `CdtrRefInf/Ref` and `AddtlTxInf` of all of them.
    private(set) var remittance: [String] = []
    private(set) var references: [String] = []
    private(set) var information: [String] = []
    private(set) var bankReference: String?
    private var endToEnd: String?
    private var isShared = true
    private var bytes = 0

    /// The end-to-end id, when there is one and no second.
    var reference: String? { isShared ? endToEnd : nil }

    mutating func take(_ path: ArraySlice<String>, _ text: String) {
        switch path.joined(separator: "/") {
        case "Refs/EndToEndId" where !text.isEmpty && text != "NOTPROVIDED":
            isShared = isShared && (endToEnd ?? text) == text
            endToEnd = text
        case "Refs/AcctSvcrRef": bankReference = text
        case "RmtInf/Ustrd" where keeps(text): remittance.append(text)
        case "RmtInf/Strd/CdtrRefInf/Ref" where keeps(text),
            "RmtInf/Strd/CdtrRefInf/CdtrRef" where keeps(text):
            references.append(text)
        case "AddtlTxInf" where keeps(text): information.append(text)
        default: break
        }
    }

    /// Whether a text still fits; counts it then.
    private mutating func keeps(_ text: String) -> Bool {
        guard bytes + text.utf8.count <= CamtEntry.narrationMax else { return false }
        bytes += text.utf8.count
        return true
    }
}
