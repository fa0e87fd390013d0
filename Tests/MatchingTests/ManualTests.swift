import Domain
import Matching
import Testing

@Suite("Decisions") struct ManualTests {
    @Test("to accept: equal, several to one, either side first") func accept() {
        var month = Month()
        month.transfer(1, 500)
        month.transfer(2, 300)
        month.line(9, 800, on: 30)
        month.decide(1, .accept, "bank:9", "payment:1,2")
        let output = month.found()
        #expect(output.joined == ["0 payment:1,2 = bank:9"])
        #expect(output.results.matches.map(\.code) == [.matchedExact])
        #expect(output.results.matches.map(\.evidence) == ["decision 1, because 1"])
        #expect(output.told == [])
        #expect(output.unfollowed == [])
    }

    @Test("to accept with a difference of a type; without one they no longer say the same")
    func difference() {
        var month = Month()
        month.transfer(1, 500)
        month.line(9, 490, on: 30)
        month.decide(1, .accept, "payment:1", "bank:9", .shortPay)
        #expect(month.joined() == ["0 payment:1 = bank:9 short_pay 10"])
        #expect(month.found().results.matches.map(\.code) == [.matchedTolerance])
        month.terms.decisions = []
        month.decide(2, .accept, "payment:1", "bank:9")
        #expect(month.joined() == [])
        #expect(month.found().unfollowed == [2])
        // A type is not kept where nothing differs.
        month = Month()
        month.transfer(1, 500)
        month.line(9, 500, on: 30)
        month.decide(1, .accept, "payment:1", "bank:9", .fee)
        #expect(month.joined() == ["0 payment:1 = bank:9"])
    }

    @Test("to accept what one id joins with another amount, alone or with more") func sameID() {
        var month = Month()
        month.pay(1, 500, "X")
        month.charge(11, 490, "X")
        month.decide(1, .accept, "payment:1", "gateway:11", .fee)
        #expect(month.joined() == ["0 payment:1 = gateway:11 fee 10"])
        #expect(month.told() == [])
        month.pay(2, 40)
        month.terms.decisions = []
        month.decide(2, .accept, "payment:1,2", "gateway:11", .fee)
        #expect(month.joined() == ["0 payment:1,2 = gateway:11 fee 50"])
        month = Month()
        month.slip(1, 500, "S", of: [(1, 500)])
        month.transfer(2, 700)
        month.line(9, 1190, "S")
        month.decide(1, .accept, "payment:2", "bank:9", .exchange)
        #expect(month.joined().contains("0 payment:2 = bank:9 exchange -490"))
        #expect(month.told() == ["ledger-bank MISSING_IN_BANK deposit:1 500 open"])
    }

    @Test("to accept what an id calls one too many, captured on one side, or taken back")
    func beyondTheFirst() {
        var month = Month()
        month.pay(1, 500, "X")
        month.pay(2, 500, "X")
        month.charge(11, 500, "X")
        month.charge(12, 500, "Y", on: 30)
        #expect(month.told().first == "ledger-gateway MISSING_IN_LEDGER gateway:12 -500 open")
        month.decide(1, .accept, "payment:2", "gateway:12")
        #expect(month.joined() == ["0 payment:2 = gateway:12", "1 payment:1 = gateway:11"])
        #expect(month.told() == [])
        month = Month()
        month.pay(1, 500, "X")
        month.charge(11, 500, "X", captured: false)
        month.charge(12, 500, "Y", on: 30)
        month.decide(1, .accept, "payment:1", "gateway:12")
        #expect(month.joined() == ["0 payment:1 = gateway:12"])
        #expect(month.told() == [])
        month = Month()
        month.pay(1, 500, "X")
        month.charge(11, 500, "X")
        month.charge(12, -500, "X")
        month.charge(13, 500, "X")
        month.refund(5, 500, "", on: 30)
        month.pay(6, 510, on: 30)
        month.decide(1, .accept, "refund:5", "gateway:12")
        month.decide(2, .accept, "payment:6", "gateway:13", .fee)
        #expect(month.found().unfollowed == [])
        #expect(
            month.joined() == [
                "0 payment:6 = gateway:13 fee 10", "0 refund:5 = gateway:12",
                "1 payment:1 = gateway:11",
            ])
        #expect(month.told() == [])
    }

    @Test("to accept another currency is not followed") func currencies() {
        var month = Month()
        month.pay(1, 500, "X")
        month.charge(11, 500, "X", .charge, .usd)
        month.decide(1, .accept, "payment:1", "gateway:11", .exchange)
        #expect(month.found().unfollowed == [1])
        #expect(month.told() == ["ledger-gateway CURRENCY_DIFFERENCE payment:1 500 / gateway:11"])
    }

    @Test("to accept across kinds of one link: a refund that was a dispute, a dispute by itself")
    func kinds() {
        var month = Month()
        month.refund(5, 300, "R")
        month.charge(11, -300, "D", on: 2, .dispute, fee: 15)
        month.decide(1, .accept, "refund:5", "gateway:11", .fee)
        #expect(month.joined() == ["0 refund:5 = gateway:11 fee 15"])
        #expect(month.told() == [])
        month = Month()
        month.dispute(3, 300, fee: 15, on: 3, won: 8)
        month.charge(11, -300, "D", on: 30, .dispute, fee: 15)
        month.charge(12, 300, "D", on: 31, .adjustment)
        month.decide(1, .accept, "dispute:3", "gateway:11")
        month.decide(2, .accept, "gateway:12", "dispute:3")
        #expect(month.joined() == ["0 dispute:3 = gateway:11", "0 dispute:3 = gateway:12"])
        #expect(month.told() == [])
    }

    @Test("to accept across links is not followed, and both stay as they are") func links() {
        var month = Month()
        month.pay(1, 500, "X")
        month.line(9, 500)
        month.decide(1, .accept, "payment:1", "bank:9")
        month.decide(2, .accept, "payment:77", "bank:9")
        month.decide(3, .accept, "payment:1", "payment:2")
        #expect(month.found().unfollowed == [1, 2, 3])
        #expect(
            month.told() == [
                "ledger-gateway MISSING_IN_GATEWAY payment:1 500 open",
                "ledger-bank MISSING_IN_LEDGER bank:9 -500 open",
            ])
    }

    @Test("to accept what is only partly there is not followed") func partly() {
        var month = Month()
        month.transfer(1, 500)
        month.line(9, 500, on: 30)
        month.decide(1, .accept, "payment:1,77", "bank:9")
        month.decide(2, .accept, "payment:1", "bank:9,99")
        #expect(month.joined() == [])
        #expect(month.found().unfollowed == [1, 2])
    }

    @Test("to reject a pair by id, in and out of a knot, with its amount or another")
    func rejectID() {
        var month = Month()
        month.pay(1, 500, "X")
        month.charge(11, 500, "X")
        month.decide(1, .reject, "gateway:11", "payment:1")
        let lone = [
            "ledger-gateway MISSING_IN_LEDGER gateway:11 -500 open",
            "ledger-gateway MISSING_IN_GATEWAY payment:1 500 open",
        ]
        #expect(month.told() == lone)
        #expect(month.found().unfollowed == [])
        month.charge(12, 500, "X")
        #expect(month.joined() == ["1 payment:1 = gateway:12"])
        #expect(
            month.told() == ["ledger-gateway DUPLICATE_THEIRS gateway:11 -500 / payment:1"])
        month = Month()
        month.pay(1, 500, "X")
        month.charge(11, 490, "X")
        month.decide(1, .reject, "payment:1", "gateway:11")
        #expect(
            month.told() == [
                "ledger-gateway MISSING_IN_LEDGER gateway:11 -490 open",
                "ledger-gateway MISSING_IN_GATEWAY payment:1 500 open",
            ])
        month = Month()
        month.transfer(1, 500)
        month.line(9, 500, "PAY000000001")
        month.decide(1, .reject, "payment:1", "bank:9")
        #expect(month.joined() == [])
    }

    @Test("to reject a narration, an amount and day, a sum, another period's row") func rejectRest()
    {
        var month = Month()
        month.transfer(1, 500)
        month.line(9, 500, "", "PAY 000000001", on: 30)
        #expect(month.joined() == ["2 payment:1 = bank:9"])
        month.decide(1, .reject, "payment:1,4", "bank:8,9")
        #expect(month.joined() == [])
        month.line(10, 400, "", "PAY 000000001", on: 30)
        #expect(month.told().contains("ledger-bank AMOUNT_DIFFERENCE payment:1 100 / bank:10"))
        month.lines = []
        month.line(9, 500)
        #expect(month.joined() == [])
        month.terms.decisions = []
        #expect(month.joined() == ["3 payment:1 = bank:9"])
        month = Month()
        month.terms.payers = [.init(id: 7, name: "Acme Health")]
        month.transfer(1, 500, payer: 7)
        month.transfer(2, 300, payer: 7)
        month.line(9, 800, "", "FROM ACME HEALTH")
        #expect(month.joined() == ["5 payment:1,2 = bank:9"])
        month.decide(1, .reject, "payment:2", "bank:9")
        #expect(month.joined() == [])
        month = Month()
        month.line(9, 800, "TR")
        month.earlier(.payout, 4, 800, "TR")
        month.pay(1, 80, "X")
        month.elsewhere(.gatewayTransaction, 5, 80, "X", on: 0)
        #expect(month.joined() == ["1 payment:1 = gateway:5", "1 payout:4 = bank:9"])
        month.decide(1, .reject, "payout:4", "bank:9")
        month.decide(2, .reject, "payment:1", "gateway:5")
        #expect(month.joined() == [])
    }

    @Test("to note something stands beside whatever is told of the item") func notes() {
        var month = Month()
        month.pay(1, 500, "X")
        month.pay(2, 500, "X")
        month.charge(11, 500, "X")
        month.payOut(3, 10, "", failed: true)
        month.decide(1, .note, "payment:2")
        month.decide(2, .note, "payment:2")
        month.decide(3, .note, "payout:3")
        month.decide(4, .note, "payment:1")
        let output = month.found()
        #expect(output.unfollowed == [])
        #expect(
            output.results.exceptions.map(\.evidence)
                == [
                    "one more with the id X; note: because 1; because 2",
                    "its transactions come to EUR 0.00, it is EUR 0.10; note: because 3",
                    "the gateway could not pay it out; the money is in clearing again; note: because 3",
                ].map { $0.replacing("EUR 0.00", with: "\(Money(minor: 0, .eur))") }.map {
                    $0.replacing("EUR 0.10", with: "\(Money(minor: 10, .eur))")
                })
    }
}
