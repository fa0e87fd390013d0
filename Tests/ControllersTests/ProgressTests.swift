import Jobs
import Synchronization
import TestSupport
import Testing

@Suite("Progress") struct ProgressTests {
    @Test("tells each step, and of reading how many rows are done of how many there are")
    func rows() throws {
        let floor = try Floor()
        let told = Mutex<[(step: String, rows: RowProgress)]>([])
        _ = try floor.site.run { step, rows in told.withLock { $0.append((step, rows)) } }
        let all = told.withLock { $0 }
        var steps: [String] = []
        for step in all.map(\.step) where steps.last != step { steps.append(step) }
        #expect(steps == ["claim", "read", "compute", "write", "record", "publish"])
        let read = all.filter { $0.step == "read" }.map(\.rows)
        let lines = try floor.told(
            """
            SELECT count(*)::text FROM clinic.invoice_line AS line JOIN clinic.invoice
                ON invoice.clinic_id = line.clinic_id AND invoice.id = line.invoice_id
            WHERE line.clinic_id = 1 AND status = 'issued' AND tax_point >= '2026-10-01'
                AND tax_point < '2026-11-01'
            """)
        #expect(read.last.map { [String($0.done), String($0.expected)] } == [lines[0], lines[0]])
    }
}
