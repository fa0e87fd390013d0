import BankFiles
import Domain
import Jobs
import Scheduling
import TestSupport
import Testing

@Suite("Mapped settlements") struct MappedSettlementTests {
    /// Of the columns `ID,Kind,Time,Amount`, with what a test adds.
    static func mapping(
        _ more: String = "", columns: String = "gross: Amount", clock: String = "HH:MM:SS",
        zone: String = "UTC"
    ) throws -> GatewayMapping {
        try GatewayMappingFile.mapping(
            """
            date_order: YYYY-MM-DD
            clock: \(clock)
            zone: "\(zone)"
            currency: USD
            kinds: { charge: Sale, refund: Refund, payout: Payout, fee: Fee }
            \(more)
            columns: { id: ID, kind: Kind, created_at: Time, \(columns) }
            """, path: "m.yaml")
    }

    private static func rows(
        _ text: String, _ mapping: GatewayMapping, piece: Int = 7
    ) throws(BankFault) -> [SettlementRow] {
        var rows: [SettlementRow] = []
        try SettlementReader.read(
            ByteFeed(Array(text.utf8), piece: piece), as: .mapped(mapping, of: "paytabs")
        ) { rows.append($0) }
        return rows
    }

    /// What makes a row: gross, fee, fee tax, net, in minor units.
    private static func sums(_ row: SettlementRow) -> [Int64] {
        [row.gross.minor, row.fee.minor, row.feeTax.minor, row.net.minor]
    }

    @Test(
        "have of gross, fees and net what the row has, and what follows of it",
        arguments: table(
            """
            columns                                         row               sums              why
            gross: A                                        5.00              500 0 0 500       nothing taken
            gross: A, fee: B                                5.00,0.20         500 20 0 480      net follows
            gross: A, net: B                                5.00,4.80         500 20 0 480      fee follows
            gross: A, net: B                                -5.00,-4.80       -500 -20 0 -480   a fee given back
            gross: A, net: B, fee_tax: C                    5.00,4.77,0.03    500 20 3 477      fee without its tax
            net: A, fee: B                                  4.80,0.20         500 20 0 480      gross follows
            net: A                                          4.80              480 0 0 480       nothing is said of fees
            gross: A, fee: B, net: C                        5.00,0.20,4.80    500 20 0 480      all three
            gross: A, fee: B, net: C                        5.00,0.20,4.81    500 20 0 481      untied, and found
            gross: A, fee: B, net: C                        5.00,,4.80        500 0 0 480       empty is none
            gross: A, fee: B, net: C                        5.00,0.20,        500 20 0 480      no net, it follows
            gross: A, fee: B, net: C                        ,0.20,4.80        500 20 0 480      no gross, it follows
            credit: A, debit: B                             5.00,             500 0 0 500       in
            credit: A, debit: B                             ,5.00             -500 0 0 -500     out
            credit: A, debit: B                             0.00,5.00         -500 0 0 -500     a zero is none
            credit: A, debit: B                             0,0               0 0 0 0           nothing moves
            credit: A, debit: B, net: C                     5,,4.8            500 20 0 480      gross in two columns
            """))
    func amounts(_ row: [String]) throws {
        let titles = ["A", "B", "C"].prefix(row[1].filter { $0 == "," }.count + 1)
        let text =
            "ID,Kind,Time,\(titles.joined(separator: ","))\n1,Sale,2026-10-05 14:03:11,\(row[1])"
        let read = try Self.rows(text, try Self.mapping(columns: row[0]))
        #expect(read.map(Self.sums) == [row[2].split(separator: " ").compactMap { Int64($0) }])
    }

    @Test("take the sign from a mark, and fees with a sign or with their tax within") func signs()
        throws
    {
        let text = "ID,Kind,Time,W,G,F,T\n1,Sale,2026-10-05 14:03:11,"
        let marks = "credit_marks: [C, Cr]\ndebit_marks: D"
        let marked = try Self.mapping(marks, columns: "mark: W, gross: G")
        #expect(try Self.rows(text + "Cr,5,,", marked).map(Self.sums) == [[500, 0, 0, 500]])
        #expect(try Self.rows(text + "D,5,,", marked).map(Self.sums) == [[-500, 0, 0, -500]])
        let minus = try Self.mapping("fee_sign: minus", columns: "gross: G, fee: F, fee_tax: T")
        #expect(try Self.rows(text + ",5,-.2,", minus, fails: "amount").isEmpty)
        #expect(try Self.rows(text + ",5,-0.2,-0.01", minus).map(Self.sums) == [[500, 20, 1, 479]])
        let within = try Self.mapping("fee_tax: within", columns: "gross: G, fee: F, fee_tax: T")
        #expect(try Self.rows(text + ",5,0.2,0.03", within).map(Self.sums) == [[500, 17, 3, 480]])
        let net = try Self.mapping(
            "credit_debit: net", columns: "gross: G, credit: F, debit: T")
        #expect(try Self.rows(text + ",5,4.8,", net).map(Self.sums) == [[500, 20, 0, 480]])
        let minor = try Self.mapping("units: minor", columns: "gross: G, fee: F")
        #expect(try Self.rows(text + ",500,20,", minor).map(Self.sums) == [[500, 20, 0, 480]])
        #expect(try Self.rows(text + ",500.5,20,", minor, fails: "USD in minor units").isEmpty)
    }

    /// Expects the refusal of a file to say something.
    private static func rows(
        _ text: String, _ mapping: GatewayMapping, fails said: String
    ) throws -> [SettlementRow] {
        let fault = #expect(throws: BankFault.self) { try rows(text, mapping) }
        #expect(fault?.error.context.contains(said) == true, "\(fault?.error.context ?? "")")
        return []
    }

    @Test(
        "have times as the mapping writes them, and no others",
        arguments: table(
            """
            clock        zone           written                    instant                   why
            HH:MM:SS     UTC            2026-10-05 14:03:11        2026-10-05T14:03:11.000Z  plain
            HH:MM:SS     UTC            2026-10-05T14:03:11        2026-10-05T14:03:11.000Z  with a T
            HH:MM:SS     UTC            2026-10-05 14:03:11.25     2026-10-05T14:03:11.250Z  a fraction
            HH:MM:SS     +05:30         2026-10-05 00:00:00        2026-10-04T18:30:00.000Z  an offset
            HH:MM:SS     -0330          2026-10-05 00:00:00        2026-10-05T03:30:00.000Z  west
            HH:MM:SS     Asia/Dubai     2026-10-05 02:00:00        2026-10-04T22:00:00.000Z  a zone
            HH:MM        Europe/Berlin  2026-10-25 02:30           2026-10-25T00:30:00.000Z  twice: the earlier
            HH:MM        Europe/Berlin  2026-03-29 02:30           none                      left out
            none         Asia/Dubai     2026-10-05                 2026-10-04T20:00:00.000Z  the day's start
            none         Asia/Dubai     2026-10-05 10:00           none                      there is no clock
            HH:MM        UTC            2026-10-05                 none                      a clock is lacking
            HH:MM        UTC            2026-10-05 10:00:00        none                      seconds
            HH:MM:SS     UTC            2026-10-05 10:00           none                      no seconds
            HH:MM AM     UTC            2026-10-05 12:00 AM        2026-10-05T00:00:00.000Z  midnight
            HH:MM AM     UTC            2026-10-05 12:59pm         2026-10-05T12:59:00.000Z  after noon
            HH:MM AM     UTC            2026-10-05 13:00 PM        none                      no such hour
            HH:MM AM     UTC            2026-10-05 10:00           none                      neither
            HH:MM:SS AM  UTC            2026-10-05 1:02:03 PM      2026-10-05T13:02:03.000Z  one digit
            HH:MM:SS     written        2026-10-05T14:03:11Z       2026-10-05T14:03:11.000Z  Z
            HH:MM:SS     written        2026-10-05T14:03:11.5+0530  2026-10-05T08:33:11.500Z  its own offset
            HH:MM:SS     written        2026-10-05 14:03:11 -01:00  2026-10-05T15:03:11.000Z  a blank before
            HH:MM:SS     written        2026-10-05T14:03:11        none                      no offset
            HH:MM:SS     written        2026-10-05T14:03:11+19:00  none                      no such offset
            HH:MM:SS     UTC            2026-02-30 14:03:11        none                      30 February
            HH:MM:SS     UTC            2026-10-05 23:59:60        none                      a leap second
            HH:MM:SS     UTC            2026-10-05 24:00:00        none                      the next day
            HH:MM:SS     UTC            05-10-2026 14:03:11        none                      another order
            HH:MM:SS     +05:30         0001-01-01 05:30:00        0001-01-01T00:00:00.000Z  the first of all
            HH:MM:SS     +05:30         0001-01-01 05:29:59        none                      the year 0
            HH:MM:SS     -01:00         9999-12-31 22:59:59        9999-12-31T23:59:59.000Z  the last of all
            HH:MM:SS     -01:00         9999-12-31 23:00:00        none                      the year 10000
            HH:MM:SS     UTC            2026-10-05 1a:03:11        none                      a letter
            """))
    func times(_ row: [String]) throws {
        let mapping = try Self.mapping(clock: row[0], zone: row[1])
        let text = "ID,Kind,Time,Amount\n1,Sale,\(row[2]),1"
        guard row[3] != "none" else {
            #expect(try Self.rows(text, mapping, fails: "is no time of the form").isEmpty)
            return
        }
        #expect(try Self.rows(text, mapping).map(\.createdAt.description) == [row[3]])
    }

    @Test("that failed move no money, whatever they say of it") func failed() throws {
        let mapping = try Self.mapping(
            "statuses: { captured: OK, failed: Declined }",
            columns: "gross: A, fee: F, net: N, status: S")
        func read(_ row: String) throws -> SettlementRow? {
            try Self.rows("ID,Kind,Time,A,F,N,S\n1,Sale,2026-10-05 14:03:11,\(row)", mapping).first
        }
        let failed = try #require(try read("5.00,0.20,0.00,Declined"))
        #expect(!failed.isCaptured && failed.ties)
        #expect(Self.sums(failed) == [500, 0, 0, 500])
        let tried = try #require(try read("5.00,0.20,4.80,Declined"))
        #expect(Self.sums(tried) == [500, 20, 0, 480])
        let moved = try #require(try read("5.00,0.20,-0.20,Declined"))
        #expect(!moved.ties)
        #expect(try read("5.00,0.20,4.80,OK")?.isCaptured == true)
        var tally = SettlementTally()
        try tally.take(failed)
        #expect((tally.rows, tally.failed, tally.payouts.count) == (1, 1, 0))
    }

    @Test(
        "are read with a byte-order mark, CRLF inside quotes, however they are cut",
        arguments: 1...12)
    func quotes(piece: Int) throws {
        let text =
            "\u{FEFF}ID,Kind,Time,Amount,\"Note\r\n2\"\r\n"
            + "1,Sale,2026-10-05 14:03:11,\"5.00\",\"a\r\nb\"\r\n2,Refund,2026-10-05 14:03:12,-1,\"x\"\"y\""
        let rows = try Self.rows(text, try Self.mapping(), piece: piece)
        #expect(rows.map(\.id) == ["1", "2"])
        #expect(rows.map(\.kind) == [.charge, .refund])
        #expect(rows.map(\.line) == [3, 5])
    }

    @Test(
        "are refused with the place of what is wrong, and what would be right",
        arguments: [
            ("5.00", "\"1.234,56\"", "line 2, column 28, Amount: “1.234,56” is no amount"),
            ("5.00", "(12.00)", "line 2, column 28, Amount: “(12.00)” is no amount"),
            ("5.00", "1e3", "line 2, column 28, Amount: “1e3” is no amount"),
            ("5.00", "5.001", "line 2, column 28, Amount: “5.001” is no amount of USD"),
            ("5.00", "", "line 2, Amount: there is no amount"),
            (
                "5.00", "1000000000000000000",
                "line 2, column 28, Amount: “1000000000000000000” is no amount of USD"
            ),
            (
                "2026-10-05 14", "2026-02-30 14",
                "line 2, column 8, Time: “2026-02-30 14:03:11” is no time of the form YYYY-MM-DD HH:MM:SS in UTC"
            ),
            (
                "14:03:11", "23:59:60",
                "line 2, column 8, Time: “2026-10-05 23:59:60” is no time of the form YYYY-MM-DD HH:MM:SS in UTC"
            ),
            (
                ",Sale,", ",sale,",
                "line 2, column 3, Kind: “sale” is no word of the mapping's kinds; it has “Sale”"
            ),
            (
                ",Sale,", ",Chargeback,",
                "line 2, column 3, Kind: “Chargeback” is no word of the mapping's kinds; add it there if it is right"
            ),
            ("1,Sale", ",Sale", "line 2, column 1, ID: “” is no value"),
            ("Amount", "Amuont", "line 1: there is no column “Amount”; there is “Amuont”"),
            ("Amount", "Time", "line 1: there is no column “Amount”"),
            ("ID,", "ID,Kind,", "line 1: the column “Kind” stands twice"),
            (",5.00", "", "line 2: 3 fields, there are 4 titles"),
            (",5.00", ",5.00,x", "line 2: 5 fields, there are 4 titles"),
            (",5.00", ",\"5.00", "line 2, column 28: a quote that is never closed"),
        ])
    func refusals(old: String, new: String, said: String) throws {
        let text = "ID,Kind,Time,Amount\n1,Sale,2026-10-05 14:03:11,5.00"
        let mapping = try Self.mapping()
        let fault = #expect(throws: BankFault.self) {
            try Self.rows(text.replacing(old, with: new), mapping)
        }
        #expect(fault?.error == AppError(.bankFileInvalid, said))
    }

    @Test("are refused where two columns or a mark contradict a sign") func contradictions() throws
    {
        let text = "ID,Kind,Time,A,B\n1,Sale,2026-10-05 14:03:11,"
        let two = try Self.mapping(columns: "credit: A, debit: B")
        #expect(try Self.rows(text + "1,1", two, fails: "A, B: both are filled").isEmpty)
        #expect(try Self.rows(text + ",", two, fails: "A, B: there is no amount").isEmpty)
        #expect(try Self.rows(text + ",-1", two, fails: "“-1” is no amount without").isEmpty)
        let marked = try Self.mapping(
            "credit_marks: C\ndebit_marks: D", columns: "gross: A, mark: B")
        #expect(try Self.rows(text + "1,X", marked, fails: "B: “X” is no mark").isEmpty)
        #expect(try Self.rows(text + "-1,D", marked, fails: "“-1” is no amount without").isEmpty)
        let states = try Self.mapping(
            "statuses: { captured: OK }", columns: "gross: A, status: B")
        let said = "“KO” is no word of the mapping's statuses; it has “OK”"
        #expect(try Self.rows(text + "1,KO", states, fails: said).isEmpty)
    }

    @Test("know their files by the titles, behind what stands before them") func titles() throws {
        let mapping = try Self.mapping("skip_records: 1")
        #expect(mapping.fits(Array("Report of today\nTime,Kind,ID,Amount,More\n".utf8)))
        #expect(!mapping.fits(Array("Time,Kind,ID,Amount\n".utf8)))
        #expect(!mapping.fits(Array("Report\nTime,Kind,ID\n".utf8)))
        #expect(!mapping.fits([]))
        #expect(!mapping.fits(Array("\"".utf8)))
    }

    @Test("that are damaged are read or refused, and never end the program") func damaged() throws {
        var dice = Dice()
        let files = try GatewayMappingFileTests.samples.map { name, text in
            (try GatewayMappingFileTests.template(name), Array(text.utf8))
        }
        let pieces = [
            ",", ";", "\"", "\r\n", "-", "1e9", "999999999999999999", "99999999999999999999",
            "2026-02-30", "KWD", "Z", "+14:59", "AM", "0", "\u{FEFF}", "é", "\u{0}",
        ]
        var (read, refused, wrong) = (0, 0, [String]())
        for _ in 0..<Mutation.inputs {
            guard let (mapping, sample) = files.randomElement(using: &dice) else { continue }
            let bytes = Mutation.damaged(sample, pieces: pieces, &dice)
            let whole = Self.outcome(bytes, mapping, piece: 1 << 16)
            let cut = Self.outcome(bytes, mapping, piece: Int.random(in: 1...64, using: &dice))
            let isSound = whole.code == nil || whole.code == .bankFileInvalid
            if whole.rows != cut.rows || whole.code != cut.code || !isSound {
                wrong.append(String(decoding: bytes, as: UTF8.self))
            }
            if whole.code == nil { read += 1 } else { refused += 1 }
        }
        #expect(wrong.isEmpty, "\(dice) \(wrong.first ?? "")")
        #expect(
            read > Mutation.inputs / 50 && refused > Mutation.inputs / 20, "\(read) \(refused)")
    }

    private static func outcome(
        _ bytes: [UInt8], _ mapping: GatewayMapping, piece: Int
    ) -> (rows: [SettlementRow], code: AppError.Code?) {
        var (tally, rows) = (SettlementTally(), [SettlementRow]())
        do throws(BankFault) {
            try SettlementReader.read(
                ByteFeed(bytes, piece: piece), as: .mapped(mapping, of: "paytabs")
            ) { row throws(BankFault) in
                try tally.take(row)
                rows.append(row)
            }
            return (rows, nil)
        } catch { return (rows, error.error.code) }
    }
}
