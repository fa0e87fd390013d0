import Domain

/// Reads ISO 20022 camt.052 (reports), camt.053 (statements) and camt.054 (notifications).
///
/// Elements are known by their names and places, which versions 1 to 8 and later ones share where
/// it matters; the namespace is whichever the root has. The sign of an amount is that of
/// `CdtDbtInd`: a reversal has the side that it moves, so it is marked and not turned.
package enum CamtReader {
    /// Reads a file to its end, and hands on what it says.
    ///
    /// - Parameters:
    ///   - feed: the bytes of the file.
    ///   - hand: takes the events as they are read.
    /// - Throws: `BankFault` for what is no XML or no camt, is not whole or cannot be understood;
    ///   nothing that was handed on before may be kept then.
    package static func read(_ feed: ByteFeed, to hand: BankHand) throws(BankFault) {
        let tokens = try XMLTokens()
        var message = CamtMessage()
        var isAtEnd = false
        while !isAtEnd {
            let piece = try feed.next()
            isAtEnd = piece.isEmpty
            try tokens.parse(piece) { token throws(BankFault) in
                try message.take(token, to: hand)
            }
        }
        try message.end()
    }
}

/// The elements of a file that are open, and the statement among them.
private struct CamtMessage {
    private struct Open {
        var place: FilePlace
        var currency: String?
    }

    /// Names of messages and of their statements; version 1 ends the message's in `V01`.
    private static let kinds = [
        (message: "BkToCstmrStmt", statement: "Stmt"),
        (message: "BkToCstmrAcctRpt", statement: "Rpt"),
        (message: "BkToCstmrDbtCdtNtfctn", statement: "Ntfctn"),
    ]

    private var path: [String] = []
    private var opened: [Open] = []
    private var statementName: String?
    private var statement: CamtStatement?
    private var hasStatement = false

    mutating func take(_ token: XMLToken, to hand: BankHand) throws(BankFault) {
        switch token {
        case .open(let name, let currency, let place):
            path.append(name)
            opened.append(Open(place: place, currency: currency))
            try open(name, place, to: hand)
        case .close(let text):
            guard let place = opened.last?.place else { return }
            // Of elements around others only the end of Bal and Ntry tells something.
            if text != nil || path.count <= 4 {
                let leaf = CamtLeaf(
                    text: BankText.trimmed(text ?? ""), currency: opened.last?.currency, tag: tag,
                    place: place)
                try close(leaf, to: hand)
            }
            path.removeLast()
            opened.removeLast()
        }
    }

    /// At the end of the file.
    ///
    /// - Throws: `BankFault` when there was no statement.
    func end() throws(BankFault) {
        guard hasStatement else {
            throw BankFault("has no \(statementName ?? "message of camt")", line: 0)
        }
    }

    private mutating func open(
        _ name: String, _ place: FilePlace, to hand: BankHand
    ) throws(BankFault) {
        switch path.count {
        case 1 where name != "Document":
            throw BankFault(
                "is no Document of camt: \(AppError.quoted(name))", at: place)
        case 1: break
        case 2:
            let kind = Self.kinds.first { name.hasPrefix($0.message) }
            guard let kind, statementName == nil else {
                throw BankFault(
                    "is no camt.052, .053 or .054, or a second one: \(AppError.quoted(name))",
                    at: place, tag: "Document")
            }
            statementName = kind.statement
        case 3 where name == statementName:
            hasStatement = true
            statement = CamtStatement(isReport: name == "Rpt", place)
        case 3: break
        default: try statement?.open(path[3...], place, to: hand)
        }
    }

    private mutating func close(_ leaf: CamtLeaf, to hand: BankHand) throws(BankFault) {
        if path.count > 3 {
            try statement?.close(path[3...], leaf, to: hand)
        } else if path.count == 3 {
            try statement?.end(to: hand)
            statement = nil
        }
    }

    /// The element and what it stands in: `Ntry/Amt`.
    private var tag: String { path.dropFirst(path.count > 4 ? 3 : 0).joined(separator: "/") }
}
