import BankFiles
import Domain
import Testing

@Suite("OFX vectors") struct OFXVectorTests {
    /// What a refused file is refused for.
    static let reasons = [
        "bank/ofx/error_message.ofx":
            "line 22, column 13, STATUS: the bank answers “2000” “ERROR”: “General Server Error”",
        "bank/ofx/signon_fail.ofx":
            "line 11, column 29, STATUS: the bank answers “15500” “ERROR”: "
            + "“Your request could not be processed because you supplied an …”",
        "bank/ofx/fail_nice/date_missing.ofx": "line 33, column 5, STMTTRN: has no DTPOSTED",
        "bank/ofx/fail_nice/decimal_error.ofx":
            "line 37, column 21, TRNAMT: is no amount such as -1234.56: “$120”",
        "bank/ofx/fail_nice/empty_balance.ofx":
            "line 37, column 13, LEDGERBAL: has a day and no BALAMT",
    ]

    /// The library behind the index drops a transaction with an empty `FITID`; its 12.34 are not
    /// lost here.
    static let withoutId = "bank/ofx/ofx-v102-empty-tags.ofx"

    /// That library turns times to UTC, 20:20 in New York to the day after; the bank's day is kept.
    static let inUTC = "bank/ofx/investment_medium.ofx"

    @Test("are read as the index expects, and refused where it does") func index() throws {
        guard let files = try MarkupIndex.files("ofx") else { return }
        for (file, bytes) in files {
            let read = MarkupRead(bytes, by: .ofx)
            guard file.expected.must == "parse" else {
                #expect(read.fault?.error.context == Self.reasons[file.file])
                continue
            }
            #expect(read.fault == nil, "\(file.file)")
            let expected = try #require(file.expected.accounts)
            try #require(read.statements.count == expected.count, "\(file.file)")
            for (statement, wanted) in zip(read.statements, expected) {
                Self.compare(statement, wanted, file.file)
            }
        }
        #expect(files.count == 24)
    }

    private static func compare(
        _ read: MarkupRead.Statement, _ wanted: MarkupIndex.Account, _ file: String
    ) {
        #expect(read.head.account == wanted.account, "\(file)")
        #expect(read.head.currency == wanted.currency, "\(file)")
        for (code, amount) in [
            ("LEDGERBAL", wanted.ledger_balance), ("AVAILBAL", wanted.available_balance),
        ] {
            let found = read.balances.filter { $0.code == code }.map(\.amount.description)
            #expect(found == [amount].compactMap { $0 }, "\(file)")
        }
        guard file != withoutId else {
            #expect(read.lines.map(\.amount.description) == ["12.34"])
            #expect(read.lines.map(\.bankReference) == [nil])
            return
        }
        #expect(read.lines.count == wanted.entries, "\(file)")
        let (credits, debits) = (read.side(true), read.side(false))
        #expect(
            [credits.count, debits.count] == [wanted.credit_count, wanted.debit_count], "\(file)")
        #expect(credits.sum == Fixed(wanted.credit_sum), "\(file)")
        #expect(debits.sum == Fixed(wanted.debit_sum), "\(file)")
        for (line, transaction) in zip(read.lines, wanted.transactions) {
            #expect(line.bankReference == transaction.fitid, "\(file)")
            #expect(line.amount == Fixed(transaction.amount), "\(file)")
            let day = Day(transaction.date)?.adding(days: file == inUTC ? -1 : 0)
            #expect(line.bookingDay == day, "\(file)")
            #expect(line.status == .booked && !line.isReversal && line.details == 0, "\(file)")
        }
    }
}
