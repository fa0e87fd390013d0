import BankFiles
import Domain
import TestSupport
import Testing

@Suite("MT940") struct MT940Tests {
    /// A statement around some lines.
    static func statement(_ lines: String) -> String {
        """
        :20:ST1
        :25:DE02120300000000202051
        :28C:12/1
        :60F:C260101EUR100,00
        \(lines)
        :62F:C260131EUR100,00
        -
        """
    }

    static let entries = table(
        """
        :61:                                  amount   value       booked      customer          bank
        2601020103C12,50NTRFNONREF//B-1       12.50    2026-01-02  2026-01-03  -                 B-1
        260102D12,NMSC                        -12      2026-01-02  -           -                 -
        260102||||D12,5S051INV-7              -12.5    2026-01-02  -           INV-7             -
        2601020102CR0,01F103A/B//C//D         0.01     2026-01-02  2026-01-02  A/B               C//D
        2512310102DN7,00NCHGX                 -7.00    2025-12-31  2026-01-02  X                 -
        2601021231C7,00NCHGX                  7.00     2026-01-02  2025-12-31  X                 -
        2402280229C7,00NCHGX                  7.00     2024-02-28  2024-02-29  X                 -
        2601020102RC7,00NCHGX                 -7.00    2026-01-02  2026-01-02  X                 -
        2601020102RDR7,00NCHGX                7.00     2026-01-02  2026-01-02  X                 -
        2601020102EC7,00NCHGX                 7.00     2026-01-02  2026-01-02  X                 -
        2601020102ED7,00NCHGX                 -7.00    2026-01-02  2026-01-02  X                 -
        990102C7,00NCHGX                      7.00     1999-01-02  -           X                 -
        790102C7,00NCHGX                      7.00     2079-01-02  -           X                 -
        260102C123456789012345,12345678NCHGX  123456789012345.12345678  2026-01-02  -  X         -
        260102C0000000000000000007,00NCHGX    7.00     2026-01-02  -           X                 -
        260102C7NCHGX                         7        2026-01-02  -           X                 -
        """)

    @Test("reads entries of all marks, with the nearest year", arguments: entries)
    func entry(_ row: [String]) throws {
        let field = row[0].replacing("|", with: " ")
        let text = Self.statement(":61:\(field)")
        let lines = try Read.mt940.events(text).lines
        let line = try #require(lines.first)
        let found = [
            line.amount.description, line.valueDay?.description, line.bookingDay?.description,
            line.reference, line.bankReference,
        ]
        #expect(found.map { $0 ?? "-" } == Array(row[1...]))
        #expect(lines.count == 1 && line.line == 5 && line.currency == "EUR")
        #expect(line.isReversal == field.contains("2R"))
        #expect(line.status == (field.contains("2E") ? .pending : .booked))
    }

    static let faults = table(
        """
        line                        at  column  tag    what
        :61:2602300101C1,00NTRFX    5   5       :61:   no|such|day
        :61:2601023002C1,00NTRFX    5   11      :61:   no|such|day
        :61:26O102C1,00NTRFX        5   5       :61:   no|date|YYMMDD
        :61:260102X1,00NTRFX        5   11      :61:   no|mark
        :61:260102C1.234,56NTRFX    5   13      :61:   only|digits|and|one|comma
        :61:260102C(12.00)NTRFX     5   12      :61:   only|digits|and|one|comma
        :61:260102C-12,00NTRFX      5   12      :61:   only|digits|and|one|comma
        :61:260102C1,234,56NTRFX    5   17      :61:   only|digits|and|one|comma
        :61:260102C,56NTRFX         5   12      :61:   only|digits|and|one|comma
        :61:260102CNTRFX            5   13      :61:   no|amount
        :61:260102C1234567890123456,00NTRFX  5  12  :61:  too|many|digits
        :61:260102C1,123456789NTRFX  5  12      :61:   too|many|digits
        :61:260102C1,00             5   16      :61:   no|transaction|type
        :61:260102C1,00NTR          5   16      :61:   no|transaction|type
        :61:260102C1,00             5   16      :61:   no|transaction|type
        :61:260102C                 5   12      :61:   cut|off
        :60F:C260101EUR1,00         5   6       :60F:  a|second|opening
        :64:C260101EUR1             5   16      :64:   no|comma
        :64:C260101EUR1.000,00      5   16      :64:   only|digits|and|one|comma
        :64:C260101EUR              5   15      :64:   no|amount
        :64:C260131EUR1,00|X        5   20      :64:   text|behind
        :64:C260231EUR1,00          5   6       :64:   no|such|day
        :64:X260131EUR1,00          5   5       :64:   no|mark
        :62M:C260131EUR1,00         6   6       :62F:  a|second|closing
        """)

    @Test("refuses what it cannot read, with the place", arguments: faults)
    func fault(_ row: [String]) throws {
        let line = row[0].replacing("|", with: " ")
        let fault = try #require(Read.mt940.fault(Self.statement(line)))
        #expect([fault.line, fault.column].map(String.init) == [row[1], row[2]], "\(fault.error)")
        #expect(fault.tag == row[3])
        #expect(fault.error.context.contains(row[4].replacing("|", with: " ")), "\(fault.error)")
    }

    @Test("reads heads and balances, and tells pages from the whole") func balances() throws {
        let events = try Read.mt940.events(
            """
            :20:A
            :25:123/456
            :28:7
            :60F:D260101CHF5,
            :62M:C260102CHF0,05
            :20:B
            :21:NONREF
            :25P:DE02
            :28C:8/2
            :60M:C260102CHF0,05
            :62F:C260103CHF1,00
            :64:D260104CHF2,00
            :65:C260105CHF3,00
            """)
        #expect(
            events.heads == [
                BankStatementHead(
                    id: "A", account: "123/456", sequence: "7", currency: "CHF", line: 1),
                BankStatementHead(
                    id: "B", account: "DE02", sequence: "8/2", currency: "CHF", line: 6),
            ])
        let found = events.balances.map {
            "\($0.kind) \($0.code) \($0.amount) \($0.day?.description ?? "-") \($0.line)"
        }
        #expect(
            found == [
                "opening 60F -5 2026-01-01 4", "intermediateClosing 62M 0.05 2026-01-02 5",
                "intermediateOpening 60M 0.05 2026-01-02 10", "closing 62F 1.00 2026-01-03 11",
                "other 64 -2.00 2026-01-04 12", "other 65 3.00 2026-01-05 13",
            ])
        #expect(events.count { $0 == .end } == 2)
    }

    @Test("takes a balance without its currency for none that must tie") func noCurrency() throws {
        let events = try Read.mt940.events(":20:A\n:60F:C260101EUR5,\n:62F:C2601025,00\n")
        #expect(events.balances.map(\.kind) == [.opening, .other])
        #expect(events.balances.last?.currency == nil)
    }

    @Test("reads MT942, which has no balances") func interim() throws {
        let events = try Read.mt940.events(
            """
            :20:A
            :25:123
            :28C:1/1
            :34F:EURD0,00
            :13D:2601021815+0100
            :61:260102C7,00NTRFX
            :86:from a patient
            :90C:1EUR7,00
            """)
        #expect(events.heads.map(\.currency) == ["EUR"])
        #expect(events.balances.isEmpty)
        #expect(events.lines.map(\.narration) == ["from a patient"])
    }

    @Test("finds the same in envelopes, behind headers and with any ends of lines")
    func dialects() throws {
        let plain = Self.statement(":61:260102C7,00NTRFX\n:86:first\nsecond")
        let wanted = try Read.mt940.events(plain)
        let body = plain.dropLast(2)
        for (text, moved) in [
            ("{1:F01BANKDEFF}{2:I940BANKDEFFN}{4:\n\(body)\n-}{5:{MAC:0}}\n", 1),
            ("\u{1}{1:F01BANKDEFF}{2:I940BANKDEFFN}{4:\n\(body)\n-}\u{3}\n", 1),
            ("BANKNL2A\n940\nBANKNL2A\n\(plain)\n", 3), (":940:\n\(plain)", 1),
            ("\u{1}\n\(plain)\u{3}", 1), ("\u{FEFF}\(plain)", 0), ("\u{2}\(plain)\u{3}", 0),
            (plain.replacing("\n", with: "\r\n"), 0), (plain.replacing("\n", with: "\r"), 0),
        ] {
            let events = try Read.mt940.events(text)
            #expect(events.map { $0.moved(by: -moved) } == wanted, "\(text.prefix(40))")
        }
        let two = "{1:A}{4:\n\(body)\n-}\u{3}\u{1}{1:B}{2:I}{4:\n\(body)\n-}"
        #expect(try Read.mt940.events(two).statements.count == 2)
    }

    @Test("does not depend on the size of the pieces", arguments: 1...9)
    func pieces(size: Int) throws {
        let text = Self.statement(":61:260102C7,00NTRFX\r\n:86:é\r\n\r\n:61:260102D7,00NTRFX")
        let whole = try Read.mt940.events(text)
        #expect(try Read.mt940.events(Array(text.utf8), piece: size) == whole)
        #expect(whole.lines.map(\.narration) == ["é", ""])
    }

    @Test("never gives a closing balance of a file that is cut off") func cutOff() throws {
        let text = Self.statement(":61:260102C7,00NTRFX//Y\n:86:first\nsecond")
        let bytes = Array(text.utf8)
        let closing = try #require(text.firstRange(of: ":62F:"))
        let start = text.utf8.distance(from: text.startIndex, to: closing.lowerBound)
        for end in 0..<bytes.count {
            let events = try? Read.mt940.events(Array(bytes[..<end]))
            let closings = events?.balances.filter { $0.kind == .closing } ?? []
            if end < start + 19 { #expect(closings.isEmpty, "\(end)") }
            #expect(closings.allSatisfy { $0.amount.description.hasPrefix("100") }, "\(end)")
        }
        let envelope = "{1:F01BANKDEFF}{4:\n\(text.dropLast(2))\n"
        #expect(Read.mt940.fault(envelope)?.error.context.contains("cut off") == true)
        #expect(Read.mt940.fault(envelope + envelope + "-}")?.line == 10)
        #expect(Read.mt940.fault(envelope + "-}") == nil)
    }

    @Test("refuses a file without a statement", arguments: ["", "\n", "1\n2\n", ":NS:", "{4:\n-}"])
    func empty(text: String) throws {
        let fault = try #require(Read.mt940.fault(text))
        #expect(fault.line == 0 && fault.error.context.contains("no MT940 or MT942"))
    }
}

extension BankEvent {
    /// The same event in a file with so many lines more before it.
    func moved(by lines: Int) -> BankEvent {
        switch self {
        case .statement(var head):
            head.line += lines
            return .statement(head)
        case .balance(var balance):
            balance.line += lines
            return .balance(balance)
        case .line(var line):
            line.line += lines
            return .line(line)
        case .discrepancy, .end: return self
        }
    }
}
