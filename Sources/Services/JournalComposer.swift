package import Domain

/// Makes balanced entries of facts, by the rules of the account map.
///
/// Pure. Facts of one key follow each other; what they do to the same account, currency and tax code
/// is one line, and an entry that comes to nothing is none. Memory grows with accounts, not entries.
package struct JournalComposer {
    private let rules: [JournalEvent: PostingRule]
    private var open: Draft?
    /// The key of an entry that cannot be made, whose other facts are passed over.
    private var refused: JournalKey?
    /// What each account moved by.
    package private(set) var trial = TrialBalance()
    /// Events that the map has no rule for.
    package private(set) var lacking: [JournalEvent: Lack] = [:]

    /// How many events lack a rule, and what they come to by currency.
    package struct Lack: Sendable, Equatable {
        package private(set) var count = 0
        package private(set) var sums: [Currency: Int128] = [:]

        fileprivate mutating func add(_ amount: Money) {
            count += 1
            sums[amount.currency, default: 0] += Int128(amount.minor)
        }
    }

    fileprivate struct Draft {
        let key: JournalKey
        let day: Day
        let note: String
        var lines: [JournalLine] = []
    }

    package init(_ rules: [JournalEvent: PostingRule]) { self.rules = rules }

    /// Takes a fact, and gives the entry that ended with it, if one did.
    ///
    /// - Throws: `numericOutOfRange` when an account moves by more than `Int64` holds in an entry.
    package mutating func take(_ fact: JournalFact) throws(AppError) -> JournalEntry? {
        let ended = open?.key == fact.key ? nil : finish()
        guard fact.key != refused, fact.amount.minor != 0 else { return ended }
        guard let rule = rules[fact.event] else {
            lacking[fact.event, default: Lack()].add(fact.amount)
            return ended
        }
        var draft = open ?? Draft(key: fact.key, day: fact.day, note: fact.note.journalText)
        let isOnDebit = fact.event.isTaxedOnDebit
        try draft.move(rule.debit, fact.amount, isOnDebit ? fact.taxCode : nil)
        try draft.move(rule.credit, fact.amount.negated, isOnDebit ? nil : fact.taxCode)
        open = draft
        return ended
    }

    /// Drops the entry of a key, since a row of it cannot be read.
    ///
    /// - Returns: the entry that ended before it, if one did.
    package mutating func refuse(_ key: JournalKey) -> JournalEntry? {
        let ended = open?.key == key ? nil : finish()
        (open, refused) = (nil, key)
        return ended
    }

    /// The last entry.
    package mutating func finish() -> JournalEntry? {
        defer { open = nil }
        guard let draft = open else { return nil }
        let lines = draft.lines.filter { $0.amount.minor != 0 }
        guard !lines.isEmpty else { return nil }
        for line in lines { trial.add(line) }
        return JournalEntry(key: draft.key, day: draft.day, note: draft.note, lines: lines)
    }
}

extension JournalComposer.Draft {
    fileprivate mutating func move(
        _ account: String, _ amount: Money, _ taxCode: String?
    ) throws(AppError) {
        let place = lines.firstIndex {
            $0.account == account && $0.amount.currency == amount.currency
                && $0.taxCode == taxCode
        }
        guard let place else {
            lines.append(JournalLine(account: account, amount: amount, taxCode: taxCode))
            return
        }
        guard let sum = lines[place].amount.minor.adding(amount.minor) else {
            throw AppError(.numericOutOfRange, key.text(version: 1, isReversal: false))
        }
        lines[place] = JournalLine(
            account: account, amount: Money(minor: sum, amount.currency), taxCode: taxCode)
    }
}

extension String {
    /// On one line, without what journals set apart by.
    fileprivate var journalText: String {
        guard unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return self
        }
        return String(
            String.UnicodeScalarView(
                unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}

/// What accounts moved by, in minor units, debit and credit apart.
package struct TrialBalance: Sendable, Equatable {
    /// An account in one currency.
    package struct Key: Hashable, Sendable, Comparable {
        package let account: String
        package let currency: Currency

        package init(_ account: String, _ currency: Currency) {
            (self.account, self.currency) = (account, currency)
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.account, left.currency.code) < (right.account, right.currency.code)
        }
    }

    /// Both sides of an account.
    package struct Sums: Sendable, Equatable {
        package var debit: Int128 = 0
        package var credit: Int128 = 0
        package var moved: Int128 { debit - credit }
    }

    package private(set) var accounts: [Key: Sums] = [:]

    package init() {}

    package mutating func add(_ line: JournalLine) {
        let key = Key(line.account, line.amount.currency)
        if line.amount.minor > 0 {
            accounts[key, default: Sums()].debit += Int128(line.amount.minor)
        } else {
            accounts[key, default: Sums()].credit -= Int128(line.amount.minor)
        }
    }

    /// By code.
    package var currencies: [Currency] {
        Set(accounts.keys.map(\.currency)).sorted { $0.code < $1.code }
    }

    /// What an account moved by; zero where nothing stands in it.
    package func moved(_ account: String, _ currency: Currency) -> Int128 {
        accounts[Key(account, currency)]?.moved ?? 0
    }

    /// All that stands on either side.
    package func total(_ currency: Currency) -> Sums {
        accounts.filter { $0.key.currency == currency }.values.reduce(into: Sums()) {
            $0.debit += $1.debit
            $0.credit += $1.credit
        }
    }
}
