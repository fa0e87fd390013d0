import Domain

/// A file's statements, added up and held against what the file says of them.
///
/// Keeps a few figures a statement and no entry.
package struct FileTally: Sendable {
    package private(set) var statements: [StatementTally] = []
    package private(set) var findings: [BankFinding] = []
    /// Totals that do not hold beyond the first thousand, which are counted only.
    package private(set) var leftOff = 0
    private static let findingsMax = 1000
    private let needsClosing: Bool
    private var open: StatementTally?
    private var closings: [Account: Fixed] = [:]
    private var places: [Twin: Int] = [:]

    /// - Parameter format: camt, MT940 and BAI2 close each statement with a balance; OFX and CSV
    ///   need not.
    package init(_ format: BankFormat) {
        needsClosing = [.mt940, .camt].contains(format)
    }

    /// One of the statements, by its place from 0, when the file is read again.
    ///
    /// - Throws: `BankFault` when the file has more of them now.
    package func statement(_ place: Int) throws(BankFault) -> StatementTally {
        guard statements.indices.contains(place) else {
            throw BankFault("the file changed while it was read", line: 0)
        }
        return statements[place]
    }

    /// Takes what a reader hands on.
    ///
    /// - Throws: `BankFault` for an amount that no account has.
    package mutating func take(_ event: BankEvent) throws(BankFault) {
        switch event {
        case .statement(let head): open = StatementTally(head)
        case .balance(let balance):
            guard BankAmount.isPlausible(balance.amount) else { throw Self.beyond(balance.line) }
            open?.take(balance)
        case .line(let line):
            guard BankAmount.isPlausible(line.amount) else { throw Self.beyond(line.line) }
            open?.take(line)
        case .discrepancy where findings.count >= Self.findingsMax: leftOff += 1
        case .discrepancy(let discrepancy):
            findings.append(
                BankFinding(
                    code: .controlTotal,
                    sentence: "\(discrepancy.what) says \(discrepancy.stated), "
                        + "what is there makes \(discrepancy.found)",
                    line: discrepancy.line, statement: open == nil ? 0 : statements.count + 1))
        case .end: end()
        }
    }

    private static func beyond(_ line: Int) -> BankFault {
        BankFault("an amount of 10^18 or more, or with more than ten decimals", line: line)
    }

    private mutating func end() {
        guard let ended = open else { return }
        open = nil
        let place = statements.count + 1
        findings += ended.findings(place, needsClosing: needsClosing)
        follow(ended, place)
        statements.append(ended)
    }

    /// Holds a statement against those of its account before it in the file.
    private mutating func follow(_ ended: StatementTally, _ place: Int) {
        guard let account = ended.head.account else { return }
        if let twin = places[Twin(ended)] {
            findings.append(
                BankFinding(
                    code: .statementDoubled, sentence: "it is statement \(twin) again",
                    line: ended.head.line, statement: place))
            return
        }
        if ended.head.id != nil || ended.head.sequence != nil { places[Twin(ended)] = place }
        let own = Account(number: account, currency: ended.currency)
        defer { if let closing = ended.closing { closings[own] = closing.amount } }
        guard let before = closings[own], let opening = ended.opening, before != opening.amount
        else { return }
        findings.append(
            BankFinding(
                code: .statementGap,
                sentence: "it opens with \(opening.amount), the one before closed with \(before)",
                line: opening.line, statement: place))
    }

    private struct Account: Hashable {
        let number: String
        let currency: String?
    }

    /// What two readings of one statement have in common.
    private struct Twin: Hashable {
        let names: [String?]
        let amounts: [Fixed?]
        let counts: [Int]

        init(_ one: StatementTally) {
            names = [one.head.account, one.head.id, one.head.sequence, one.currency]
            amounts = [
                one.opening?.amount, one.closing?.amount, one.credits.sum, one.debits.sum,
            ]
            counts = [one.credits.count, one.debits.count]
        }
    }
}
