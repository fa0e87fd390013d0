import Domain
import Testing

@Suite("Slips") struct SlipTests {
    @Test("cash on a slip, in the drawer, and late by a day") func cash() {
        var month = Month()
        month.pay(1, 100, "", .cash)
        month.pay(2, 200, "", .cheque)
        month.pay(3, 300, "", .cash, on: 24)
        month.pay(4, 400, "", .cash, on: 25)
        month.pay(5, 500, "", .cash, captured: false)
        month.slip(7, 300, "S", of: [(1, 100), (2, 200)])
        month.line(9, 300, "S")
        #expect(month.joined() == ["4 payment:1,2 = deposit:7,7", "1 deposit:7 = bank:9"])
        #expect(
            month.told() == [
                "cash-deposit IN_TRANSIT payment:4 400 open",
                "cash-deposit MISSING_IN_BANK payment:3 300 open",
            ])
    }

    @Test("a payment twice on a slip, or on two slips, is told, and the one that agrees is its own")
    func twice() {
        var month = Month()
        month.pay(1, 100, "", .cash)
        month.slip(7, 200, "S", of: [(1, 100), (1, 100)])
        month.line(9, 200, "S")
        #expect(month.joined().contains("4 payment:1 = deposit:7"))
        #expect(month.told() == ["cash-deposit DUPLICATE_THEIRS payment:1 -100 / deposit:7"])
        month = Month()
        month.pay(1, 100, "", .cash)
        month.slip(7, 90, "S", of: [(1, 90)])
        month.slip(8, 100, "T", of: [(1, 100)])
        month.line(9, 90, "S")
        month.line(10, 100, "T")
        let told = ["cash-deposit DUPLICATE_THEIRS payment:1 -90 / deposit:7"]
        #expect(month.told() == told)
        #expect(month.joined().contains("4 payment:1 = deposit:8"))
        month.items.reverse()
        #expect(month.told() == told)
    }

    @Test("a payment of an earlier period is brought along once") func strangers() {
        var month = Month()
        month.slip(7, 200, "S", of: [(1, 100), (1, 100)])
        month.line(9, 200, "S")
        #expect(month.told() == ["cash-deposit DUPLICATE_THEIRS payment:1 -100 / deposit:7"])
    }

    @Test("a slip that names what was not captured, or what came another way") func wrong() {
        var month = Month()
        month.pay(1, 100, "", .cash, captured: false)
        month.pay(2, 200, "X")
        month.charge(12, 200, "X")
        month.transfer(3, 300)
        month.line(10, 300, "PAY000000003")
        month.pay(4, 400)
        month.charge(14, 400, "Y", on: 11)
        month.pay(5, 500, "", .bankTransfer, captured: false)
        month.pay(6, 600, captured: false)
        month.slip(
            7, 2100, "S",
            of: [(1, 100), (2, 200), (3, 300), (4, 400), (5, 500), (6, 600)])
        month.line(9, 2100, "S")
        #expect(
            month.told() == [
                "cash-deposit DUPLICATE_THEIRS payment:2 -200 / deposit:7",
                "cash-deposit DUPLICATE_THEIRS payment:3 -300 / deposit:7",
                "cash-deposit DUPLICATE_THEIRS payment:4 -400 / deposit:7",
                "cash-deposit DUPLICATE_THEIRS payment:5 -500 / deposit:7",
                "cash-deposit DUPLICATE_THEIRS payment:6 -600 / deposit:7",
                "cash-deposit STATUS_MISMATCH payment:1 -100 / deposit:7",
            ])
    }

    @Test("another amount, another currency, a slip that does not add up") func differences() {
        var month = Month()
        month.pay(1, 100, "", .cash)
        month.pay(2, 100, "", .cash, .usd)
        month.slip(7, 195, "S", of: [(1, 90), (2, 100)])
        month.line(9, 195, "S")
        #expect(
            month.told() == [
                "cash-deposit AMOUNT_DIFFERENCE deposit:7 -5",
                "cash-deposit AMOUNT_DIFFERENCE payment:1 10 / deposit:7",
                "cash-deposit CURRENCY_DIFFERENCE payment:2 100 / deposit:7",
            ])
    }

    @Test("the wrong tender: cash that is a charge of its day, a card payment that is on a slip")
    func tenders() {
        var month = Month()
        month.pay(1, 100, "", .cash)
        month.charge(11, 100, "X")
        month.pay(2, 200, "Y")
        month.slip(7, 400, "S", of: [(2, 200), (2, 200)])
        month.line(9, 400, "S")
        #expect(
            month.told() == [
                "ledger-gateway WRONG_TENDER payment:2 200 / deposit:7",
                "cash-deposit DUPLICATE_THEIRS payment:2 -200 / deposit:7",
                "cash-deposit WRONG_TENDER payment:1 100 / gateway:11",
            ])
        // Another day, a second charge, another currency, a slip of another amount.
        month = Month()
        month.pay(1, 100, "", .cash)
        month.charge(11, 100, "X", on: 11)
        #expect(month.told().allSatisfy { !$0.contains("TENDER") })
        month.transactions = []
        month.charge(11, 100, "X")
        month.charge(12, 100, "Y")
        #expect(month.told().allSatisfy { !$0.contains("TENDER") })
        month = Month()
        month.pay(1, 100, "X")
        month.pay(2, 200, "Y")
        month.slip(7, 150, "S", of: [(1, 150)])
        month.slip(8, 200, "T", on: 10, .usd, of: [(2, 200)])
        #expect(month.told().allSatisfy { !$0.contains("TENDER") })
    }

    @Test("carried cash is brought, and items of unknown slips are not looked at") func carried() {
        var month = Month()
        month.pay(1, 100, "", .cash, on: 0)
        month.slip(7, 100, "S", on: 1, of: [(1, 100)])
        month.slip(6, 50, "R", on: 0, of: [(3, 50)])
        month.line(9, 100, "S")
        month.line(8, 50, "R")
        #expect(
            month.joined() == ["4 payment:1 = deposit:7", "1 deposit:6,7 = bank:8,9"])
        #expect(month.told() == [])
    }

    @Test("cash of an earlier slip is there once too often, each time it stands there") func spent()
    {
        var month = Month()
        month.slip(2, 20, "S", on: 3, of: [(6, 20)])
        #expect(month.told().contains { $0.contains("DUPLICATE_THEIRS") } == false)
        month.deposited = [6]
        #expect(
            month.told().first == "cash-deposit DUPLICATE_THEIRS payment:6 -20 / deposit:2")
        // Cash of this month has its own slip first.
        month.pay(6, 20, "", .cash)
        #expect(month.told().contains { $0.contains("DUPLICATE_THEIRS") } == false)
    }
}
