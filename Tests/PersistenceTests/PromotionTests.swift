import Access
import Domain
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Promotion", .serialized, WithPrivateCluster(name: ".cluster-promote", standbys: 1))
struct PromotionTests {
    @Test("leaves a running report right, which says so, and bars a primary of a lower timeline")
    func promotion() throws {
        let cluster = try #require(PrivateCluster.current)
        let leases = LeaseRepository()
        let old = PrimaryServer(url: try cluster.url("primary"), limits: PrivateCluster.limits)
        try old.transaction(of: nil) { try leases.identify(in: $0) }
        try old.transaction(of: nil) { try leases.beat("test", in: $0) }
        let fresh = try old.transaction(of: nil) {
            try leases.freshness(maxStalenessSeconds: 10, from: $0)
        }

        let set = ReplicaSet(
            [try cluster.source("standby1")], policy: .refuse, limits: PrivateCluster.limits)
        let count = { (reader: Session) in try reader.first(Probe.payers) { try $0.int(0) } }
        let (counts, asOf) = try set.snapshot(of: ClinicID(rawValue: 1), fresh) { snapshot in
            let before = try count(snapshot)
            try cluster.scripts("promote", "standby1")
            try cluster.superuser(on: "standby1").script("DELETE FROM clinic.payer")
            return (before, try count(snapshot))
        }
        #expect(counts.0 == 1000)
        #expect(counts.1 == 1000)
        #expect(asOf.promoted)
        #expect((asOf.attempt, asOf.timeline, asOf.lastTimeline) == (1, 1, 2))

        let new = PrimaryServer(
            url: try cluster.url("standby1", "worker"), limits: PrivateCluster.limits)
        for _ in 0..<2 { try new.transaction(of: nil) { try leases.identify(in: $0) } }
        let known = "SELECT timeline FROM worker.server"
        #expect(try new.connection().number(known) == 2)

        // The old one cannot know by itself, since what is written on the new one never gets there.
        try old.transaction(of: nil) { try leases.identify(in: $0) }
        #expect(
            throws: AppError(.primaryDemoted, "PRIMARY_URL is on timeline 1, standby1 on 2")
        ) { try set.snapshot(of: ClinicID(rawValue: 1), fresh) { _ in } }
    }
}
