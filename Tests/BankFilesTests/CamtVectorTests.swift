import BankFiles
import Domain
import Testing

@Suite("camt vectors") struct CamtVectorTests {
    /// The index has no account for this file, but its golden dump has the one that is in it.
    static let proprietary = ["bank/camt053/camt052.v1.xml": "CH2801234000123456789"]

    @Test("are read as the index expects, and refused where it does") func index() throws {
        guard let files = try MarkupIndex.files("camt") else { return }
        for (file, bytes) in files {
            let read = MarkupRead(bytes, by: .camt)
            guard file.expected.must == "parse" else {
                #expect(read.fault?.error.context == "has no Stmt", "\(file.file)")
                continue
            }
            #expect(read.fault == nil, "\(file.file)")
            let expected = try #require(file.expected.statements)
            try #require(read.statements.count == expected.count, "\(file.file)")
            for (statement, wanted) in zip(read.statements, expected) {
                Self.compare(statement, wanted, file.file)
            }
        }
        #expect(files.count == 26)
    }

    private static func compare(
        _ read: MarkupRead.Statement, _ wanted: MarkupIndex.Statement, _ file: String
    ) {
        #expect(read.head.id == wanted.id, "\(file)")
        #expect(read.head.account == wanted.account ?? proprietary[file], "\(file)")
        #expect(read.head.currency == wanted.account_currency, "\(file)")
        #expect(read.wrong == [], "\(file)")
        let balances = read.balances.map {
            [$0.code, "\($0.amount)", $0.currency, $0.day?.description]
        }
        let wantedBalances = wanted.balances.map {
            [$0.type, $0.amount, $0.currency, $0.date.map { String($0.prefix(10)) }]
        }
        #expect(balances == wantedBalances, "\(file)")
        for (kind, amount) in [
            (BankBalance.Kind.opening, wanted.opening), (.closing, wanted.closing),
        ] {
            let found = read.balances.filter { $0.kind == kind }.map(\.amount.description)
            #expect(found == [amount].compactMap { $0 }, "\(file)")
        }
        #expect(read.lines.count == wanted.entries, "\(file)")
        let (credits, debits) = (read.side(true), read.side(false))
        #expect(
            [credits.count, debits.count] == [wanted.credit_count, wanted.debit_count], "\(file)")
        #expect(credits.sum == Fixed(wanted.credit_sum), "\(file)")
        #expect(debits.sum == Fixed(wanted.debit_sum), "\(file)")
        for (line, entry) in zip(read.lines, wanted.entry_list) {
            let statuses: [BankLine.Status: String] = [
                .booked: "BOOK", .pending: "PDNG", .information: "INFO",
            ]
            #expect("\(line.amount)" == (entry.sign == "D" ? "-" : "") + entry.amount, "\(file)")
            #expect(line.currency == entry.currency, "\(file)")
            #expect(statuses[line.status] == entry.status, "\(file)")
            #expect(line.bookingDay == entry.booking_date.flatMap { Day($0.prefix(10)) }, "\(file)")
            #expect(line.valueDay == entry.value_date.flatMap { Day($0.prefix(10)) }, "\(file)")
            #expect(line.isReversal == entry.reversal, "\(file)")
            #expect(line.details == entry.details, "\(file)")
        }
    }
}
