import Domain
import Matching
import TestSupport
import Testing

@Suite("Likeness") struct LikenessTests {
    private static func suggestions(_ month: Month) -> [String] {
        month.found().results.exceptions.filter { !$0.suggestion.isEmpty }.map {
            "\($0.owner) ~ \($0.suggestion)"
        }
    }

    @Test(
        "an id with one letter wrong or two changed about goes before a nearer day",
        arguments: table(
            """
            id            alike
            PAY000000321  no
            PAY000000132  yes
            PAY000000124  yes
            PAZ000000123  yes
            PAY00000123   no
            YAP000000123  no
            """)) func ids(_ row: [String])
    {
        var month = Month()
        month.transfer(123, 500, on: 1)
        month.line(9, 500, "", row[0], on: 30)
        month.line(8, 500, "", "CREDIT", on: 29)
        let why =
            row[1] == "yes"
            ? "bank:9: the same amount, an id that is nearly the same"
            : "bank:8: the same amount, 28 days apart"
        #expect(Self.suggestions(month).last == "payment:123 ~ \(why)")
        #expect(month.joined() == [])
    }

    @Test("the same amount goes with the nearest day, then the lower id, within 45 days")
    func amounts() {
        var month = Month()
        month.transfer(1, 500, on: 1)
        month.transfer(2, 500, on: 2)
        month.line(9, 500, on: 20)
        #expect(
            Self.suggestions(month) == [
                "bank:9 ~ payment:2: the same amount, 18 days apart",
                "payment:1 ~ bank:9: the same amount, 19 days apart",
                "payment:2 ~ bank:9: the same amount, 18 days apart",
            ])
        month.line(8, 500, on: 20)
        #expect(Self.suggestions(month).last?.hasPrefix("payment:2 ~ bank:8") == true)
        month = Month()
        month.pay(1, 500, "X", on: -20)
        month.charge(11, 500, "Y", on: 25)
        #expect(
            Self.suggestions(month) == [
                "gateway:11 ~ payment:1: the same amount, 45 days apart",
                "payment:1 ~ gateway:11: the same amount, 45 days apart",
            ])
        month.payments = []
        month.pay(1, 500, "X", on: -21)
        #expect(Self.suggestions(month) == [])
    }

    @Test("digits of the amount changed about, within the window and not beyond") func digits() {
        var month = Month()
        month.pay(1, 1534, "X")
        month.charge(11, 1354, "Y", on: 15)
        month.charge(12, 4531, "Z")
        month.refund(2, 870, "R", on: 20)
        month.charge(13, -780, "S", on: 20, .refund)
        #expect(
            Self.suggestions(month) == [
                "gateway:11 ~ payment:1: two digits of the amount changed about",
                "payment:1 ~ gateway:11: two digits of the amount changed about",
                "gateway:13 ~ refund:2: two digits of the amount changed about",
                "refund:2 ~ gateway:13: two digits of the amount changed about",
            ])
        month.transactions = []
        month.charge(11, 1354, "Y", on: 16)
        #expect(Self.suggestions(month) == [])
    }

    @Test("what somebody rejected, another currency or another sign is not suggested") func none() {
        var month = Month()
        month.transfer(1, 500, on: 1)
        month.line(9, 500, on: 20)
        month.line(8, 500, on: 21, .usd)
        month.line(7, -500, on: 22)
        #expect(Self.suggestions(month).count == 2)
        month.decide(1, .reject, "payment:1", "bank:9")
        #expect(Self.suggestions(month) == [])
    }
}
