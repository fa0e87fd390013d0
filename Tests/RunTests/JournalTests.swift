import TestSupport
import Testing

@Suite("Journal", WithOffice()) struct JournalTests {
    static let clinics = [
        "harbor-dental", "rhein-praxis", "nilgiri-clinic", "sakura-iin", "gulf-polyclinic",
    ]

    /// A trial balance without the accounts that moved by nothing.
    private static func moved(_ rows: [String]) -> [String] {
        rows.filter { !$0.hasSuffix("|0") && !$0.hasSuffix("|0.00") && !$0.hasSuffix("|0.000") }
    }

    @Test(
        "of each seeded clinic balances, and every control account is its register's",
        arguments: clinics, ["2026-08", "2026-09", "2026-10"])
    func seeded(_ clinic: String, _ month: String) throws {
        let office = try #require(Office.current)
        let receipt = try JournalDesk(office: office, clinic: clinic).make(month)
        #expect(try JournalDesk.failed(receipt) == [])
        #expect(receipt.ties_failed == 0)
        let trial = Self.moved(try JournalDesk.trial(receipt))
        #expect(trial.count >= 10)
        let file = try #require(receipt.file(".journal"))
        #expect(Self.moved(try HledgerFile.sums(file.path)) == trial.sorted())
        #expect(file.rows == receipt.file("-journal.csv")?.rows)
        guard HledgerFile.isThere else { return }
        #expect(Self.moved(try HledgerFile.balances(file.path)) == trial.sorted())
    }
}
