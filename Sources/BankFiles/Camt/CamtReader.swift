import Domain

/// Reads ISO 20022 messages from banks: camt.052, .053 and .054 of any version.
package enum CamtReader {
    /// Reads a message, and hands on what it says.
    ///
    /// - Parameters:
    ///   - feed: from its beginning.
    ///   - hand: takes each event, and may refuse it.
    /// - Throws: `BankFault` with line, column and element.
    package static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {
        let message = CamtMessage()
        let elements = try XMLElements(message)
        try elements.read(feed) { () throws(BankFault) in
            for event in message.events { try hand(event) }
            message.events.removeAll(keepingCapacity: true)
        }
        guard message.count > 0 else {
            throw BankFault(
                "no statement, report or notification in the message", line: elements.line)
        }
    }
}

/// What is gathered of a message while it is read.
///
/// Source of names: ISO 20022 message definitions camt.052, .053, .054; a path is looked at from its
/// end, since versions put the same parts into other wrappings.
final class CamtMessage: XMLElements.Taker {
    /// What is to be handed on.
    var events: [BankEvent] = []
    /// How many statements have ended.
    private(set) var count = 0

    private static let statements: Set<String> = ["Stmt", "Rpt", "Ntfctn"]
    private static let messages: Set<String> = [
        "BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn",
    ]

    private var head: BankStatementHead?
    private var isHeadOut = false
    private var balance: CamtBalance?
    private var entry: CamtEntry?

    func begin(_ name: String, _ elements: XMLElements) throws(BankFault) {
        let path = elements.path
        switch path.count {
        case 1 where name != "Document":
            throw elements.fault("\(AppError.quoted(name)) is no Document of ISO 20022")
        case 3 where Self.statements.contains(name) && Self.isMessage(path[1]):
            head = BankStatementHead(line: elements.line)
            isHeadOut = false
        case 4 where head != nil && name == "Bal":
            balance = CamtBalance(line: elements.line)
        case 4 where head != nil && name == "Ntry":
            sendHead()
            entry = CamtEntry(line: elements.line)
        case 5...:
            if name == "TxDtls", entry != nil, path.dropLast().last == "NtryDtls" {
                entry?.beginDetails()
            }
            if name == "Amt", path.count == 5 {
                let currency = elements.attributes["Ccy"]
                balance?.currency = currency
                entry?.currency = currency
            }
        default: break
        }
    }

    /// Version 1 calls the message `BkToCstmrStmtV01`.
    private static func isMessage(_ name: String) -> Bool {
        messages.contains(name) || messages.contains(String(name.dropLast(3)))
    }

    func end(_ name: String, _ text: String, _ elements: XMLElements) throws(BankFault) {
        let path = elements.path
        guard path.count >= 3, head != nil else { return }
        if path.count == 3 {
            sendHead()
            head = nil
            count += 1
            events.append(.end)
        } else if path[3] == "Bal" {
            try end(of: &balance, text, elements)
        } else if path[3] == "Ntry" {
            try end(of: &entry, text, elements)
        } else if !isHeadOut {
            takeHead(path[3...], text)
        }
    }

    private func end<Part: CamtPart>(
        of part: inout Part?, _ text: String, _ elements: XMLElements
    ) throws(BankFault) {
        guard elements.path.count > 4 else {
            if let whole = part {
                sendHead()
                events.append(try whole.event(elements))
            }
            part = nil
            return
        }
        try part?.take(elements.path[4...], text, elements)
    }

    private func takeHead(_ path: ArraySlice<String>, _ text: String) {
        guard !text.isEmpty else { return }
        switch path.joined(separator: "/") {
        case "Id": head?.id = text
        case "ElctrncSeqNb": head?.sequence = text
        case "LglSeqNb": head?.sequence = head?.sequence ?? text
        case "Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/BBAN", "Acct/Id/UPIC":
            head?.account = head?.account ?? text
        case "Acct/Ccy": head?.currency = text
        default: break
        }
    }

    /// The head goes out before what belongs to it; what comes later in it is not looked at.
    private func sendHead() {
        guard let head, !isHeadOut else { return }
        isHeadOut = true
        events.append(.statement(head))
    }
}

/// A balance or an entry that is being gathered.
protocol CamtPart {
    mutating func take(
        _ path: ArraySlice<String>, _ text: String, _ elements: XMLElements
    ) throws(BankFault)

    /// What it says, once it is whole.
    func event(_ elements: XMLElements) throws(BankFault) -> BankEvent
}
