import Domain
import Matching
import Services
import TestSupport
import Testing

@Suite("Exchange fold") struct ExchangeFoldTests {
    private static let october = Period(monthOf: Day(number: 20_727))
    private static let first = Day(number: 20_727)

    /// An invoice in euros with allocations of one day each, of which a negative one takes back the
    /// earlier one of its amount.
    private static func invoice(
        _ amounts: [Int64], owed: Int64 = 0, at rate: Int64 = 1_005_000_000, paidIn: String = "EUR"
    ) -> ForeignInvoice {
        var invoice = ForeignInvoice(
            id: 7, number: "E-7", currency: .eur, exchangeRate: rate, owed: owed)
        for (place, amount) in amounts.enumerated() {
            let undone = amounts[..<place].lastIndex(of: -amount)
            invoice.add(
                .init(
                    id: Int64(place), undoes: amount < 0 ? undone.map { Int64($0) } : nil,
                    payment: amount < 0 ? Int64(undone ?? 0) : Int64(place),
                    allocatedOn: first.adding(days: place), amount: amount, receivedOn: first,
                    paidIn: paidIn))
        }
        return invoice
    }

    private static func outcome(_ invoice: ForeignInvoice, _ rate: Int64? = 1_100_000_000)
        -> ExchangeOutcome
    {
        let stored = rate.map { [ExchangeRates.Rate(.eur, .usd, on: first, billionths: $0)] } ?? []
        var fold = ExchangeFold(in: .usd, ExchangeRates(stored), october)
        fold.settle(invoice)
        fold.carry(invoice)
        return fold.finish([])
    }

    /// 1.00 × 1.005 is 1.01 and 3.00 × 1.005 is 3.02 (3.015), so the second part has 2.01.
    @Test(
        "releases what was allocated in all, rounded once, and takes back exactly what a part had",
        arguments: table(
            """
            amounts            released           left  why
            100,200            101,201            0     3.015 goes up once, not 1.005 and 2.01
            100,200,-100       101,201,-101       1     3.02 − 1.01 = 2.01 is what 2.00 is worth
            100,100,-100       101,100,-100       0     the second has 1.00, and gives 1.00 back
            100,100,-100,100   101,100,-100,100   0     as before it went back
            100,300,-100,100   101,301,-101,101   0     what the way back leaves, the next one has
            100,-40            101,-41            0     a part that names no other: 0.60 are 0.60
            """))
    func released(_ row: [String]) throws {
        let amounts = row[0].split(separator: ",").compactMap { Int64($0) }
        let owed = amounts.reduce(0, +)
        let outcome = Self.outcome(Self.invoice(amounts, owed: owed))
        let released = outcome.settled.map { $0.booked ?? 0 }
        #expect(released.map(String.init).joined(separator: ",") == row[1], "\(row[3])")
        let value = RoundingMode.halfUp.divide(Int128(owed) * 1005, by: 1000)
        #expect(outcome.open.first?.carried == value - Int128(released.reduce(0, +)), "\(row[3])")
    }

    @Test("releases an invoice's booked value to the last minor unit, in whatever parts")
    func property() {
        var dice = Dice()
        for _ in 0..<500 {
            let rate = Int64.random(in: 1...3_000_000_000, using: &dice)
            let amounts = (0..<Int.random(in: 1...9, using: &dice)).map { _ in
                Int64.random(in: 1...9999, using: &dice)
            }
            let owed = amounts.reduce(0, +)
            let outcome = Self.outcome(Self.invoice(amounts, owed: owed, at: rate))
            let booked = RoundingMode.halfUp.divide(Int128(owed) * Int128(rate), by: 1_000_000_000)
            #expect(outcome.settled.reduce(Int128(0)) { $0 + Int128($1.booked ?? 0) } == booked)
            #expect(outcome.open.first?.carried == 0, "\(amounts) at \(rate), \(dice)")
        }
    }

    @Test("refuses what has no rate, once, and gives it no value") func refused() {
        func told(_ outcome: ExchangeOutcome) -> [String] {
            outcome.refusals.map { "\($0.item) \($0.error)" }
        }
        let unrated = Self.outcome(Self.invoice([100, 100], owed: 500, at: 0))
        #expect(told(unrated) == ["invoice:7 EXCHANGE_RATE_MISSING document E-7, EUR"])
        #expect(unrated.settled.map(\.gain) == [nil, nil] && unrated.open.isEmpty)
        let unstored = Self.outcome(Self.invoice([100], owed: 500), nil)
        #expect(
            told(unstored) == ["payment:0 EXCHANGE_RATE_MISSING payment 0, \(Self.first), EUR"])
        #expect(unstored.settled.map(\.gain) == [nil])
        #expect(unstored.open.map(\.change) == [nil] && unstored.open.map(\.carried) == [402])
        let foreign = Self.outcome(Self.invoice([100], paidIn: "USD"))
        #expect(
            told(foreign) == [
                "payment:0 EXCHANGE_RATE_MISSING payment 0, in USD for document E-7 in EUR"
            ])
        let vast = Self.outcome(Self.invoice([.max, .max], at: .max))
        #expect(
            told(vast) == [
                "invoice:7 NUMERIC_OUT_OF_RANGE document E-7, EUR",
                "payment:0 NUMERIC_OUT_OF_RANGE payment 0, \(Self.first), EUR",
                "payment:1 NUMERIC_OUT_OF_RANGE payment 1, \(Self.first), EUR",
            ])
    }

    @Test("mirrors a negative amount: half a cent goes away from zero on both sides") func halves()
    {
        // 0.05 × 1.10 = 0.055, 0.06 and −0.06; at 1.005 it is 0.05025.
        let outcome = Self.outcome(Self.invoice([5, -5]))
        #expect(outcome.settled.map(\.received) == [6, -6])
        #expect(outcome.settled.map(\.gain) == [1, -1])
    }
}
