/// One event as the books have it, before anybody says to which accounts it goes.
package struct JournalFact: Sendable, Equatable {
    package let key: JournalKey
    package let day: Day
    /// What people know it by: a document's number, a payout's reference; no person's name.
    package let note: String
    package let event: JournalEvent
    package let amount: Money
    package let taxCode: String?

    package init(
        _ key: JournalKey, on day: Day, note: String, _ event: JournalEvent, _ amount: Money,
        taxCode: String? = nil
    ) {
        (self.key, self.day, self.note) = (key, day, note)
        (self.event, self.amount, self.taxCode) = (event, amount, taxCode)
    }
}

/// Which row of the books an entry stands for: the same whatever run, order or time.
package struct JournalKey: Hashable, Sendable, Comparable {
    package let source: JournalSource
    package let id: Int64

    package init(_ source: JournalSource, _ id: Int64) { (self.source, self.id) = (source, id) }

    /// What concerns all of a period is known by its tax code and first day.
    package init(_ source: JournalSource, taxCode: Int64, from day: Day) {
        self.init(source, taxCode * Self.days + Int64(day.number))
    }

    /// More than the days of any period's number.
    private static let days: Int64 = 1_000_000

    package static func < (left: Self, right: Self) -> Bool {
        (left.source, left.id) < (right.source, right.id)
    }

    /// The id that a ledger shows: `INV-000123`; `INV-000123-2` when it was posted anew after a
    /// change, `-R` when it takes that posting back.
    package func text(version: Int, isReversal: Bool) -> String {
        let name: String
        switch source {
        case .taxAdvance, .taxDeferral:
            let day = Day(number: Int32(truncatingIfNeeded: id % Self.days))
            name = "\(day.description.filter { $0 != "-" })-\(id / Self.days)"
        default:
            let digits = String(id)
            name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        }
        return "\(source.rawValue)-\(name)" + (version > 1 ? "-\(version)" : "")
            + (isReversal ? "-R" : "")
    }
}

/// What an entry does to one account.
package struct JournalLine: Sendable, Equatable {
    package let account: String
    /// Debit positive, credit negative.
    package let amount: Money
    package let taxCode: String?

    package init(account: String, amount: Money, taxCode: String?) {
        (self.account, self.amount, self.taxCode) = (account, amount, taxCode)
    }
}

/// A balanced entry, as it is to stand in the books.
package struct JournalEntry: Sendable, Equatable {
    package let key: JournalKey
    package let day: Day
    package let note: String
    package let lines: [JournalLine]

    package init(key: JournalKey, day: Day, note: String, lines: [JournalLine]) {
        (self.key, self.day, self.note, self.lines) = (key, day, note, lines)
    }
}

extension JournalEntry {
    private static let field: Unicode.Scalar = "\u{1F}"
    private static let record: Unicode.Scalar = "\u{1E}"

    /// Note and lines as one text, the same for the same entry; two entries of one key differ if
    /// it or their day does.
    package var content: String {
        var text = note
        for line in lines {
            text.unicodeScalars.append(Self.record)
            text += line.account
            text.unicodeScalars.append(Self.field)
            text += line.amount.currency.code
            text.unicodeScalars.append(Self.field)
            text += String(line.amount.minor)
            text.unicodeScalars.append(Self.field)
            text += line.taxCode ?? ""
        }
        return text
    }

    /// Reads what `content` gave.
    ///
    /// - Throws: `rowShapeUnexpected` with the entry for a text that is none.
    package init(_ key: JournalKey, on day: Day, content: String) throws(AppError) {
        let parts = content.unicodeScalars.split(
            separator: Self.record, omittingEmptySubsequences: false)
        var lines: [JournalLine] = []
        for part in parts.dropFirst() {
            let fields = part.split(separator: Self.field, omittingEmptySubsequences: false)
                .map { String($0) }
            guard fields.count == 4, let minor = Int64(fields[2]) else {
                throw AppError(
                    .rowShapeUnexpected, "entry \(key.text(version: 1, isReversal: false))")
            }
            lines.append(
                JournalLine(
                    account: fields[0],
                    amount: Money(minor: minor, try Currency(code: fields[1])),
                    taxCode: fields[3].isEmpty ? nil : fields[3]))
        }
        self.init(
            key: key, day: day, note: parts.first.map { String($0) } ?? "", lines: lines)
    }
}

/// Which accounts an event moves.
package struct PostingRule: Sendable, Equatable {
    package let debit: String
    package let credit: String

    package init(debit: String, credit: String) { (self.debit, self.credit) = (debit, credit) }
}
