import Domain
import TestSupport
import Testing

@Suite("Nearest word") struct NearestWordTests {
    static let known = ["tax-reconciliation", "xlsx", "csv", "schedule", "period", "harbor-dental"]

    @Test(
        "is the one that was most likely meant",
        arguments: table(
            """
            typed               meant               why
            csv                 csv                 itself
            cvs                 csv                 two letters swapped
            xls                 xlsx                one left out
            xlsxx               xlsx                one too many
            shedule             schedule            one left out
            schedlue            schedule            two letters swapped
            tax-reconcilation   tax-reconciliation  one left out
            tax-reconcile       tax-reconciliation  six away, a third of eighteen
            tax_reconcile       nil                 seven away
            harbour-dental      harbor-dental       one too many
            period              period              itself
            PERIOD              nil                 case counts
            pdf                 nil                 three of three
            monthly-close       nil                 something else
            """))
    func suggestion(_ row: [String]) {
        let wanted = row[1] == "nil" ? nil : row[1]
        #expect(nearestWord(to: row[0], among: Self.known) == wanted, "\(row[2])")
    }

    @Test("of two that are as near is the first")
    func ties() {
        #expect(nearestWord(to: "bat", among: ["cat", "hat"]) == "cat")
        #expect(nearestWord(to: "bat", among: ["hat", "cat"]) == "hat")
        #expect(nearestWord(to: "bat", among: ["cats", "hat"]) == "hat")
    }

    @Test("is none among none, and nothing is near to an empty word but a short one")
    func empty() {
        #expect(nearestWord(to: "csv", among: [] as [String]) == nil)
        #expect(nearestWord(to: "", among: ["csv"]) == nil)
        #expect(nearestWord(to: "", among: ["db"]) == "db")
    }
}
