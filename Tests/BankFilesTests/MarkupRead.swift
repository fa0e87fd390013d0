import BankFiles
import Domain

/// What a reader of tags makes of a file, statement by statement.
struct MarkupRead {
    let events: [BankEvent]
    let fault: BankFault?

    init(_ bytes: [UInt8], piece: Int = 1 << 16, by reader: Read) {
        (events, fault) = reader.all(bytes, piece: piece)
    }

    static func camt(_ text: String, piece: Int = 1 << 16) -> MarkupRead {
        MarkupRead(Array(text.utf8), piece: piece, by: .camt)
    }

    static func ofx(_ text: String, piece: Int = 1 << 16) -> MarkupRead {
        MarkupRead(Array(text.utf8), piece: piece, by: .ofx)
    }

    /// The statements of a file that was read.
    var statements: [Statement] { events.statements.compactMap(Statement.init) }

    struct Statement {
        let head: BankStatementHead
        let balances: [BankBalance]
        let lines: [BankLine]
        let wrong: [BankDiscrepancy]

        init?(_ events: [BankEvent]) {
            guard let head = events.heads.first else { return nil }
            self.head = head
            (balances, lines, wrong) = (events.balances, events.lines, events.discrepancies)
        }

        /// Count and sum of the lines on one side, as the vectors say them.
        func side(_ isCredit: Bool) -> (count: Int, sum: Fixed) {
            let side = lines.filter { ($0.amount.unscaled > 0) == isCredit }
            let sum = side.reduce(Fixed(unscaled: 0, scale: 0)) { $0.adding($1.amount) }
            return (side.count, isCredit ? sum : sum.negated)
        }
    }
}
