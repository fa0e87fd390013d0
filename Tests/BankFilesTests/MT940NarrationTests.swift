import BankFiles
import Domain
import Testing

@Suite("MT940 narration") struct MT940NarrationTests {
    private func narration(_ text: String) throws -> String {
        let lines = try Read.mt940.events(MT940Tests.statement(":61:260102C7,00NTRFX\(text)")).lines
        return try #require(lines.first).narration
    }

    @Test("is one line of what follows the entry") func plain() throws {
        #expect(
            try narration("\nsupplement\n:86: first  part\n\nsecond\n")
                == "supplement first part second")
        #expect(try narration("\n:86:first\n:86:second") == "first second")
        #expect(try narration("   NAME  OF SHOP\n:86:first") == "NAME OF SHOP first")
        #expect(try narration("\n:86:/TRCD/123/EREF/A-1//REMI/x") == "/TRCD/123/EREF/A-1//REMI/x")
        #expect(try narration("") == "")
    }

    @Test("goes on with a word that a full line broke") func fullLine() throws {
        let full = String(repeating: "x", count: 65)
        #expect(try narration("\n:86:\(full)\ny\nz") == full + "y z")
        #expect(try narration("\n:86:\(full.dropLast())\ny") == full.dropLast() + " y")
    }

    @Test("drops the codes of a structured text, wherever its lines break") func structured() throws
    {
        let text = "166?00GUTSCHRIFT?109310?20SVWZ+Rechnung 4711 vom 3. J?21anuar?32PATIENT?33 A"
        let wanted = "GUTSCHRIFT 9310 SVWZ+Rechnung 4711 vom 3. Januar PATIENT A"
        for place in 1...text.count {
            let broken = text.prefix(place) + "\n" + text.dropFirst(place)
            #expect(try narration("\n:86:\(broken)") == wanted, "\(place)")
        }
        #expect(try narration("\n:86:000>20RENT>21 MARCH") == "RENT MARCH")
        #expect(try narration("\n:86:?20RENT?21MARCH") == "RENT MARCH")
        #expect(try narration("\n:86:166?20WHY? ?2?21YES?") == "WHY? ?2 YES?")
        #expect(try narration("\n:86:what?20is it") == "what?20is it")
        #expect(try narration("\n:86:166>no") == "166>no")
    }

    @Test("keeps a time of day that looks like a tag") func times() throws {
        #expect(try narration("\n:86:at 12\n:12:11") == "at 12 :12:11")
        #expect(try narration("\n:86:at 12\n:25:11\n:28:59") == "at 12 :25:11 :28:59")
        #expect(try narration("\n:86:a\n:KO:NR:1") == "a :KO:NR:1")
    }

    @Test("leaves out what belongs to no entry") func foreign() throws {
        #expect(try narration("\n:86:first\n:65F:Dnullnull7,3\nmore") == "first")
        #expect(try narration("\n:86:first\n-\nBANKNL2A\n940") == "first")
        let events = try Read.mt940.events(
            ":20:A\n:86:head\n:61:260102C7,00NTRFX\n:62F:C260102EUR7,00\n:86:foot\nfoot\n")
        #expect(events.lines.map(\.narration) == [""])
    }

    @Test("takes :NS: for it, without its codes") func other() throws {
        #expect(try narration("\n:NS:01rent\n02of March\n1812345\nx") == "rent of March 12345 x")
        let events = try Read.mt940.events(
            ":20:A\n:28:1\n:NS:22Owner\n23Name\n:60F:C260102EUR7,00\n:61:260102C7,00NTRFX\n")
        #expect(events.heads.first?.sequence == "1")
        #expect(events.lines.map(\.narration) == [""])
    }

    @Test("stands behind an entry whose lines are broken, and faults say where") func broken()
        throws
    {
        let text = ":61:1811261126CR\n30,00N062NONREF\n:\n86:166?00A?20B"
        let lines = try Read.mt940.events(text).lines
        #expect(lines.map(\.amount.description) == ["30.00"])
        #expect(lines.map(\.narration) == ["A B"])
        let fault = try #require(Read.mt940.fault(text.replacing("30,00", with: "30.00")))
        #expect((fault.line, fault.column, fault.tag) == (2, 3, ":61:"))
    }

    @Test("is bounded") func bounds() throws {
        let line = String(repeating: "x", count: 1023)
        let some = Array(repeating: line, count: 60).joined(separator: "\n")
        #expect(try narration("\n:86:\(some)").count == 60 * 1024 - 1)
        let many = Array(repeating: line, count: 65).joined(separator: "\n")
        let fault = try #require(
            Read.mt940.fault(MT940Tests.statement(":61:260102C7,00NTRFX\n:86:\(many)")))
        #expect((fault.line, fault.tag) == (70, ":86:"))
    }

    @Test("is read as UTF-8 or as Windows-1252") func encodings() throws {
        let head = Array(":20:A\n:61:260102C7,00NTRFX\n:86:M".utf8)
        for letter in [Array("ü".utf8), [0xFC]] {
            let lines = try Read.mt940.events(head + letter + Array("ller\n".utf8)).lines
            #expect(lines.map(\.narration) == ["Müller"])
        }
    }
}
