import Domain

/// Reads Open Financial Exchange, versions 1 (SGML) and 2 (XML).
package enum OFXReader {
    /// Reads a file, and hands on each account's statement.
    ///
    /// A file that lists accounts gives statements without entries. Of investments only the movements
    /// of cash are read.
    /// - Parameters:
    ///   - feed: from its beginning.
    ///   - hand: takes each event, and may refuse it.
    /// - Throws: `BankFault` with line, column and tag, also for an answer that is an error.
    package static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {
        var tokens = try OFXTokens(feed)
        var document = OFXDocument()
        while let token = try tokens.next() {
            try document.take(token, tokens, to: hand)
        }
        guard document.isClosed else {
            throw tokens.fault("the file is cut off: </OFX> is missing", tag: "OFX")
        }
    }
}

/// What is gathered of a file while it is read.
///
/// In version 1 an element with a value need not be closed, so that what is open is known of
/// aggregates only, and an element is one when no text follows it.
struct OFXDocument {
    private static let statements: Set<String> = ["STMTRS", "CCSTMTRS", "INVSTMTRS"]
    private static let accounts: Set<String> = ["BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"]
    private static let depthMax = 64

    private(set) var isClosed = false
    /// Names that are open, from the root on.
    private var stack: [String] = []
    /// The element that the last text was of, which may be closed or not.
    private var lastLeaf: String?
    private var head: BankStatementHead?
    private var isHeadOut = false
    private var transaction: OFXTransaction?
    private var balance: OFXBalance?
    private var transactionID: String?
    private var status: (code: String, severity: String, message: String) = ("", "", "")

    /// Takes the next token.
    ///
    /// - Throws: `BankFault` when it makes no sense where it stands.
    mutating func take(
        _ token: OFXTokens.Token, _ tokens: OFXTokens, to hand: BankHand
    ) throws(BankFault) {
        guard !isClosed else { throw tokens.fault("something behind </OFX>") }
        switch token {
        case .open(let name): try open(name, tokens, to: hand)
        case .text(let text):
            guard let name = stack.popLast(), !stack.isEmpty else {
                throw tokens.fault("a text that is of no element")
            }
            lastLeaf = name
            try take(text, of: name, tokens)
        case .close(let name): try close(name, tokens, to: hand)
        }
    }

    private mutating func open(
        _ name: String, _ tokens: OFXTokens, to hand: BankHand
    ) throws(BankFault) {
        guard !stack.isEmpty || name == "OFX" else {
            throw tokens.fault("\(AppError.quoted(name)) before <OFX>")
        }
        guard stack.count < Self.depthMax else {
            throw tokens.fault("elements within each other, over \(Self.depthMax) deep")
        }
        lastLeaf = nil
        stack.append(name)
        if Self.statements.contains(name) {
            guard head == nil else { throw tokens.fault("a statement within another", tag: name) }
            head = BankStatementHead(id: transactionID, line: tokens.line)
            isHeadOut = false
        }
        switch name {
        case "STMTTRN":
            guard head != nil, transaction == nil else {
                throw tokens.fault("a transaction outside of a statement's list", tag: name)
            }
            try sendHead(to: hand)
            transaction = OFXTransaction(line: tokens.line)
        case "LEDGERBAL" where head != nil, "AVAILBAL" where head != nil:
            try sendHead(to: hand)
            balance = OFXBalance(name: name, line: tokens.line)
        case "STATUS": status = ("", "", "")
        default:
            guard Self.accounts.contains(name), head == nil, stack.contains("ACCTINFO") else {
                break
            }
            head = BankStatementHead(line: tokens.line)
            isHeadOut = false
        }
    }

    private mutating func close(
        _ name: String, _ tokens: OFXTokens, to hand: BankHand
    ) throws(BankFault) {
        if lastLeaf == name {
            lastLeaf = nil
            return
        }
        lastLeaf = nil
        // Elements without a value, which nobody closed, stand on top.
        guard let place = stack.lastIndex(of: name) else {
            throw tokens.fault("</\(name)> closes what is not open", tag: name)
        }
        for unclosed in stack[(place + 1)...] where Self.aggregates.contains(unclosed) {
            throw tokens.fault("</\(name)> while <\(unclosed)> is open", tag: name)
        }
        stack.removeSubrange(place...)
        try end(name, tokens, to: hand)
    }

    /// What must be closed by name.
    private static let aggregates: Set<String> =
        statements.union(accounts).union([
            "STMTTRN", "LEDGERBAL", "AVAILBAL", "STATUS", "BANKTRANLIST", "STMTTRNRS", "OFX",
        ])

    private mutating func end(
        _ name: String, _ tokens: OFXTokens, to hand: BankHand
    ) throws(BankFault) {
        switch name {
        case "OFX": isClosed = true
        case "STMTTRN":
            guard let transaction else { return }
            try hand(.line(try transaction.line(head?.currency, tokens)))
            self.transaction = nil
        case "LEDGERBAL", "AVAILBAL":
            guard let balance else { return }
            try hand(.balance(try balance.balance(head?.currency, tokens)))
            self.balance = nil
        case "STATUS":
            guard status.severity.uppercased() != "ERROR" else {
                throw tokens.fault(
                    "the bank answers with error \(AppError.quoted(status.code)), "
                        + AppError.quoted(status.message), tag: name)
            }
        default:
            let isListed = Self.accounts.contains(name) && stack.contains("ACCTINFO")
            guard Self.statements.contains(name) || isListed, head != nil else { return }
            try sendHead(to: hand)
            head = nil
            transactionID = nil
            try hand(.end)
        }
    }

    private mutating func sendHead(to hand: BankHand) throws(BankFault) {
        guard let head, !isHeadOut else { return }
        isHeadOut = true
        try hand(.statement(head))
    }

    private mutating func take(
        _ text: String, of name: String, _ tokens: OFXTokens
    ) throws(BankFault) {
        if transaction != nil {
            try transaction?.take(text, of: name, tokens)
        } else if balance != nil {
            try balance?.take(text, of: name, tokens)
        } else if stack.contains("STATUS") {
            switch name {
            case "CODE": status.code = text
            case "SEVERITY": status.severity = text
            case "MESSAGE": status.message = text
            default: break
            }
        } else {
            switch name {
            case "TRNUID": transactionID = text
            case "CURDEF": head?.currency = text
            case "ACCTID" where head?.account == nil && !isHeadOut: head?.account = text
            default: break
            }
        }
    }
}
