import TestSupport
import Testing

/// The night's look at yesterday's money.
@Suite("Daily billing") struct DailyBillingTests {
    @Test("ties day by day in every clinic, and takes along what the days before left open")
    func days() throws {
        let office = try Office()
        var carried = 0
        for day in ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"] {
            let done = try office.evclinic(
                [
                    "run", "billing-daily", "--all", "--period", day, "--out", office.out,
                    "--json", "--format", "csv",
                ], ["EVCLINIC_ROOT": TestCluster.checkout])
            let receipts = try PrintedReceipt.all(done)
            #expect(receipts.count == 5, "\(done.errors)")
            for receipt in receipts {
                #expect(receipt.ties_failed == 0, "\(receipt.clinic) \(day)")
                let open = try receipt.rows("in-transit", "Since")
                carried += open.count { $0 < day }
            }
        }
        #expect(carried > 5)
    }
}
