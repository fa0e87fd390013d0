import Controllers
import Domain
import Foundation
import Jobs
import Repositories
import TestSupport
import Testing

/// What a reader must know before any figure.
@Suite("Marks") struct MarksTests {
    @Test("say PROVISIONAL until the books are closed, and what a run went without")
    func marks() throws {
        guard Tool.python != nil else { return }
        let floor = try Floor()
        let open = try Self.perform(floor)
        #expect(open.provenance.isProvisional && open.provenance.inputsMissing == nil)
        let words = try Self.words(open)
        #expect(words["PROVISIONAL: the books of 2026-10 are not closed"] == true)
        #expect(words["open: PROVISIONAL"] == true)

        let lacking = try Self.perform(floor, lacking: ["bank_statement"])
        #expect((lacking.outcome, lacking.revision) == (.recorded, 2))
        #expect(lacking.provenance.inputsMissing == ["bank_statement"])
        #expect(try Self.words(lacking)["INPUTS MISSING: bank_statement"] == true)

        // All but a day of it.
        try floor.change(
            """
            DELETE FROM clinic.accounting_period WHERE clinic_id = 1;
            INSERT INTO clinic.accounting_period
                (clinic_id, name, from_date, until_date, state, closed_at)
            VALUES (1, 'a', '2026-10-01', '2026-10-20', 'closed', '2026-11-20'),
                (1, 'b', '2026-10-21', '2026-11-01', 'closed', '2026-11-20')
            """)
        #expect(try Self.perform(floor).provenance.isProvisional)
        try floor.change(
            "UPDATE clinic.accounting_period SET until_date = '2026-10-21' WHERE name = 'a'")
        let closed = try Self.perform(floor)
        #expect(!closed.provenance.isProvisional && closed.outcome == .recorded)
        let said = try Self.words(closed)
        #expect(
            said.keys.allSatisfy { !$0.contains("PROVISIONAL") && !$0.contains("INPUTS MISSING") })
        #expect(said["closed"] == true)
        try floor.change("UPDATE clinic.accounting_period SET state = 'reopened'")
        #expect(try Self.perform(floor).provenance.isProvisional)
    }

    private static func perform(_ floor: Floor, lacking: [String] = []) throws -> Receipt {
        let (site, interrupt) = (floor.site, Interrupt())
        let order = try site.order()
        return try RunController(
            primary: site.primary(), replicas: site.servers(interrupt), desk: site.desk(interrupt)
        ).perform(
            TaxReconciliation(),
            RunOrder(
                job: order.job, clinic: order.clinic, period: order.period, folder: order.folder,
                formats: order.formats, actor: order.actor, reason: order.reason,
                lacking: lacking),
            heart: Heart(interrupt: interrupt), beatOn: { site.primary() })
    }

    /// The texts of a run's workbook.
    private static func words(_ receipt: Receipt) throws -> [String: Bool] {
        let python = try #require(Tool.python)
        let book = try #require(receipt.files.first { $0.role == "workbook" })
        let script = """
            import json, openpyxl, sys
            book = openpyxl.load_workbook(sys.argv[1])
            texts = {c.value for s in book for row in s.iter_rows() for c in row if isinstance(c.value, str)}
            print(json.dumps({text: True for text in texts}))
            """
        return try Tool.json(
            [String: Bool].self, python: python, script, "\(book.folder)/\(book.name)")
    }
}
