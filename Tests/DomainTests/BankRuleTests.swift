import Domain
import TestSupport
import Testing

@Suite("Bank rule") struct BankRuleTests {
    private static func rule(_ pattern: String, _ direction: BankRule.Direction = .any) -> BankRule
    {
        BankRule(id: 1, pattern: pattern, direction: direction, reason: "r")
    }

    @Test(
        "is about a narration that is as its pattern says",
        arguments: table(
            """
            pattern      narration                  holds  why
            RENT*        RENT PRACTICE ROOMS        yes    begins so
            RENT*        rent                       yes    a star may be nothing
            RENT*        PARENT COMPANY             no     begins otherwise
            RENT         RENT OCTOBER               no     without a star all of it
            RENT         Rent                       yes    case does not matter
            *RENT        MONTHLY RENT               yes    ends so
            *RENT        RENTRENT                   yes    the end is the last one, not the first
            *RENT        RENTREN                    no     breaks off at its end
            *RENT*       PARENTS                    yes    anywhere
            a*b*c        axxbyyc                    yes    one after the other
            a*b*c        axxcyyb                    no     not in that order
            a*aab*aab    aaab                       no     the same letters do not serve twice
            a*aab*aab    aaaabaab                   yes    each once
            a*aab        aab                        no     nor do the first ones for the last
            ab*ba        aba                        no     nor the middle one for both
            *abab*       abaabab                    yes    goes on after it broke off
            **RENT**     xRENTx                     yes    two stars are one
            SALARY TEAM  ⎵salary⎵⎵⎵team⎵            yes    runs of blanks are one, none at the ends
            ⎵A⎵⎵B*       a⎵b                        yes    those of the pattern too
            A⎵*          a                          no     a blank before a star is asked for
            MIETE*       MIETE KÖLN                 yes    any UTF-8 for a star
            KÖLN*        KÖLN                       yes    beyond ASCII letter by letter
            KÖLN*        köLN                       no     whose case does matter
            a.c          abc                        no     only the star is special
            """))
    func narrations(_ row: [String]) {
        let rule = Self.rule(row[0].replacing("⎵", with: " "))
        let narration = row[1].replacing("⎵", with: " ")
        #expect(rule.holds(narration: narration, amount: 1) == (row[2] == "yes"), "\(row[3])")
        let bytes = AnySequence(Array(narration.utf8))
        #expect(rule.holds(narration: bytes, amount: 1) == (row[2] == "yes"), "\(row[3])")
    }

    @Test("takes a tab or a line's end for a blank") func blanks() {
        #expect(Self.rule("A B").holds(narration: "\tA\r\n B\n", amount: 0))
    }

    @Test("is about money that goes its way") func directions() {
        for (direction, way) in [(BankRule.Direction.in, 1), (.out, -1)] {
            let rule = Self.rule("RENT*", direction)
            #expect(rule.holds(narration: "RENT", amount: Int64(way)))
            #expect(!rule.holds(narration: "RENT", amount: Int64(-way)))
            #expect(!rule.holds(narration: "RENT", amount: 0))
        }
        #expect(Self.rule("RENT*").holds(narration: "RENT", amount: 0))
    }

    @Test("agrees with trying every way, on random patterns") func naive() {
        var dice = Dice()
        for _ in 0..<20_000 {
            let pattern = Self.word(of: Array("ab*"), atMost: 6, &dice)
            let text = Self.word(of: Array("ab"), atMost: 9, &dice)
            let holds = Self.rule(String(pattern)).holds(narration: String(text), amount: 1)
            #expect(
                holds == Self.holds(pattern[...], text[...]),
                "\(String(pattern)) \(String(text)), \(dice)")
        }
    }

    private static func word(
        of letters: [Character], atMost count: Int, _ dice: inout Dice
    ) -> [Character] {
        var word: [Character] = []
        for _ in 0..<Int.random(in: 0...count, using: &dice) {
            word.append(letters[Int.random(in: letters.indices, using: &dice)])
        }
        return word
    }

    private static func holds(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>)
        -> Bool
    {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return holds(pattern.dropFirst(), text)
                || !text.isEmpty && holds(pattern, text.dropFirst())
        }
        return text.first == first && holds(pattern.dropFirst(), text.dropFirst())
    }

    @Test("of stars and repeated letters looks once at a long narration") func linear() {
        let pattern = String(repeating: "*" + String(repeating: "a", count: 500) + "b", count: 40)
        let narration = String(repeating: "a", count: 2_000_000)
        let began = Clock.steady.now
        #expect(!Self.rule(pattern + "*").holds(narration: narration, amount: 1))
        let microseconds = Clock.steady.now.microseconds - began.microseconds
        // Trying every place anew takes a thousand million steps.
        #expect(microseconds < 500_000)
    }

    @Test(
        "is refused without three letters or digits",
        arguments: table(
            """
            pattern  letters
            *        0
            a*b      2
            **--7x   2
            RE*N     3
            * 1 2 3  3
            家賃料*      3
            """))
    func specific(_ row: [String]) throws {
        guard row[1] != "3" else { return try BankRule.check(pattern: row[0]) }
        let error = #expect(throws: AppError.self) { try BankRule.check(pattern: row[0]) }
        #expect(error == AppError(.matchRuleInvalid, "“\(row[0])” has \(row[1])"))
    }
}
