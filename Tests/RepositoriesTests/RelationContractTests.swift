import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Relation contract", .serialized) struct RelationContractTests {
    @Test("names columns that the migrated schema has, with their types")
    func columns() throws {
        let database = try TestDatabase(.schema)
        let has = try database.reading(of: ClinicID(rawValue: 1)) {
            Set(
                try HealthRepository().columns(from: $0).map {
                    "\($0.relation).\($0.name) \($0.type)"
                })
        }
        let wants = RelationContract.columns.map { "\($0.relation).\($0.name) \($0.type)" }
        #expect(wants.count > 60)
        #expect(Set(wants).count == wants.count)
        #expect(Set(wants).subtracting(has).sorted() == [])
    }

    @Test("says of every relation what needs it")
    func uses() {
        let used = RelationContract.uses.map(\.relation).sorted()
        #expect(used == Set(RelationContract.columns.map(\.relation)).sorted())
    }
}

extension TestDatabase {
    /// Reads with the worker's rights on the primary.
    func reading<Result>(
        of clinic: ClinicID, _ body: (Session) throws -> Result
    ) throws -> Result { try primary().transaction(of: clinic, body) }
}
