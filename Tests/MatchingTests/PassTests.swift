import Domain
import TestSupport
import Testing

@testable import Matching

@Suite("Passes at the bank") struct PassTests {
    @Test("ids of payouts, slips, transfers and refunds by transfer") func ids() {
        #expect(Reconciliation.reference("PAY", 1) == "PAY000000001")
        #expect(Reconciliation.reference("REF", 123_456_789) == "REF123456789")
        #expect(Reconciliation.reference("PAY", 1_234_567_890) == "PAY1234567890")
        var month = Month()
        month.transfer(1, 500)
        month.transferBack(1, 60)
        month.line(9, 500, "PAY000000001", imported: true)
        month.line(9, -60, "REF000000001")
        month.pay(2, 70, "", .bankTransfer, captured: false)
        month.line(8, 70, "PAY000000002")
        #expect(month.joined() == ["1 payment:1 = imported:9", "1 refund:1 = bank:9"])
        #expect(month.told() == ["ledger-bank MISSING_IN_LEDGER bank:8 -70 open"])
    }

    @Test("what is not there: on its way for seven days, then missing") func late() {
        var month = Month()
        month.transfer(1, 100, on: 24)
        month.transfer(2, 200, on: 25)
        month.transferBack(3, 300, on: 24)
        month.transferBack(4, 400, on: 25)
        #expect(
            month.told() == [
                "ledger-bank IN_TRANSIT payment:2 200 open",
                "ledger-bank IN_TRANSIT refund:4 -400 open",
                "ledger-bank MISSING_IN_BANK payment:1 100 open",
                "ledger-bank REFUND_NOT_SETTLED refund:3 -300 open",
            ])
        month.terms.policy.agreedDays = 30
        #expect(month.told().allSatisfy { $0.contains("IN_TRANSIT") })
    }

    @Test(
        "an id in a narration: whatever lies between its letters, and never a part of more",
        arguments: table(
            """
            narration                      found  why
            PAY000000123                   yes    alone
            pay 000-000/123 thanks         yes    blanks and marks inside, small letters
            XX PAY000000123 YY             yes    within
            INV7PAY000000123               yes    letters begin after a digit
            PAY000000123ABC                yes    letters after digits
            PAY0000001234                  no     the beginning of a longer number
            XPAY000000123                  no     the end of a longer word
            PAY00000012                    no     cut off
            PAY000000124                   no     another one
            ÄPAY000000123                  no     a letter is a letter
            """)) func narration(_ row: [String])
    {
        var month = Month()
        month.transfer(123, 500)
        month.line(9, 500, "", row[0], on: 30)
        #expect(!month.joined().isEmpty == (row[1] == "yes"), "\(row[2])")
        #expect(month.joined().allSatisfy { $0 == "2 payment:123 = bank:9" })
    }

    @Test("narrations: another amount, an id twice, two ids, and ids too short to mean anything")
    func narrations() {
        var month = Month()
        month.transfer(1, 500, on: 1)
        month.line(9, 490, "", "PAY000000001", on: 30)
        #expect(month.told() == ["ledger-bank AMOUNT_DIFFERENCE payment:1 10 / bank:9"])
        month.line(8, 500, "", "PAY000000001", on: 30)
        #expect(month.joined() == ["2 payment:1 = bank:8"])
        #expect(month.told() == ["ledger-bank MISSING_IN_LEDGER bank:9 -490 open"])
        month.line(10, 500, "", "PAY000000001", on: 30)
        #expect(month.told().contains("ledger-bank DUPLICATE_THEIRS bank:10 -500 / payment:1"))
        month = Month()
        month.transfer(1, 500, on: 1)
        month.transfer(2, 500, on: 1)
        month.transfer(3, 400, on: 1)
        month.line(9, 500, "", "PAY000000001 PAY000000002 PAY000000003", on: 30)
        month.line(8, 300, "", "PAY000000001", on: 30)
        #expect(
            month.told() == [
                "ledger-bank MISSING_IN_LEDGER bank:8 -300 open",
                "ledger-bank MISSING_IN_BANK payment:3 400 open",
                "ledger-bank AMBIGUOUS bank:9 -500 open / payment:1,payment:2",
                "ledger-bank AMBIGUOUS payment:1 500 open",
                "ledger-bank AMBIGUOUS payment:2 500 open",
            ])
        month.lines = []
        month.line(9, 400, "", "PAY000000001 PAY000000003", on: 30)
        #expect(month.joined() == ["2 payment:3 = bank:9"])
        month.lines = []
        month.line(9, 100, "", "PAY000000001 PAY000000003", on: 30)
        #expect(month.told().allSatisfy { $0.contains("MISSING") })
        month = Month()
        month.slip(1, 500, "S-123", on: 1, of: [(1, 500)])
        month.slip(2, 600, "S-1234", on: 1, of: [(2, 600)])
        month.slip(3, 700, "SLIP1-4", on: 1, of: [(3, 700)])
        month.line(9, 500, "", "S123", on: 30)
        month.line(8, 700, "", "SLIP 14", on: 30)
        #expect(month.joined() == ["2 deposit:3 = bank:8"])
    }

    @Test("rules put what is not billing's out of scope, after ids and before amounts") func rules()
    {
        var month = Month()
        month.terms.rules = [BankRule(id: 1, pattern: "RENT*", direction: .out, reason: "rent")]
        month.transferBack(1, 300)
        month.transferBack(2, 400)
        month.line(9, -300, "", "RENT OCTOBER")
        month.line(8, 300, "", "RENT BACK")
        month.line(7, -400, "", "RENT REF000000002")
        #expect(month.joined() == ["2 refund:2 = bank:7"])
        let scope = BillingBucket(.bank, isLeft: false, .outOfScope, .eur)
        #expect(month.found().results.buckets[scope] == BillingSum(count: 1, amount: -300))
        #expect(
            month.told() == [
                "ledger-bank MISSING_IN_LEDGER bank:8 -300 open",
                "ledger-bank REFUND_NOT_SETTLED refund:1 -300 open",
            ])
    }

    @Test("by amount and day: five days before and after, the currency, and unique on both sides")
    func amounts() {
        for (day, isFound) in [(4, false), (5, true), (15, true), (16, false)] {
            var month = Month()
            month.transfer(1, 500)
            month.line(9, 500, on: day)
            #expect(month.joined().isEmpty != isFound, "\(day)")
        }
        var month = Month()
        month.transfer(1, 500)
        month.line(9, 500, "", "CREDIT", .usd)
        #expect(month.joined() == [])
        month.line(8, 500)
        month.line(7, 500, on: 12)
        #expect(
            month.told().filter { $0.contains("AMBIGUOUS") } == [
                "ledger-bank AMBIGUOUS bank:7 -500 open / payment:1",
                "ledger-bank AMBIGUOUS bank:8 -500 open / payment:1",
                "ledger-bank AMBIGUOUS payment:1 500 open / bank:8,bank:7",
            ])
    }

    private static func sums(_ amounts: [Int64]) -> Month {
        var month = Month()
        month.terms.payers = [.init(id: 7, name: "Acme-Health"), .init(id: 8, name: "Hill")]
        for (place, amount) in amounts.enumerated() {
            month.transfer(Int64(place + 1), amount, payer: 7)
        }
        return month
    }

    @Test("a payer's sum: unique, of two at least, his own, within the days") func sum() {
        var month = Self.sums([100, 250, 400])
        month.line(9, 350, "", "FROM ACME HEALTH")
        #expect(month.joined() == ["5 payment:1,2 = bank:9"])
        #expect(month.found().results.matches.map(\.code) == [.matchedAggregate])
        month.line(8, 400, "", "ACME HEALTH", on: 30)
        month.transfer(5, 100, payer: 8)
        #expect(month.told().count == 3)
        for (amount, text, day) in [
            (350, "FROM ACME", 11), (350, "HILL", 11), (351, "ACME HEALTH", 11),
            (350, "ACME HEALTH", 16), (-350, "ACME HEALTH", 11),
        ] as [(Int64, String, Int)] {
            var month = Self.sums([100, 250, 400])
            month.line(9, amount, "", text, on: day)
            #expect(month.joined() == [], "\(amount) \(text) \(day)")
        }
        month = Self.sums([100, 250])
        month.line(9, 350, "", "ACMEHEALTH", on: 15)
        month.pay(3, 350, "", .bankTransfer, .usd, payer: 7)
        #expect(month.joined() == ["5 payment:1,2 = bank:9"])
        month.terms.payers = [.init(id: 7, name: "AC.")]
        month.lines = []
        month.line(9, 350, "", "AC")
        #expect(month.joined() == [])
    }

    @Test("a payer's sum in two ways, two lines for one payment, and too many to try")
    func unsure() {
        var month = Self.sums([100, 250, 50, 300, 777])
        month.line(9, 350, "", "ACME HEALTH")
        #expect(
            month.told() == [
                "ledger-bank MISSING_IN_BANK payment:5 777 open",
                "ledger-bank AMBIGUOUS bank:9 -350 open / payment:1,payment:2,payment:3,payment:4",
            ]
                + (1...4).map {
                    "ledger-bank AMBIGUOUS payment:\($0) \([100, 250, 50, 300][$0 - 1]) open / bank:9"
                })
        month = Self.sums([100, 250, 51])
        month.line(9, 350, "", "ACME HEALTH")
        month.line(8, 301, "", "ACME HEALTH")
        #expect(
            month.told() == [
                "ledger-bank AMBIGUOUS bank:8 -301 open / payment:2,payment:3",
                "ledger-bank AMBIGUOUS bank:9 -350 open / payment:1,payment:2",
                "ledger-bank AMBIGUOUS payment:1 100 open / bank:9",
                "ledger-bank AMBIGUOUS payment:2 250 open / bank:8,bank:9",
                "ledger-bank AMBIGUOUS payment:3 51 open / bank:8",
            ])
        let powers = (0..<20).map { Int64(1) << $0 }
        month = Self.sums(powers)
        month.line(9, 3 << 18, "", "ACME HEALTH")
        #expect(month.joined() == ["5 payment:19,20 = bank:9"])
        month.transfer(21, 1 << 20, payer: 7)
        #expect(month.joined() == [])
    }

    @Test("receivables: short, over, unallocated, statements with a gap, rows that came late")
    func receivables() {
        var engine = Month().engine()
        for (id, owed, allocated) in [(Int64(1), 500, 500), (2, 500, 400), (3, 500, 600)]
            as [(Int64, Int64, Int64)]
        {
            engine.invoice(
                id: id, number: "I\(id)", dueOn: Month.day(3), owed: Money(minor: owed, .eur),
                allocated: Money(minor: allocated, .eur))
            engine.allocation(
                id: id, receivedOn: Month.day(4), amount: Money(minor: owed, .eur),
                used: Money(minor: allocated, .eur))
        }
        let rows: [(Int64, Int64, Int64?, Int64)] = [
            (4, 2, 1, 0), (5, 3, 1, 0), (6, 2, 1, 5), (7, 1, nil, 5), (8, 1, 1, 0),
        ]
        for (id, sequence, before, more) in rows {
            engine.statement(
                StatementBalance(
                    id: id, account: "A", from: Month.day(5), until: Month.day(6),
                    sequence: sequence, opening: Money(minor: 100 + more, .eur),
                    closing: Money(minor: 100, .eur), sequenceBefore: before,
                    closingBefore: before.map { _ in Money(minor: 100, .eur) },
                    entries: Money(minor: 0, .eur)))
        }
        engine.backdated(
            BillingItem(.invoice, 9), Money(minor: 70, .eur), Month.day(-3), closed: "2026-09")
        let output = engine.finish()
        #expect(
            output.told == [
                "invoice-allocation SHORT_PAID invoice:2 100 open",
                "invoice-allocation OVERPAID invoice:3 -100 open",
                "payment-allocation AMOUNT_DIFFERENCE payment:3 -100 open",
                "payment-allocation UNALLOCATED payment:2 100 open",
                "control STATEMENT_GAP statement:5 0", "control STATEMENT_GAP statement:6 -5",
                "control STATEMENT_GAP statement:8 0", "control BACKDATED invoice:9 70",
            ])
        let owed = BillingBucket(.invoice, isLeft: true, .shortPaid, .eur)
        let allocated = BillingBucket(.invoice, isLeft: false, .shortPaid, .eur)
        #expect(output.results.buckets[owed] == BillingSum(count: 1, amount: 500))
        #expect(output.results.buckets[allocated] == BillingSum(count: 1, amount: 400))
        #expect(output.results.buckets.values.reduce(0) { $0 + $1.count } == 12)
    }
}
