import BankFiles
import Domain
import TestSupport
import Testing

@Suite("BAI2") struct BAI2Tests {
    /// A file of one account whose trailers tie.
    static func file(_ records: String, account: String = "03,77,EUR,010,100,,,015,250,,/")
        -> String
    {
        """
        01,BANK,US,260102,0100,7,80,,2/
        02,US,BANK,1,260101,,EUR,2/
        \(account)
        \(records)
        49,500,4/
        98,500,1,6/
        99,500,1,8/
        """
    }

    static let entries = table(
        """
        16                                amount  value       bank  customer  narration
        142,150,Z,B,C,text, of it/        1.50    -           B     C         text, of it
        142,150,,B,C,text without slash   1.50    -           B     C         text without slash
        142,150,Z,,,1/2 and 3/16, yes/    1.50    -           -     -         1/2 and 3/16, yes
        475,150,0,,C,/                    -1.50   2026-01-01  -     C         -
        142,+150,1,,C/                    1.50    -           -     C         -
        142,150,2,B/                      1.50    -           B     -         -
        699,150,V,260103,1200,B,,x/       -1.50   2026-01-03  B     -         x
        399,150,V,260103,,B,,x/           1.50    2026-01-03  B     -         x
        400,150,S,1,2,3,B,,x/             -1.50   -           B     -         x
        100,150,S,,,,B,,x/                1.50    -           B     -         x
        100,150,D,2,0,5,1,7,B,,x/         1.50    -           B     -         x
        475,-150,Z,,,x/                   1.50    -           -     -         x
        """)

    @Test("reads entries of every funds type", arguments: entries)
    func entry(_ row: [String]) throws {
        let lines = try Read.bai2.events(Self.file("16,\(row[0])")).lines
        let line = try #require(lines.first)
        let found = [
            line.amount.description, line.valueDay?.description ?? "-", line.bankReference ?? "-",
            line.reference ?? "-", line.narration.isEmpty ? "-" : line.narration,
        ]
        #expect(found == Array(row[1...]))
        #expect(lines.count == 1 && line.line == 4 && line.currency == "EUR")
        #expect(line.status == .booked && line.bookingDay?.description == "2026-01-01")
    }

    @Test("reads other types as information") func information() throws {
        let lines = try Read.bai2.events(Self.file("16,890,,,,,note/\n16,700,5,Z,,,loan/")).lines
        #expect(lines.map(\.status) == [.information, .information])
        #expect(lines.map(\.amount.description) == ["0.00", "0.05"])
    }

    @Test("reads heads and balances with the digits of the currency") func balances() throws {
        let events = try Read.bai2.events(
            Self.file(
                "88,072,3,,,100,9,1,Z/",
                account: "03,77,KWD,010,-100,,,,,,,015,1250,2,V,260102,,040,,,,045,7,,,/"))
        #expect(
            events.heads == [
                BankStatementHead(account: "77", sequence: "7", currency: "KWD", line: 3)
            ])
        let found = events.balances.map { "\($0.kind) \($0.code) \($0.amount) \($0.line)" }
        #expect(
            found == [
                "opening 010 -0.100 3", "closing 015 1.250 3", "other 045 0.007 3",
                "other 072 0.003 3",
            ])
        #expect(events.balances.allSatisfy { $0.day == Day("2026-01-01") && $0.currency == "KWD" })
        let group = try Read.bai2.events(Self.file("16,142,150,Z,,,x/", account: "03,77,/"))
        #expect(group.heads.map(\.currency) == ["EUR"])
        let none = Self.file("16,142,150,Z,,,x/", account: "03,77,/").replacing("EUR", with: "")
        #expect(try Read.bai2.events(none).heads.map(\.currency) == [nil])
        #expect(try Read.bai2.events(none).lines.map(\.amount.description) == ["1.50"])
    }

    @Test("goes on with 88 and with broken lines") func continuations() throws {
        let events = try Read.bai2.events(
            Self.file(
                """
                16,142,150,S,1/
                88,2,3,BANK,CUSTOMER,first, /
                88,  second/third
                fourth/
                88:fifth
                16,475,50,Z,,,a / b/  16,475,50,Z,,,c/ 88,d / 49 / 1,1
                16,475,50,Z,,,e/16,475,50,Z,,,f/
                """))
        #expect(
            events.lines.map(\.narration)
                == [
                    "first, second/third fourth fifth", "a / b", "c d / 49 / 1,1", "e", "f",
                ])
    }

    @Test("tells what does not tie") func discrepancies() throws {
        let tied = Self.file("16,142,150,Z,,,x\n88,y/")
        #expect(try Read.bai2.events(tied).discrepancies.isEmpty)
        for (text, what, stated, found) in [
            ("49,501,4/", "control total of account “77”", "5.01", "5.00"),
            ("49,500,5/", "number of records of account “77”", "5", "4"),
            ("98,501,1,6/", "control total of group 1 in minor units", "501", "500"),
            ("98,500,2,6/", "number of accounts of group 1", "2", "1"),
            ("98,500,1,7/", "number of records of group 1", "7", "6"),
            ("99,-500,1,8/", "control total of the file in minor units", "-500", "500"),
            ("99,500,0,8/", "number of groups of the file", "0", "1"),
            ("99,500,1,9/", "number of records of the file", "9", "8"),
        ] {
            let lines = tied.split(separator: "\n").map {
                $0.hasPrefix(text.prefix(3)) ? text : String($0)
            }
            let events = try Read.bai2.events(lines.joined(separator: "\n"))
            let all = events.discrepancies.map { "\($0.what) \($0.stated) \($0.found)" }
            #expect(all.contains("\(what) \(stated) \(found)"), "\(text) \(all)")
            #expect(all.count == (text.hasPrefix("49,501") || text.hasPrefix("98,501") ? 2 : 1))
        }
    }

    static let faults = table(
        """
        record                    at  column  tag  what
        16,142,1.50,Z,,,x/        4   8       16   not a whole number of minor units
        16,142,(150),Z,,,x/       4   8       16   not a whole number of minor units
        16,142,,Z,,,x/            4   8       16   no amount
        16,142,-,Z,,,x/           4   8       16   not a whole number of minor units
        16,142,1234567890123456789,Z,,,x/  4  8  16  too many digits
        16,42,150,Z,,,x/          4   4       16   no type of three digits
        16,,150,Z,,,x/            4   4       16   no type
        16,142,150,X,,,x/         4   12      16   no funds type
        16,142,150,V,260230,,,x/  4   14      16   no such day
        16,142,150,D,9,1,1/       4   19      16   a distribution is missing
        16,142,150,Z,,cut         4   18      16   cut off
        16,142,150                4   11      16   cut off
        16,142,150,Z,,,x/ more    4   -       -    -
        88,016,5/                 3   22      03   an amount
        17,142/                   4   1       -    no record begins
        03,78,EUR,/               4   4       03   before the trailer 49
        02,A,B,1,260101,,,/       4   4       02   before the trailer 98
        01,A,B,260101,,1,,,2/     4   4       01   before the trailer 99
        98,1,1,1/                 4   4       98   no trailer 49
        99,1,1,1/                 4   4       99   no trailer 98
        49,,1/                    4   4       49   no control total
        49,1,/                    4   6       49   no number of records
        49,1,1                    4   7       49   cut off
        49,1,1/ more              4   9       -    no record begins
        """)

    @Test("refuses what it cannot read, with the place", arguments: faults)
    func fault(_ row: [String]) throws {
        let account =
            row[0].hasPrefix("88") ? "03,77,EUR,010,100,,,,100,,/" : "03,77,EUR,010,100,,/"
        let text = Self.file(row[0], account: account)
        guard row[2] != "-" else {
            #expect(Read.bai2.fault(text) == nil)
            return
        }
        let fault = try #require(Read.bai2.fault(text))
        let place = [fault.line, fault.column].map(String.init) + [fault.tag ?? "-"]
        #expect(place == Array(row[1...3]), "\(fault.error)")
        #expect(fault.error.context.contains(row[4]), "\(fault.error)")
    }

    @Test("refuses heads that it cannot book") func heads() throws {
        let text = Self.file("16,142,150,Z,,,x/")
        for (old, new, what) in [
            (",,2/\n02", ",,3/\n02", "version 2"), ("BANK,1,", "BANK,2,", "status"),
            ("BANK,1,", "BANK,4,", "status"), ("03,77,EUR", "03,77,EUX", "“EUX” is not known"),
            ("03,77,", "03,,", "no account"), ("260101", "260132", "no such day"),
        ] {
            let fault = try #require(Read.bai2.fault(text.replacing(old, with: new)), "\(new)")
            #expect(fault.line > 0 && fault.column > 0)
            #expect(fault.error.context.contains(what), "\(fault.error)")
        }
    }

    @Test("does not depend on ends of lines or the size of the pieces", arguments: 1...9)
    func pieces(size: Int) throws {
        let text = Self.file("16,142,150,Z,,,x/\n88,y/")
        let whole = try Read.bai2.events(text)
        #expect(try Read.bai2.events(Array(text.utf8), piece: size) == whole)
        let dos = "\u{FEFF}\u{1}" + text.replacing("\n", with: "   \r\n\r\n")
        let moved = try Read.bai2.events(Array(dos.utf8), piece: size)
        #expect(moved.lines.map(\.narration) == ["x y"] && moved.count == whole.count)
        let records = text.split(separator: "\n").joined(separator: "  ")
        #expect(try Read.bai2.events(records).count == whole.count)
        #expect(try Read.bai2.events(text + "\n" + text).statements.count == 2)
    }

    @Test("refuses every file that is cut off") func cutOff() throws {
        let text = Self.file("16,142,150,Z,,,x/\n88,y/\n16,475,150,V,260102,,,,z")
        let bytes = Array(text.utf8)
        for end in 0..<bytes.count {
            #expect(Read.bai2.fault(Array(bytes[..<end])) != nil, "\(end)")
        }
        #expect(Read.bai2.fault(bytes) == nil)
        let lines = text.split(separator: "\n")
        for missing in lines.indices where !["16", "88"].contains(lines[missing].prefix(2)) {
            let rest = lines.indices.filter { $0 != missing }.map { lines[$0] }
            #expect(Read.bai2.fault(rest.joined(separator: "\n")) != nil, "\(lines[missing])")
        }
    }

    @Test("is bounded") func bounds() throws {
        let line = "88," + String(repeating: "x", count: 1020)
        let some = Array(repeating: line, count: 60).joined(separator: "\n")
        let text = "16,142,150,Z,,,x\n"
        #expect(try Read.bai2.events(Self.file(text + some)).lines.count == 1)
        let many = Array(repeating: line, count: 65).joined(separator: "\n")
        let fault = try #require(Read.bai2.fault(Self.file(text + many)))
        #expect(fault.line == 69 && fault.error.context.contains("64 KiB"))
    }
}
