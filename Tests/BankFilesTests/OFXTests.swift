import BankFiles
import Domain
import TestSupport
import Testing

@Suite("OFX") struct OFXTests {
    /// SGML as banks write it: some values close, some do not, some are empty; it ends with its last
    /// tag.
    static let sample = """
        OFXHEADER:100
        DATA:OFXSGML
        VERSION:102
        ENCODING:USASCII
        CHARSET:1252

        <OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></SIGNONMSGSRSV1>
        <BANKMSGSRSV1><STMTTRNRS><TRNUID>77<STATUS><CODE>0</CODE><SEVERITY>INFO</STATUS>
        <STMTRS><CURDEF>usd<BANKACCTFROM><BANKID>1<ACCTID> 12 34 <ACCTTYPE>CHECKING</BANKACCTFROM>
        <BANKTRANLIST><DTSTART>20260101<DTEND>20260131
        <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260102235959.999[-5:EST]<DTAVAIL>20260103
        <TRNAMT>+0012,50<FITID>F1<CHECKNUM>0<REFNUM>R&amp;1</REFNUM><NAME>Caf\u{E9} &#39;A&#x27;
        <MEMO><![CDATA[a <b> &amp;]]></STMTTRN>
        <STMTTRN><UNKNOWN><TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>-.5</TRNAMT><FITID>
        <NAME>AT&T<MEMO>AT&T 5 <PAYEE><NAME>No</PAYEE>
        <CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY></STMTTRN>
        </BANKTRANLIST>
        <LEDGERBAL><BALAMT>-100<DTASOF>202601312359</LEDGERBAL>
        <AVAILBAL><BALAMT></BALAMT><DTASOF></AVAILBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
        """

    /// XML with one line, with what a test puts into it.
    static func line(
        amount: String = "1.00", day: String = "20260102", more: String = ""
    ) -> String {
        """
        <?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="211"?>
        <OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS>
        <BANKTRANLIST><STMTTRN><TRNAMT>\(amount)</TRNAMT>
        <DTPOSTED>\(day)</DTPOSTED>\(more)</STMTTRN></BANKTRANLIST>
        </CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>
        """
    }

    @Test("is read: head, lines, balance, end") func whole() {
        let read = MarkupRead.ofx(Self.sample)
        #expect(read.fault == nil)
        #expect(
            read.events == [
                .statement(
                    BankStatementHead(id: "77", account: "12 34", currency: "USD", line: 9)),
                .line(
                    BankLine(
                        amount: Fixed(unscaled: 1250, scale: 2), currency: "USD",
                        bookingDay: Day("2026-01-02"), valueDay: Day("2026-01-03"),
                        reference: "R&1", bankReference: "F1",
                        narration: "Café 'A' a <b> &amp;", line: 11)),
                .line(
                    BankLine(
                        amount: Fixed(unscaled: -5, scale: 1), currency: "EUR",
                        bookingDay: Day("2026-01-05"), narration: "AT&T 5", line: 14)),
                .balance(
                    BankBalance(
                        kind: .closing, code: "LEDGERBAL", amount: Fixed(unscaled: -100, scale: 0),
                        currency: "USD", day: Day("2026-01-31"), line: 18)),
                .end,
            ])
    }

    @Test("says the same in pieces of any size and with any ends of lines", arguments: 1...40)
    func pieces(_ piece: Int) {
        let whole = MarkupRead.ofx(Self.sample).events
        for end in ["\n", "\r\n", "\r"] {
            let text = Self.sample.replacing("\n", with: end)
            #expect(MarkupRead.ofx(text, piece: piece).events == whole)
        }
        let latin = Self.sample.utf8.filter { $0 != 0xC3 }.map { $0 == 0xA9 ? 0xE9 : $0 }
        #expect(MarkupRead(latin, piece: piece, by: .ofx).events == whole)
        let marked = "\u{FEFF}" + Self.sample.replacing("STMTRS", with: "stmtrs")
        #expect(MarkupRead.ofx(marked, piece: piece).events == whole)
    }

    @Test("is refused wherever it is cut off", arguments: [sample, line()]) func cut(_ text: String)
    {
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            let read = MarkupRead(Array(bytes[..<count]), by: .ofx)
            #expect(read.fault != nil, "\(count)")
        }
    }

    @Test(
        "reads a comma where it can be no mark of thousands",
        arguments: [
            ("12,5", "12.5"), ("0,125", "0.125"), ("1234,567", "1234.567"), ("-1,23", "-1.23"),
            ("+00012.3400", "12.3400"), (",50", "0.50"), (" 7 ", "7"), ("1,2345", "1.2345"),
        ])
    func commas(_ amount: String, _ meant: String) {
        let read = MarkupRead.ofx(Self.line(amount: amount))
        #expect(read.statements.flatMap(\.lines).map(\.amount.description) == [meant])
    }

    @Test(
        "refuses an amount that is not exactly one number",
        arguments: [
            "1.234,56", "1,234.56", "1,234", "(12.00)", "1 000.00", "1e3", "NaN", "1.", "--1",
            "+-1", "$120", "1,2,3", "1234567890123456789", "0.1234567890123456789", ".", "-", "1-",
        ])
    func amounts(_ amount: String) throws {
        let fault = try #require(MarkupRead.ofx(Self.line(amount: amount)).fault, "\(amount)")
        #expect([fault.line, fault.column] == [3, 24])
        #expect(fault.tag == "TRNAMT")
    }

    @Test(
        "refuses a day or time that the calendar or the clock does not have",
        arguments: [
            "20260230", "2026-01-02", "260102", "20260102235960", "20260102240000",
            "202601021060", "20260102100000.", "20260102100000.x", "20260102100000[", "20260102[]",
            "20260102100000[99:X]", "20260102100000[-5:EST]x", "20260102100000:014", "20260102T10",
        ])
    func days(_ day: String) throws {
        let fault = try #require(MarkupRead.ofx(Self.line(day: day)).fault, "\(day)")
        #expect([fault.line, fault.column] == [4, 1])
        #expect(fault.tag == "DTPOSTED")
    }

    @Test("has the day that the bank wrote, whatever its zone") func zones() {
        for day in [
            "20260102", "202601020000", "20260102235959", "20260102235959.999[-5:EST]",
            "20260102000000[+5.30]", "20260102000000.000[-:EST]", "20260102[0:GMT]",
        ] {
            let lines = MarkupRead.ofx(Self.line(day: day)).statements.flatMap(\.lines)
            #expect(lines.map(\.bookingDay) == [Day("2026-01-02")], "\(day)")
        }
    }

    @Test(
        "refuses what is missing, doubled, not closed or misplaced",
        arguments: [
            line(more: "<TRNAMT>1.00</TRNAMT>"), line(more: "<DTPOSTED>20260102</DTPOSTED>"),
            line(more: "<CORRECTACTION>REPLACE"), line(more: "stray"),
            line(more: "</NAME>"), line(more: "<STMTTRN>"), line(more: "<NAME>a < b"),
            line(more: "<CURRENCY><CURSYM>EURO</CURRENCY>"),
            line(amount: ""), line(day: ""), line().replacing("</STMTTRN>", with: ""),
            line().replacing("</BANKTRANLIST>", with: ""), line().replacing("</OFX>", with: ""),
            line().replacing("CCSTMTRS>", with: "LOAN>"), line().replacing("OFX>", with: "QIF>"),
            line().replacing("<BANKTRANLIST>", with: "<CURDEF>EURO<BANKTRANLIST>"),
            line().replacing("</CCSTMTRS>", with: "<CURDEF>EUR</CCSTMTRS>"),
            line().replacing("</CCSTMTRS>", with: "<CCACCTFROM><ACCTID>1</CCACCTFROM></CCSTMTRS>"),
            line().replacing("</CCSTMTRS>", with: "<STMTRS></STMTRS></CCSTMTRS>"),
            line().replacing("<BANKTRANLIST>", with: "<AVAILBAL><DTASOF>20260102</AVAILBAL>"),
            line().replacing("<CCSTMTRS>", with: "<STATUS><CODE>5<MESSAGE>x</STATUS><CCSTMTRS>"),
            line() + "<OFX></OFX>", line() + "x", "x" + line(), "", "x", "{}", "OFXHEADER:100",
            line(more: "<NAME>a\u{0}b"),
            line().replacing("<OFX>", with: "<!DOCTYPE OFX><OFX>"),
            line().replacing("<OFX>", with: "<!ENTITY a \"b\"><OFX>"),
            line().replacing("<OFX>", with: "<![INCLUDE[<OFX>"),
        ])
    func wrong(_ text: String) { #expect(MarkupRead.ofx(text).fault != nil) }

    @Test("passes over comments, warnings and the blanks behind it, and marks what is pending")
    func tolerated() {
        let more = "<!-- <TRNAMT>9 --><NAME/><MEMO>m</MEMO>"
        let text = Self.line(more: more).replacing("STMTTRN>", with: "STMTTRNP>")
            .replacing("DTPOSTED", with: "DTTRAN")
            .replacing(
                "<CCSTMTRS>", with: "<STATUS><CODE>1<SEVERITY>WARN</STATUS><CCSTMTRS a=\"b\">")
        let read = MarkupRead.ofx(text + "\r\n <!-- end -->\n")
        #expect(read.fault == nil)
        let lines = read.statements.flatMap(\.lines)
        #expect(lines.map(\.status) == [.pending])
        #expect(lines.map(\.narration) == ["m"])
        #expect(lines.map(\.bookingDay) == [Day("2026-01-02")])
    }

    @Test("has of investments what moves their cash, and the account of the statement alone")
    func investments() {
        let text = """
            <OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD
            <INVACCTFROM><BROKERID>b<ACCTID>1</INVACCTFROM>
            <INVTRANLIST><TRANSFER><INVTRAN><FITID>9</INVTRAN><UNITS>5
            <INVACCTFROM><BROKERID>b<ACCTID>2</INVACCTFROM></TRANSFER>
            <INVBANKTRAN><STMTTRN><DTPOSTED>20260102<TRNAMT>1<FITID>F</STMTTRN></INVBANKTRAN>
            </INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>
            """
        let read = MarkupRead.ofx(text)
        #expect(read.fault == nil)
        #expect(read.statements.map(\.head.account) == ["1"])
        #expect(read.statements.flatMap(\.lines).map(\.bankReference) == ["F"])
        let twice = text.replacing("<CURDEF>", with: "<INVACCTFROM><ACCTID>3</INVACCTFROM><CURDEF>")
        #expect(MarkupRead.ofx(twice).fault?.tag == "INVACCTFROM")
    }

    @Test("expands nothing: a declaration of an entity is refused, its name is a word")
    func entities() throws {
        let laughs = """
            <?xml version="1.0"?>
            <!DOCTYPE OFX [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
            \(Self.line(more: "<MEMO>&lol2;"))
            """
        let fault = try #require(MarkupRead.ofx(laughs).fault)
        #expect(
            fault.error.context
                == "line 2, column 1: a declaration such as a document type: refused unread")
        let lines = MarkupRead.ofx(Self.line(more: "<MEMO>&lol2; &amp;lt; &#10;&#x110000;"))
            .statements.flatMap(\.lines)
        #expect(lines.map(\.narration) == ["&lol2; &lt; &#x110000;"])
    }

    @Test("is bounded in depth, text and tags") func bounds() {
        let deep = Self.line(more: String(repeating: "<A>", count: 100))
        #expect(MarkupRead.ofx(deep).fault?.error.context.contains("64 deep") == true)
        let many = Self.line(more: String(repeating: "<A>x", count: 600))
        #expect(MarkupRead.ofx(many).fault?.error.context.contains("over 500") == true)
        for start in ["", "<", "<A", "<A ", "<A>", "<!--", "<![CDATA[", "<?a", "<A><![CDATA[x]]>"] {
            var pieces = 0
            let endless = ByteFeed { () in
                pieces += 1
                return pieces == 1
                    ? Array(("<OFX>" + start).utf8)
                    : [UInt8](repeating: 65, count: pieces < 99 ? 1 << 14 : 0)
            }
            #expect(throws: BankFault.self) { try OFXReader.read(endless) { _ in } }
            #expect(pieces < 8, "\(start)")
        }
    }
}
