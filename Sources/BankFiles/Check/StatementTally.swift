package import Domain

/// One statement, added up.
package struct StatementTally: Sendable {
    package let head: BankStatementHead
    /// The first booked balance, if the statement has one.
    package fileprivate(set) var opening: BankBalance?
    /// The last booked balance, if the statement has one.
    package fileprivate(set) var closing: BankBalance?
    /// How many booked entries came in, and how much, in the statement's currency.
    package fileprivate(set) var credits = Side()
    /// How many booked entries went out, and how much, as a number above zero.
    package fileprivate(set) var debits = Side()
    /// Entries that are not booked: pending, or for information.
    package fileprivate(set) var unbooked = 0
    /// Entries of another currency, which no sum here has.
    package fileprivate(set) var foreign = 0
    fileprivate var firstForeign: (what: String, line: Int)?
    fileprivate var tooPrecise: (count: Int, first: String, line: Int)?
    /// The statement's currency as the first to name one does.
    package fileprivate(set) var currency: String?
    /// Whether a sum left what 38 digits hold.
    fileprivate var isBeyond = false

    /// A number of entries and their sum.
    package struct Side: Equatable, Sendable {
        package var count = 0
        package var sum = Fixed(unscaled: 0, scale: 0)
    }

    init(_ head: BankStatementHead) {
        self.head = head
        currency = head.currency
    }

    /// All entries, of whatever status.
    package var entries: Int { credits.count + debits.count + unbooked + foreign }

    /// Closing less opening less entries, zero when the statement ties.
    ///
    /// `nil` when it cannot be told: a balance is missing, or entries have several currencies.
    package var difference: Fixed? {
        guard let opening, let closing, foreign == 0, !isBeyond,
            opening.currency == closing.currency || opening.currency == nil
                || closing.currency == nil
        else { return nil }
        let moved = credits.sum.subtracting(debits.sum)
        return closing.amount.subtracting(opening.amount).subtracting(moved)
    }

    /// Whether opening and entries make the closing balance; `nil` when it cannot be told.
    package var ties: Bool? { difference.map { $0.unscaled == 0 } }
}

extension StatementTally {
    mutating func take(_ balance: BankBalance) {
        currency = currency ?? balance.currency
        note(balance.amount, balance.currency, balance.line)
        switch balance.kind {
        case .opening: opening = opening?.kind == .opening ? opening : balance
        case .intermediateOpening: opening = opening ?? balance
        case .closing: closing = balance
        case .intermediateClosing: closing = closing?.kind == .closing ? closing : balance
        case .other: break
        }
    }

    mutating func take(_ line: BankLine) {
        currency = currency ?? line.currency
        note(line.amount, line.currency, line.line)
        guard line.status == .booked else {
            unbooked += 1
            return
        }
        guard line.currency == nil || line.currency == currency else {
            foreign += 1
            return
        }
        if line.amount.unscaled < 0 {
            add(line.amount.negated, to: \.debits)
        } else {
            add(line.amount, to: \.credits)
        }
    }

    private mutating func add(_ amount: Fixed, to side: WritableKeyPath<StatementTally, Side>) {
        self[keyPath: side].count += 1
        // Sums of 10^18 amounts below 10^15 with four digits stay far within 38.
        guard BankAmount.isPlausible(amount), BankAmount.isPlausible(self[keyPath: side].sum) else {
            isBeyond = true
            return
        }
        self[keyPath: side].sum = self[keyPath: side].sum.adding(amount)
    }

    private mutating func note(_ amount: Fixed, _ currency: String?, _ line: Int) {
        if let currency, let own = self.currency, currency != own, firstForeign == nil {
            firstForeign = (currency, line)
        }
        guard let code = currency ?? self.currency, let known = try? Currency(code: code),
            amount.reduced.scale > known.exponent
        else { return }
        let first = tooPrecise ?? (0, "\(amount) \(code)", line)
        tooPrecise = (first.count + 1, first.first, first.line)
    }

    /// What is wrong within the statement, in the order of its codes.
    func findings(_ place: Int, needsClosing: Bool) -> [BankFinding] {
        var found: [BankFinding] = []
        func add(_ code: BankFinding.Code, _ sentence: String, _ line: Int) {
            found.append(
                BankFinding(code: code, sentence: sentence, line: line, statement: place))
        }
        if let difference, difference.unscaled != 0, let opening, let closing {
            let moved = credits.sum.subtracting(debits.sum)
            add(
                .balanceUntied,
                "opening \(opening.amount) and entries of \(moved) make "
                    + "\(opening.amount.adding(moved)), the statement closes with "
                    + "\(closing.amount): \(difference) is missing", closing.line)
        }
        if let firstForeign {
            add(
                .currencyDifference,
                "\(AppError.quoted(firstForeign.what)) in a statement of "
                    + AppError.quoted(currency ?? ""), firstForeign.line)
        }
        if let tooPrecise {
            let others = tooPrecise.count > 1 ? ", and \(tooPrecise.count - 1) more" : ""
            add(
                .amountTooPrecise,
                "\(tooPrecise.first) has more digits than the currency\(others)", tooPrecise.line)
        }
        if needsClosing, closing == nil {
            add(.closingMissing, "the statement has no closing balance", head.line)
        }
        return found
    }
}

/// Limits of amounts.
enum BankAmount {
    /// Whether it is below 10^18 in major units with at most 10 digits behind the point.
    ///
    /// Any sum of such amounts in one file is exact in 38 digits.
    static func isPlausible(_ amount: Fixed) -> Bool {
        amount.scale <= 10
            && amount.unscaled.magnitude < UInt128(Fixed.bigPower(18 + amount.scale))
    }
}
