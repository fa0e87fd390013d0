import BankFiles
import Domain
import Jobs
import TestSupport
import Testing

@Suite("Bank CSV") struct CSVBankTests {
    static let signed = BankMapping(
        amounts: .signed("Amount"), bookingDay: "Date", narration: ["Text"], currency: "USD")

    private static func lines(
        _ text: String, _ mapping: BankMapping = signed, piece: Int = 7
    ) throws(BankFault) -> [BankLine] {
        var lines: [BankLine] = []
        try CSVReader.read(ByteFeed(Array(text.utf8), piece: piece), by: mapping) { event in
            if case .line(let line) = event { lines.append(line) }
        }
        return lines
    }

    @Test(
        "reads quotes, CRLF inside them, a byte-order mark, wherever pieces are cut",
        arguments: 1...12)
    func quotes(piece: Int) throws {
        let lines = try Self.lines(
            "\u{FEFF}Date,Amount,Text\r\n2026-10-05,-12.50,\"Rent, \"\"flat\"\"\r\nOctober\"\r\n\r\n"
                + "2026-10-06,0.01,Müller",
            piece: piece)
        #expect(lines.map(\.amount.description) == ["-12.50", "0.01"])
        #expect(lines.map(\.narration) == ["Rent, \"flat\" October", "Müller"])
        #expect(lines.map(\.line) == [2, 5])
        #expect(lines.map(\.bookingDay) == [Day("2026-10-05"), Day("2026-10-06")])
    }

    @Test("reads Windows-1252 as what it is") func latin() throws {
        var narration = ""
        let bytes = Array("Date,Amount,Text\n2026-10-05,1,M".utf8) + [0xFC, 0x80]
        try CSVReader.read(ByteFeed(bytes), by: Self.signed) { event in
            if case .line(let line) = event { narration = line.narration }
        }
        #expect(narration == "Mü€")
    }

    @Test(
        "refuses what the mapping does not say, with its place",
        arguments: [
            ("2026-10-05,\"1.234,56\",x", "line 2, column 12, Amount: “1.234,56” is no amount"),
            ("2026-10-05,(12.00),x", "line 2, column 12, Amount: “(12.00)” is no amount"),
            ("2026-10-05,1e3,x", "line 2, column 12, Amount: “1e3” is no amount"),
            ("2026-10-05,,x", "line 2, column 12, Amount: “” is no amount"),
            ("2026-10-05,\"1,234.00\",x", "line 2, column 12, Amount: “1,234.00” is no amount"),
            (
                "2026-02-30,1.00,x",
                "line 2, column 1, Date: “2026-02-30” is no day of the form YYYY-MM-DD"
            ),
            (
                "05-10-2026,1.00,x",
                "line 2, column 1, Date: “05-10-2026” is no day of the form YYYY-MM-DD"
            ),
            (
                "2026-10/05,1.00,x",
                "line 2, column 1, Date: “2026-10/05” is no day of the form YYYY-MM-DD"
            ),
            (
                "26-10-05,1.00,x",
                "line 2, column 1, Date: “26-10-05” is no day of the form YYYY-MM-DD"
            ),
            ("2026-10-05,1.00", "line 2: 2 fields, there are 3 titles"),
            (
                "2026-10-05,1.00,x\"y",
                "line 2, column 18: a quote within a field that does not begin with one"
            ),
            ("2026-10-05,1.00,\"x\"y", "line 2, column 20: text behind a closing quote"),
            ("2026-10-05,1.00,\"x", "line 2, column 17: a quote that is never closed"),
        ])
    func refusals(row: String, said: String) {
        let fault = #expect(throws: BankFault.self) {
            try Self.lines("Date,Amount,Text\n\(row)")
        }
        #expect(fault?.error == AppError(.bankFileInvalid, said))
    }

    @Test("names a column that is missing, and the nearest there is") func columns() {
        let fault = #expect(throws: BankFault.self) { try Self.lines("Date,Amout,Text\n") }
        #expect(fault?.error.context == "line 1: there is no column “Amount”; there is “Amout”")
        let twice = #expect(throws: BankFault.self) { try Self.lines("Date,Amount,Amount,Text\n") }
        #expect(twice?.error.context == "line 1: the column “Amount” stands twice")
        let none = #expect(throws: BankFault.self) { try Self.lines("") }
        #expect(none?.error.context == "the row of titles is missing")
    }

    @Test("makes opening and closing of balances behind rows, and sees one that does not follow")
    func balances() throws {
        var mapping = Self.signed
        mapping.balance = "Balance"
        func tally(_ rows: [String]) throws -> FileTally {
            var tally = FileTally(.csv)
            let text = (["Date,Amount,Text,Balance"] + rows).joined(separator: "\n")
            try CSVReader.read(ByteFeed(Array(text.utf8)), by: mapping) { event throws(BankFault) in
                try tally.take(event)
            }
            return tally
        }
        let rows = ["2026-10-05,10.00,a,110.00", "2026-10-06,-4,b,106.00", "2026-10-07,1,c,107"]
        let right = try tally(rows)
        #expect(right.findings.isEmpty)
        #expect(right.statements[0].opening?.amount == Fixed("100.00"))
        #expect(right.statements[0].closing?.amount == Fixed("107"))
        #expect(right.statements[0].ties == true)

        mapping.isNewestFirst = true
        let turned = try tally(rows.reversed())
        #expect(turned.findings.isEmpty)
        #expect(turned.statements[0].opening?.amount == Fixed("100.00"))

        let lacking = try tally([rows[2], rows[0]])
        #expect(lacking.findings.map(\.code) == [.balanceUntied, .controlTotal].reversed())
        #expect(lacking.findings.first?.line == 3)
    }

    @Test("reads two columns, of which one is filled, and marks of debit and credit") func sides()
        throws
    {
        var mapping = Self.signed
        mapping.amounts = .twoColumns(credit: "In", debit: "Out")
        let lines = try Self.lines("Date,In,Out,Text\n2026-10-05,,3,a\n2026-10-05,4,,b", mapping)
        #expect(lines.map(\.amount.description) == ["-3", "4"])
        for row in ["2026-10-05,1,1,a", "2026-10-05,,,a"] {
            #expect(throws: BankFault.self) {
                try Self.lines("Date,In,Out,Text\n\(row)", mapping)
            }
        }
        mapping.amounts = .marked("Amount", by: "Way", credit: ["C"], debit: ["D"])
        let marked = try Self.lines("Date,Amount,Way,Text\n2026-10-05,3,D,a", mapping)
        #expect(marked.map(\.amount.description) == ["-3"])
        #expect(throws: BankFault.self) {
            try Self.lines("Date,Amount,Way,Text\n2026-10-05,3,X,a", mapping)
        }
    }

    @Test("groups by three digits where the mapping has a mark for it, else not at all")
    func groups() throws {
        var mapping = Self.signed
        (mapping.form.separator, mapping.form.decimalMark, mapping.form.groupMark) = (59, 44, 46)
        func amount(_ text: String) -> String? {
            try? Self.lines("Date;Amount;Text\n2026-10-05;\(text);x", mapping).first?.amount
                .description
        }
        #expect(amount("-1.234,56") == "-1234.56")
        #expect(amount("1234,56") == "1234.56")
        #expect(amount("1.234.567") == "1234567")
        #expect(amount("1.23,4") == nil)
        #expect(amount(".123,4") == nil)
        #expect(amount("1234.567,00") == nil)
        #expect(amount("12,") == nil)
        #expect(amount("1,234.56") == nil)
    }
}
