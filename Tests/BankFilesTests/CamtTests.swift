import BankFiles
import Domain
import TestSupport
import Testing

@Suite("camt") struct CamtTests {
    /// A statement with a booked batch, a pending debit and a reversal; it ends with its last tag.
    static let sample = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
        <BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>
        <Stmt><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb>
        <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt>
        <CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">20.05</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><DtTm>2026-01-02T23:59:59.5+01:00</DtTm></Dt></Bal>
        <TxsSummry><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>120.5</Sum></TtlCdtNtries></TxsSummry>
        <Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">120.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt>
        <ValDt><DtTm>2026-01-03T00:30:00Z</DtTm></ValDt><AcctSvcrRef>B-1</AcctSvcrRef>
        <NtryDtls><TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs>
        <RmtInf><Ustrd>Invoice 5 &amp; 6,</Ustrd><Ustrd>M&#252;ller</Ustrd></RmtInf></TxDtls>
        <TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
        <Ntry><Amt Ccy="EUR">0.45</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>
        <Sts>PDNG</Sts><AddtlNtryInf>Fee  of
        May</AddtlNtryInf></Ntry>
        </Stmt></BkToCstmrStmt></Document>
        """

    /// One entry, with what a test puts into it.
    static func entry(
        amount: String = "1.00", day: String = "<Dt>2026-01-02</Dt>", status: String = "BOOK",
        more: String = ""
    ) -> String {
        """
        <Document><BkToCstmrStmt><Stmt>
        <Ntry><Amt Ccy="EUR">\(amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>\(status)</Sts>
        <BookgDt>\(day)</BookgDt>\(more)</Ntry></Stmt></BkToCstmrStmt></Document>
        """
    }

    @Test("is read: head, balances, lines, end") func whole() throws {
        let read = MarkupRead.camt(Self.sample)
        #expect(read.fault == nil)
        #expect(
            read.events == [
                .statement(
                    BankStatementHead(
                        id: "S1", account: "DE02120300000000202051", sequence: "7",
                        currency: "EUR", line: 4)),
                .balance(
                    BankBalance(
                        kind: .opening, code: "OPBD", amount: Fixed(unscaled: -10000, scale: 2),
                        currency: "EUR", day: Day("2026-01-01"), line: 6)),
                .balance(
                    BankBalance(
                        kind: .closing, code: "CLBD", amount: Fixed(unscaled: 2005, scale: 2),
                        currency: "EUR", day: Day("2026-01-02"), line: 8)),
                .line(
                    BankLine(
                        amount: Fixed(unscaled: 12050, scale: 2), currency: "EUR",
                        bookingDay: Day("2026-01-02"), valueDay: Day("2026-01-03"),
                        reference: "E-1", bankReference: "B-1",
                        narration: "Invoice 5 & 6, Müller", details: 2, line: 11)),
                .line(
                    BankLine(
                        amount: Fixed(unscaled: -45, scale: 2), currency: "EUR", isReversal: true,
                        status: .pending, narration: "Fee of May", line: 17)),
                .end,
            ])
    }

    @Test("says the same in pieces of any size", arguments: 1...40) func pieces(_ piece: Int) {
        #expect(
            MarkupRead.camt(Self.sample, piece: piece).events == MarkupRead.camt(Self.sample).events
        )
    }

    @Test("is refused wherever it is cut off") func cut() {
        let bytes = Array(Self.sample.utf8)
        for count in 0..<bytes.count {
            let read = MarkupRead(Array(bytes[..<count]), by: .camt)
            #expect(read.fault != nil, "\(count)")
        }
    }

    @Test("has prefixes, other elements and Latin-1 like any XML") func names() throws {
        let text = """
            <?xml version="1.0" encoding="ISO-8859-1"?>
            <c:Document xmlns:c="urn:x"><c:BkToCstmrAcctRptV01><c:Rpt><c:Ntry xmlns:o="urn:o">
            <o:Amt>9</o:Amt><c:Amt>1</c:Amt><c:CdtDbtInd>DBIT</c:CdtDbtInd><c:Sts>INFO</c:Sts>
            <c:AddtlNtryInf>M\u{1}ller</c:AddtlNtryInf></c:Ntry></c:Rpt></c:BkToCstmrAcctRptV01>
            </c:Document>
            """
        let bytes = text.utf8.map { $0 == 1 ? 0xFC : $0 }
        let lines = MarkupRead(bytes, by: .camt).statements.flatMap(\.lines)
        #expect(lines.map(\.amount) == [Fixed(unscaled: -1, scale: 0)])
        #expect(lines.map(\.narration) == ["Müller"])
        #expect(lines.map(\.status) == [.information])
    }

    @Test(
        "refuses an amount that is not exactly one number",
        arguments: [
            "1.234,56", "1234,56", "(12.00)", "1 000.00", "", "1e3", "-1.00", "NaN", "1.", ".5",
            "0x1F", "1.000001", "1234567890123456789", "1,00", "١",
        ])
    func amounts(_ amount: String) throws {
        let fault = try #require(MarkupRead.camt(Self.entry(amount: amount)).fault)
        #expect([fault.line, fault.column] == [2, 7], "\(amount)")
        #expect(fault.tag == "Ntry/Amt")
    }

    @Test(
        "refuses a day or time that the calendar or the clock does not have",
        arguments: [
            "<Dt>2026-02-30</Dt>", "<Dt>2026-2-3</Dt>", "<Dt>20260203</Dt>", "<Dt/>",
            "<Dt>2026-02-03T10:00:00</Dt>", "<DtTm>2026-01-02T23:59:60</DtTm>",
            "<DtTm>2026-01-02T24:00:00</DtTm>", "<DtTm>2026-01-02T10:60:00Z</DtTm>",
            "<DtTm>2026-01-02</DtTm>", "<DtTm>2026-01-02T10:00:00+15:00</DtTm>",
            "<DtTm>2026-01-02T10:00:00.</DtTm>", "<DtTm>2026-01-02T10:00:00 UTC</DtTm>",
            "<DtTm>2026-01-02T10:00</DtTm>",
        ])
    func days(_ day: String) throws {
        let fault = try #require(MarkupRead.camt(Self.entry(day: day)).fault)
        #expect([fault.line, fault.column] == [3, 10], "\(day)")
        #expect(fault.tag?.hasPrefix("Ntry/BookgDt/Dt") == true)
    }

    @Test("has the day that the bank wrote, whatever its offset") func offsets() {
        for day in [
            "<DtTm>2026-01-02T00:10:00+14:00</DtTm>",
            "<DtTm>2026-01-02T23:59:59.999999999-12:00</DtTm>",
            "<Dt>2026-01-02Z</Dt>", "<Dt>\n 2026-01-02+01:00 </Dt>",
        ] {
            let lines = MarkupRead.camt(Self.entry(day: day)).statements.flatMap(\.lines)
            #expect(lines.map(\.bookingDay) == [Day("2026-01-02")], "\(day)")
        }
    }

    @Test(
        "refuses what is missing, doubled, unknown or misplaced",
        arguments: [
            entry(status: "XXXX"), entry(status: "<Prtry>BOOKED</Prtry>"),
            entry(more: "<Amt Ccy=\"EUR\">1.00</Amt>"), entry(more: "<CdtDbtInd>DBIT</CdtDbtInd>"),
            entry(more: "<RvslInd>yes</RvslInd>"),
            entry().replacing("EUR", with: "eur"), entry().replacing("CRDT", with: "C"),
            entry().replacing("<Amt Ccy=\"EUR\">1.00</Amt>", with: ""),
            entry().replacing("<Sts>BOOK</Sts>", with: ""),
            entry().replacing("<CdtDbtInd>CRDT</CdtDbtInd>", with: ""),
            entry().replacing("</Ntry>", with: "</Ntry><Bal/>"),
            entry().replacing("</Ntry>", with: "</Ntry><Acct><Ccy>EUR</Ccy></Acct>"),
            entry().replacing("<Ntry>", with: "<Bal><Amt Ccy=\"EUR\">1</Amt></Bal><Ntry>"),
            entry() + "<Document/>", entry() + "x", entry().replacing("Document", with: "Doc"),
            entry().replacing("BkToCstmrStmt", with: "CstmrCdtTrfInitn"),
            "<Document/>", "<Document><BkToCstmrStmt/></Document>", "", "x", "{}",
        ])
    func wrong(_ text: String) { #expect(MarkupRead.camt(text).fault != nil) }

    @Test("refuses a document type and every entity, unread") func entities() throws {
        let laughs = """
            <?xml version="1.0"?>
            <!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
            \(Self.entry(more: "<NtryRef>&lol2;</NtryRef>"))
            """
        let fault = try #require(MarkupRead.camt(laughs).fault)
        #expect(fault.error.context == "line 2, column 16: a document type: refused unread")
        let outside = "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\">" + Self.entry()
        #expect(MarkupRead.camt(outside).fault?.line == 1)
        let unknown = MarkupRead.camt(Self.entry(more: "<NtryRef>&x;</NtryRef>"))
        #expect(unknown.fault?.error.context.contains("undefined entity") == true)
    }

    @Test("is bounded in depth, text and tags") func bounds() throws {
        let deep = Self.entry(more: String(repeating: "<a>", count: 100))
        #expect(MarkupRead.camt(deep).fault?.error.context.contains("64 deep") == true)
        let long = Self.entry(more: "<NtryRef>" + String(repeating: "x", count: 70_000))
        #expect(MarkupRead.camt(long).fault?.error.context.contains("64 KiB") == true)
        for start in ["<a b=\"", "<!--", "<a", "<?a "] {
            var pieces = 0
            let endless = ByteFeed { () in
                pieces += 1
                return pieces == 1
                    ? Array(("<Document>" + start).utf8)
                    : [UInt8](repeating: 65, count: pieces < 99 ? 1 << 16 : 0)
            }
            #expect(throws: BankFault.self) { try CamtReader.read(endless) { _ in } }
            #expect(pieces < 8, "\(start)")
        }
    }

    @Test("tells of balances what they are beside each other") func balances() {
        let balance = { (code: String) in
            "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1</Amt>"
                + "<CdtDbtInd>CRDT</CdtDbtInd></Bal>"
        }
        let paged = "<SubTp><Cd>INTM</Cd></SubTp></Tp>"
        let kinds = { (balances: String, isReport: Bool) -> [BankBalance.Kind] in
            let names = isReport ? ["BkToCstmrAcctRpt", "Rpt"] : ["BkToCstmrStmt", "Stmt"]
            let text =
                "<Document><\(names[0])><\(names[1])>\(balances)</\(names[1])></\(names[0])></Document>"
            return MarkupRead.camt(text).statements.flatMap(\.balances).map(\.kind)
        }
        #expect(kinds(balance("PRCD") + balance("CLBD"), false) == [.opening, .closing])
        #expect(kinds(balance("PRCD") + balance("OPBD"), false) == [.other, .opening])
        #expect(
            kinds(balance("OPBD") + balance("ITBD"), false) == [.opening, .intermediateClosing])
        #expect(
            kinds(balance("ITBD") + balance("CLBD"), false) == [.intermediateOpening, .closing])
        #expect(
            kinds(balance("ITBD") + balance("ITBD"), false)
                == [.intermediateOpening, .intermediateClosing])
        #expect(kinds(balance("OPBD") + balance("ITBD"), true) == [.opening, .other])
        #expect(kinds(balance("CLAV") + balance("FWAV"), false) == [.other, .other])
        let pages = (balance("OPBD") + balance("CLBD")).replacing("</Tp>", with: paged)
        #expect(kinds(pages, false) == [.intermediateOpening, .intermediateClosing])
    }

    @Test("says which of its own totals do not hold") func summary() {
        let wrong = Self.sample.replacing("<Sum>120.5</Sum>", with: "<Sum>120.51</Sum>")
        let found = MarkupRead.camt(wrong).statements.flatMap(\.wrong)
        #expect(
            found == [
                BankDiscrepancy(
                    what: "sum of credits of account DE02120300000000202051",
                    stated: Fixed(unscaled: 12051, scale: 2),
                    found: Fixed(unscaled: 12050, scale: 2), line: 10)
            ])
        let count = Self.sample.replacing("<NbOfNtries>1<", with: "<NbOfNtries>2<")
        #expect(MarkupRead.camt(count).statements.flatMap(\.wrong).count == 1)
        let nothing = Self.sample.replacing(">0.45<", with: ">0<")
        #expect(MarkupRead.camt(nothing).statements.flatMap(\.wrong) == [])
        let mixed = wrong.replacing("Ccy=\"EUR\">0.45", with: "Ccy=\"USD\">0.45")
        #expect(MarkupRead.camt(mixed).statements.flatMap(\.wrong) == [])
    }
}
