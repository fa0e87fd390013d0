import TestSupport
import Testing

@Suite("Damaged files of banks") struct FuzzTests {
    @Test("of MT940 are read or refused, and never end the program") func mt940() {
        let plain = MT940Tests.statement(
            """
            :61:2601020103RC12,50NTRFNONREF//B-1
            supplement
            :86:166?00A?109310?20SVWZ+Rechnung 4711 vom 3. J?21anuar?32B
            more
            :61:260102    DN1,NMSCX   NAME
            :NS:01first
            02second
            """)
        let samples = [
            plain, "\u{1}{1:F01A}{2:I940A}{4:\r\n\(plain)}\u{3}{1:F01A}{4:\n\(plain)}{5:{MAC:0}}",
            ":20:A\n:25:1\n:34F:EURD0,\n:13D:2601021815+0100\n:61:260102EC7,00NTRFX\n:90C:1EUR7,\n",
            ":61:1811261126CR\n30,00N062NONREF\n:\n86:166?00A?20B",
        ]
        let pieces = [
            ":", ":61:", ":86:", ":20:", ":62F:", ":60F:", "-", "-}", "{4:", "{1:", "?", "?2", ",",
            "\n", "\r\n", "//", "R", "999999999999999999999999", "\u{0}", "é", "\u{FEFF}", "0229",
        ]
        var dice = Dice()
        expectSound(.mt940, samples, pieces, &dice)
    }

    @Test("of BAI2 are read or refused, and never end the program") func bai2() {
        let samples = [
            BAI2Tests.file("16,142,150,Z,B,C,a/b/\n88,c/ 16,475,50,V,260102,,,,d"),
            BAI2Tests.file("88,072,3,,,100,9,1,D,2,0,5,1,7/\n16,100,1,S,1,2,3,B,,text\nmore/"),
        ]
        let pieces = [
            ",", "/", "\n", " 16,", "/ 16,142,5", "88,", "49,", "98,", "99,", "03,", "-", "+", "D",
            "S", "V", "999999999999999999", "9999999999999999999999999", "\u{0}", "é", "EUR", "KWD",
        ]
        var dice = Dice()
        expectSound(.bai2, samples, pieces, &dice)
    }

    @Test("of camt are read or refused, and never end the program") func camt() {
        let pieces = [
            "<", ">", "</", "/>", "&", ";", "<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "<Ntry>",
            "</Ntry>", "<Amt>", "99999999999999999999999999999999999999", "-", "\u{0}", "é", "\"",
            "<TxDtls>", "<Bal>", "<Sum>1e5</Sum>",
        ]
        var dice = Dice()
        let outcome = expectSound(.camt, [CamtTests.sample], pieces, &dice, oneReadOf: 100)
        #expect(outcome.refused > outcome.read, "\(dice)")
    }

    @Test("of OFX are read or refused, and never end the program") func ofx() {
        let pieces = [
            "<", ">", "</", "/>", "&", ";", "<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "<STMTTRN>",
            "</STMTTRN>", "<A>", "</A>", "99999999999999999999999999999999999999", "-", "\u{0}",
            "é",
            "<STATUS><SEVERITY>ERROR</STATUS>", "<BANKACCTFROM>", "&#55296;", "[-5:EST]", ",",
        ]
        var dice = Dice()
        let outcome = expectSound(.ofx, [OFXTests.sample, OFXTests.line()], pieces, &dice)
        #expect(outcome.refused > outcome.read, "\(dice)")
    }

    @Test("of CSV are read or refused, and never end the program") func csv() {
        let sample =
            "Date,Amount,Text\n2026-10-05,-12.50,\"Rent, \"\"flat\"\"\"\r\n2026-10-06,0.01,x\n"
        let pieces = [
            ",", "\"", "\"\"", "\r", "\r\n", "\n\n", "-", "1e9", "999999999999999999999999",
            "\u{0}",
            "é", "\u{FEFF}", "2026-02-30",
        ]
        var dice = Dice()
        expectSound(.csv, [sample], pieces, &dice)
    }

    /// Expects of damaged files that some are read and some refused, each soundly.
    @discardableResult
    private func expectSound(
        _ reader: Read, _ samples: [String], _ pieces: [String], _ dice: inout Dice,
        oneReadOf: Int = 20
    ) -> Mutation.Outcome {
        let outcome = Mutation.run(reader, samples: samples, pieces: pieces, &dice)
        let floor = Mutation.inputs / 20
        let readFloor = Mutation.inputs / oneReadOf
        #expect(outcome.unequal.isEmpty, "\(dice) \(outcome.unequal.first ?? "")")
        #expect(outcome.strange.isEmpty, "\(dice) \(outcome.strange.first ?? "")")
        #expect(
            outcome.read > readFloor && outcome.refused > floor,
            "\(dice) \(outcome.read) \(outcome.refused)")
        return outcome
    }
}
