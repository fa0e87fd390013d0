import Domain

/// A balance that is being gathered.
struct CamtBalance: CamtPart {
    let line: Int
    var currency: String?
    private var code: String?
    private var amount: Fixed?
    private var isDebit: Bool?
    private var day: Day?

    init(line: Int) { self.line = line }

    mutating func take(
        _ path: ArraySlice<String>, _ text: String, _ elements: XMLElements
    ) throws(BankFault) {
        switch path.joined(separator: "/") {
        case "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd": code = text
        case "Amt": amount = try CamtValue.amount(text, elements)
        case "CdtDbtInd": isDebit = try CamtValue.isDebit(text, elements)
        case "Dt", "Dt/Dt": day = text.isEmpty ? day : try CamtValue.day(text, elements)
        case "Dt/DtTm": day = try CamtValue.day(text, elements)
        default: break
        }
    }

    /// Source: ISO 20022 external code set, BalanceType: the closing balance of the day before stands in
    /// where a statement does not repeat it as its opening one.
    func event(_ elements: XMLElements) throws(BankFault) -> BankEvent {
        guard let amount else { throw elements.fault("a balance without an amount", tag: "Bal") }
        guard let code else { throw elements.fault("a balance without a type", tag: "Bal") }
        let kind: BankBalance.Kind =
            switch code {
            case "OPBD": .opening
            case "CLBD": .closing
            case "PRCD": .intermediateOpening
            default: .other
            }
        return .balance(
            BankBalance(
                kind: kind, code: code,
                amount: isDebit == true
                    ? Fixed(unscaled: -amount.unscaled, scale: amount.scale) : amount,
                currency: currency, day: day, line: line))
    }
}

/// An entry that is being gathered.
struct CamtEntry: CamtPart {
    let line: Int
    var currency: String?
    private var amount: Fixed?
    private var isDebit: Bool?
    private var isReversal = false
    private var status = BankLine.Status.booked
    private var booking: Day?
    private var value: Day?
    private var entryReference: String?
    private var servicer: String?
    private var endToEnd: String?
    private var remittance: [String] = []
    private var additional: [String] = []
    private var bytes = 0
    private var details = 0

    init(line: Int) { self.line = line }

    mutating func beginDetails() { details += 1 }

    mutating func take(
        _ path: ArraySlice<String>, _ text: String, _ elements: XMLElements
    ) throws(BankFault) {
        guard !text.isEmpty || path.count == 1 else { return }
        switch path.joined(separator: "/") {
        case "Amt": amount = try CamtValue.amount(text, elements)
        case "CdtDbtInd": isDebit = try CamtValue.isDebit(text, elements)
        case "RvslInd": isReversal = try CamtValue.truth(text, elements)
        case "Sts" where !text.isEmpty, "Sts/Cd": status = try CamtValue.status(text, elements)
        case "BookgDt/Dt", "BookgDt/DtTm": booking = try CamtValue.day(text, elements)
        case "ValDt/Dt", "ValDt/DtTm": value = try CamtValue.day(text, elements)
        case "NtryRef": entryReference = text
        case "AcctSvcrRef" where !text.isEmpty: servicer = text
        case "AddtlNtryInf": try add(text, to: \.additional, elements)
        default: try takeDetail(path, text, elements)
        }
    }

    private mutating func takeDetail(
        _ path: ArraySlice<String>, _ text: String, _ elements: XMLElements
    ) throws(BankFault) {
        let isDetail = path.first == "NtryDtls" || path.first == "TxDtls"
        guard isDetail else { return }
        switch path.suffix(2).joined(separator: "/") {
        case "Refs/EndToEndId" where text != "NOTPROVIDED": endToEnd = endToEnd ?? text
        case "Refs/AcctSvcrRef": servicer = servicer ?? text
        case "RmtInf/Ustrd": try add(text, to: \.remittance, elements)
        case "TxDtls/AddtlTxInf": try add(text, to: \.additional, elements)
        case "CdtrRefInf/Ref": try add(text, to: \.remittance, elements)
        default: break
        }
    }

    private mutating func add(
        _ text: String, to texts: WritableKeyPath<CamtEntry, [String]>, _ elements: XMLElements
    ) throws(BankFault) {
        // A batch of thousands of payments says each one's text: what it is about is said by then.
        guard bytes <= 1 << 12, !self[keyPath: texts].contains(text), !text.isEmpty else { return }
        bytes += text.utf8.count
        self[keyPath: texts].append(text)
    }

    func event(_ elements: XMLElements) throws(BankFault) -> BankEvent {
        guard let amount else { throw elements.fault("an entry without an amount", tag: "Ntry") }
        guard let isDebit else {
            throw elements.fault("an entry that is neither credit nor debit", tag: "Ntry")
        }
        let signed = isDebit ? Fixed(unscaled: -amount.unscaled, scale: amount.scale) : amount
        let text = remittance.isEmpty ? additional : remittance
        return .line(
            BankLine(
                amount: signed, currency: currency, isReversal: isReversal, status: status,
                bookingDay: booking, valueDay: value, reference: endToEnd ?? entryReference,
                bankReference: servicer, narration: text.joined(separator: " "),
                details: details, line: line))
    }
}
