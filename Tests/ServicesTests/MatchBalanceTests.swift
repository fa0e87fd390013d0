import Domain
import Services
import TestSupport
import Testing

@Suite("Match balance") struct MatchBalanceTests {
    private static func money(_ text: String) throws -> [Money] {
        try text.split(separator: "+").map { part in
            let words = part.split(separator: " ")
            return Money(
                minor: try #require(Int64(words[0])), try Currency(code: String(words[1])))
        }
    }

    private static func balance(_ left: String, _ right: String) throws -> MatchBalance {
        try MatchBalance(left: try money(left), right: try money(right))
    }

    @Test(
        "adds up by currency, and says by how much two sides differ",
        arguments: table(
            """
            left                right              difference  why
            100 USD+50 USD      150 USD            even        several for one
            100 USD             97 USD             0.03 USD    the left one shows more
            -100 USD            -97 USD            -0.03 USD   or less
            100 USD             100 EUR            none        nothing to be said across currencies
            100 USD+5 EUR       5 EUR+100 USD      even        each by itself, in any order
            100 USD+5 EUR       105 USD            none        never added
            1 USD+-1 USD+5 EUR  5 EUR              none        a sum of zero stands too
            """))
    func sums(_ row: [String]) throws {
        let balance = try Self.balance(row[0], row[1])
        #expect(balance.isEven == (row[2] == "even"), "\(row[3])")
        guard row[2] != "even" else { return }
        #expect(balance.difference?.description ?? "none" == row[2], "\(row[3])")
    }

    @Test("has a difference be typed, and none where there is none") func types() throws {
        let even = try Self.balance("1 USD", "1 USD")
        #expect(try even.type(nil) == nil)
        #expect(try even.type(.fee) == nil)
        let uneven = try Self.balance("12000 USD", "11700 USD")
        for type in MatchDifference.allCases { #expect(try uneven.type(type) == type) }
        let error = #expect(throws: AppError.self) { try uneven.type(nil) }
        #expect(
            error
                == AppError(
                    .matchDifferenceUntyped,
                    "left 120.00 USD, right 117.00 USD, difference 3.00 USD"))
        let foreign = try Self.balance("12000 USD", "11700 EUR")
        #expect(try foreign.type(.exchange) == .exchange)
        for type in [MatchDifference.fee, .rounding, .shortPay, nil] {
            #expect(throws: AppError.self) { try foreign.type(type) }
        }
    }

    @Test("refuses a sum that money cannot hold") func overflow() throws {
        let large = Money(minor: .max, .usd)
        let error = #expect(throws: AppError.self) {
            try MatchBalance(left: [large, large], right: [])
        }
        #expect(error?.code == .numericOutOfRange)
    }

    @Test("of a dispute goes the way of the other side") func dispute() throws {
        let dispute = [Money(minor: -500, .usd)]
        let opened = try MatchBalance(
            of: .dispute, dispute, and: .gatewayTransaction, [Money(minor: -500, .usd)])
        #expect(opened.isEven)
        #expect(opened.left == dispute)
        let won = try MatchBalance(
            of: .gatewayTransaction, [Money(minor: 500, .usd)], and: .dispute, dispute)
        #expect(won.isEven)
        let refund = try MatchBalance(
            of: .refund, dispute, and: .gatewayTransaction, [Money(minor: 500, .usd)])
        #expect(refund.difference == Money(minor: -1000, .usd))
    }
}

@Suite("Match conflict") struct MatchConflictTests {
    private static func items(_ text: String) throws -> MatchItems {
        try #require(MatchItems(text))
    }

    private static func decision(
        _ id: Int64, _ kind: MatchDecision.Kind, _ left: String, _ right: String?
    ) throws -> MatchDecision {
        MatchDecision(
            id: id, kind: kind, left: try items(left), right: try right.map(items), reason: "r",
            difference: nil, decidedBy: "a", decidedOn: try #require(Day("2026-10-31")))
    }

    private static let live = Result {
        [
            try decision(1, .accept, "payment:1,2", "bank:7"),
            try decision(2, .reject, "payment:5", "bank:8"),
            try decision(3, .note, "payment:9", nil),
        ]
    }

    @Test(
        "is with an accepted item, and with a pair that is decided",
        arguments: table(
            """
            left         right      accepting                         rejecting
            payment:2,3  bank:9     payment:2, accepted by decision 1  -
            payment:3    bank:7     bank:7, accepted by decision 1     -
            bank:7       payment:3  bank:7, accepted by decision 1     -
            payment:2    bank:7     payment:2 and bank:7, accepted by decision 1   payment:2 and bank:7, accepted by decision 1
            bank:7       payment:1  bank:7 and payment:1, accepted by decision 1   payment:1 and bank:7, accepted by decision 1
            payment:1    payment:2  payment:1 and payment:2, accepted by decision 1  -
            payment:5    bank:8     payment:5 and bank:8, rejected by decision 2   payment:5 and bank:8, rejected by decision 2
            bank:6,8     payment:5  payment:5 and bank:8, rejected by decision 2   payment:5 and bank:8, rejected by decision 2
            payment:5    bank:9     -                                  -
            payment:4    bank:8     -                                  -
            refund:1     payout:7   -                                  -
            payment:9    bank:9     -                                  -
            """))
    func conflicts(_ row: [String]) throws {
        let live = try Self.live.get()
        let (left, right) = (try Self.items(row[0]), try Self.items(row[1]))
        #expect(
            MatchConflict.accepting(left, right, among: live)?.description ?? "-" == row[2])
        #expect(
            MatchConflict.rejecting(left, right, among: live)?.description ?? "-" == row[3])
    }
}
