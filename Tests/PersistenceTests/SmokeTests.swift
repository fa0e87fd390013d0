import Access
import Domain
import Persistence
import TestSupport
import Testing

@Suite("Test database") struct TestDatabaseTests {
    @Test("is a clone that both standbys follow") func clone() throws {
        let database = try TestDatabase(.seeded)
        var count: Int64 = 0
        try database.superuser().query("SELECT count(*) FROM clinic.invoice_line") {
            count = try $0.int(0)
        }
        #expect(count > 2500)
        #expect(database.standbys.count == 2)
    }
}
