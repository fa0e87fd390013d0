import Domain
import TestSupport
import Testing

@Suite("Match items") struct MatchItemsTests {
    @Test(
        "are read as people write them",
        arguments: table(
            """
            text            items         why
            payment:123     payment:123   one
            payment:3,1,2   payment:1,2,3  in order
            gateway:77      gateway:77    a gateway transaction
            bank:1001       bank:1001     a bank entry
            imported:5      imported:5    a line of a booked file
            statement:5     statement:5   a bank statement
            payment:1,1     -             twice
            payment:0       -             from 1
            payment:-1      -             from 1
            payment:+1      -             digits alone
            payment:        -             no number
            payment:1,      -             no number
            payment         -             no number
            :1              -             no kind
            money:1         -             another kind
            bank_entry:1    -             as tables have it
            payment:1:2     -             two numbers
            payment:9223372036854775807   payment:9223372036854775807  the last
            payment:9223372036854775808   -  beyond
            """))
    func texts(_ row: [String]) {
        #expect(MatchItems(row[0])?.description ?? "-" == row[1], "\(row[2])")
    }

    @Test("of every kind come back from their text") func kinds() {
        for kind in ItemKind.allCases {
            let items = MatchItems(kind, [2, 1])
            #expect(MatchItems(items.description) == items)
        }
    }

    @Test("share what both name") func shared() throws {
        let items = MatchItems(.payment, [1, 2, 3])
        #expect(
            items.shared(with: MatchItems(.payment, [3, 4, 2])) == MatchItems(.payment, [2, 3]))
        #expect(items.shared(with: MatchItems(.payment, [4])) == nil)
        #expect(items.shared(with: MatchItems(.refund, [1])) == nil)
        #expect(items.shared(with: nil) == nil)
    }
}
