package import Domain

/// The formats that banks send.
package enum BankFormat: String, CaseIterable, Sendable {
    /// ISO 20022 camt.052, .053 and .054, versions 1 to 8 and later ones that read alike.
    case camt
    /// SWIFT MT940 and MT942, in the dialects of banks.
    case mt940
    /// Open Financial Exchange 1 (SGML) and 2 (XML).
    case ofx
    /// BAI2, Cash Management Balance Reporting Specifications version 2.
    case bai2
    /// Comma-separated values, with a mapping.
    case csv
}

/// The head of a statement: one account over one time.
package struct BankStatementHead: Equatable, Sendable {
    /// The bank's own name of the statement (`Stmt/Id`, `:20:`, `TRNUID`); `nil` when it has none.
    package var id: String?
    /// IBAN, or the account's number as the bank writes it; `nil` when the file does not say.
    package var account: String?
    /// The number in the bank's sequence (`ElctrncSeqNb`, `:28C:`), as written.
    package var sequence: String?
    /// ISO 4217, upper case, as the file says; `nil` when it does not.
    package var currency: String?
    /// Where the statement begins, from 1.
    package var line: Int

    package init(
        id: String? = nil, account: String? = nil, sequence: String? = nil,
        currency: String? = nil, line: Int
    ) {
        self.id = id
        self.account = account
        self.sequence = sequence
        self.currency = currency
        self.line = line
    }
}

/// What the account held at one time, as its bank says.
package struct BankBalance: Equatable, Sendable {
    /// Where among the entries it stands.
    package enum Kind: String, Sendable {
        /// Booked, before the first entry.
        case opening
        /// Booked, after the last entry.
        case closing
        /// Booked, between two pages of a statement: before the page's first entry.
        case intermediateOpening
        /// Booked, between two pages of a statement: after the page's last entry.
        case intermediateClosing
        /// Available, forward, interim or anything else that entries do not add up to.
        case other
    }

    package var kind: Kind
    /// The bank's code for it, such as `OPBD`, `60F`, `LEDGERBAL` or `010`.
    package var code: String
    /// In major units; below zero when the account is overdrawn.
    package var amount: Fixed
    /// ISO 4217 as the file says.
    package var currency: String?
    package var day: Day?
    /// From 1.
    package var line: Int

    package init(
        kind: Kind, code: String, amount: Fixed, currency: String? = nil, day: Day? = nil, line: Int
    ) {
        self.kind = kind
        self.code = code
        self.amount = amount
        self.currency = currency
        self.day = day
        self.line = line
    }
}

/// One movement of the account.
package struct BankLine: Equatable, Sendable {
    /// Whether it moves the booked balance.
    package enum Status: String, Sendable {
        case booked
        case pending
        case information
    }

    /// In major units, exactly as written; above zero for money that came in.
    ///
    /// A reversed credit is below zero, a reversed debit above.
    package var amount: Fixed
    /// ISO 4217 as the file says, or the statement's.
    package var currency: String?
    /// Whether the bank marks it as the reversal of another entry.
    package var isReversal: Bool
    package var status: Status
    package var bookingDay: Day?
    package var valueDay: Day?
    /// The customer's reference (`EndToEndId`, `:61:` subfield 7, `CHECKNUM`).
    package var reference: String?
    /// The bank's own id of the entry (`AcctSvcrRef`, `:61:` behind `//`, `FITID`).
    package var bankReference: String?
    /// What it is about, on one line, blanks collapsed.
    package var narration: String
    /// How many single transactions the bank lists within it; 0 when it lists none.
    package var details: Int
    /// Where it begins, from 1.
    package var line: Int

    package init(
        amount: Fixed, currency: String? = nil, isReversal: Bool = false,
        status: Status = .booked, bookingDay: Day? = nil, valueDay: Day? = nil,
        reference: String? = nil, bankReference: String? = nil, narration: String = "",
        details: Int = 0, line: Int
    ) {
        self.amount = amount
        self.currency = currency
        self.isReversal = isReversal
        self.status = status
        self.bookingDay = bookingDay
        self.valueDay = valueDay
        self.reference = reference
        self.bankReference = bankReference
        self.narration = narration
        self.details = details
        self.line = line
    }
}

/// A total that the file states of itself and that does not hold.
package struct BankDiscrepancy: Equatable, Sendable {
    /// What it is the total of, such as “control total of account 123” or “records of group 1”.
    package var what: String
    package var stated: Fixed
    package var found: Fixed
    /// Where it is stated, from 1.
    package var line: Int

    package init(what: String, stated: Fixed, found: Fixed, line: Int) {
        self.what = what
        self.stated = stated
        self.found = found
        self.line = line
    }
}

/// What a reader hands on, in the order of the file.
///
/// A statement is a head, its balances and lines in any order, and an end. Discrepancies come where
/// they are known. A reader that throws has handed on what came before: nothing of it may be kept.
package enum BankEvent: Equatable, Sendable {
    case statement(BankStatementHead)
    case balance(BankBalance)
    case line(BankLine)
    case discrepancy(BankDiscrepancy)
    case end
}

/// Takes what a reader reads; may refuse it.
package typealias BankHand = (BankEvent) throws(BankFault) -> Void
