import BankFiles
import Controllers
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Import") struct ImportTests {
    @Test("of a file that changes while it is read books nothing") func changed() throws {
        let ledger = try Ledger(["UTC"])
        try ledger.change(
            """
            INSERT INTO clinic.bank_account (clinic_id, id, name, number, currency)
            VALUES (1, 1, 'b', '12345678', 'EUR')
            """)
        let primary = ledger.database.primary()
        let clinic = try primary.transaction(of: nil) {
            try ClinicRepository().clinic(id: ClinicID(rawValue: 1), from: $0)
        }
        var digests = ["a", "b", "c", "c"]
        let source = ImportController<PrimaryServer>.Source(name: "x", format: .ofx) { hand in
            try hand(.statement(BankStatementHead(account: "12345678", line: 1)))
            try hand(
                .line(
                    BankLine(
                        amount: Fixed(unscaled: 5, scale: 2), currency: "EUR",
                        bookingDay: Day("2026-10-05"), line: 2)))
            try hand(.end)
            return digests.removeFirst()
        }
        let order = ImportController<PrimaryServer>.Order(
            clinic: clinic, actor: .init(login: "operator:test", role: "operator"), account: nil,
            reason: nil)
        let imports = ImportController(primary: primary)
        let error = #expect(throws: AppError.self) { try imports.book(source, order) }
        #expect(error == AppError(.bankFileInvalid, "x changed while it was read"))
        let count = "SELECT count(*)::text FROM worker.import_entry"
        #expect(try ledger.told(count) == ["0"])
        #expect(try ledger.told("SELECT count(*)::text FROM worker.staging") == ["0"])
        _ = try imports.book(source, order)
        #expect(try ledger.told(count) == ["1"])
    }
}
