import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Primary's identity", .serialized) struct PrimaryIdentityTests {
    @Test(
        "is remembered, refused or taken anew",
        arguments: table(
            """
            system  timeline  then     why
            none    -         taken    the first claim of all
            same    0         taken    a promotion led to this server
            same    1         kept     as ever
            same    2         refused  a promotion led past this server
            other   9         taken    the books were restored into another cluster
            """))
    func identify(_ row: [String]) throws {
        let database = try TestDatabase(.schema)
        let leases = LeaseRepository()
        let identify = { try database.primary().transaction(of: nil, leases.identify) }
        let here = try database.primary().transaction(of: nil) {
            try HealthRepository().standing(from: $0).lineage
        }
        let known = Lineage(
            systemIdentifier: row[0] == "other" ? "1" : here.systemIdentifier,
            timeline: here.timeline - 1 + (Int64(row[1]) ?? 1))
        if row[0] != "none" {
            try database.superuser().script(
                """
                INSERT INTO worker.server (system_identifier, timeline)
                VALUES ('\(known.systemIdentifier)', \(known.timeline))
                """)
        }
        if row[2] == "refused" {
            #expect(
                throws: AppError(
                    .primaryDemoted,
                    "timeline \(here.timeline), last worked with \(known.timeline)"), "\(row[3])"
            ) { try identify() }
        } else {
            for _ in 0..<2 { try identify() }
        }
        let last = try database.primary().transaction(of: nil) {
            try HealthRepository().lastPrimary(from: $0)
        }
        #expect(last == (row[2] == "refused" ? known : here), "\(row[3])")
    }
}
