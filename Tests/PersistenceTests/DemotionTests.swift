import Access
import Domain
import Foundation
import Glibc
import Persistence
import TestSupport
import Testing

/// Promotions as they happen, seen by the program that does not know of them.
@Suite("Demotion", .serialized) struct DemotionTests {
    @Test(
        "is told by any replica of a later timeline, and nothing is recorded nor published",
        WithPrivateCluster(name: ".cluster-demoted", standbys: 3))
    func replaced() throws {
        let site = try Site()
        try #require(try site.run("2026-08", on: "primary", ["standby1", "standby2"]).status == 2)
        let (files, results) = (site.files, try site.results(on: "primary"))
        #expect(files.count == 8)
        // One that goes along with the promoted server, and one that stays with the old one.
        try site.cluster.scripts("follow", "standby2", "standby1")
        try site.cluster.scripts("promote", "standby1")

        func expectRefused(
            _ replicas: [String], _ who: String, _ more: [String: String] = [:],
            _ location: SourceLocation = #_sourceLocation
        ) throws {
            for period in ["2026-08", "2026-09"] {
                let done = try site.run(period, on: "primary", replicas, more)
                #expect(done.status == 69, "\(replicas)", sourceLocation: location)
                #expect(
                    done.errors.contains("PRIMARY_URL is on timeline 1, \(who) on 2"),
                    "\(done.errors)", sourceLocation: location)
            }
            #expect(site.files == files, sourceLocation: location)
            #expect(try site.results(on: "primary") == results, sourceLocation: location)
        }
        try expectRefused(["standby1"], "standby1")
        try expectRefused(["standby2"], "standby2")
        try expectRefused(["standby3", "standby1"], "standby1")
        try expectRefused(["standby1"], "standby1", ["REPLICA_POLICY": "primary"])
        #expect(
            try site.told("SELECT DISTINCT error_code FROM worker.run_attempt", on: "primary")
                .contains("PRIMARY_DEMOTED"))
        let seen = try site.doctor("primary", ["standby1", "standby2", "standby3"])
        #expect(
            seen
                == [1, 2].map {
                    "replica standby\($0): PRIMARY_DEMOTED This primary was replaced by a promoted "
                        + "standby: PRIMARY_URL is on timeline 1, standby\($0) on 2"
                })
    }

    @Test(
        "is over once PRIMARY_URL leads to the promoted server",
        WithPrivateCluster(name: ".cluster-switched", standbys: 2))
    func switched() throws {
        let site = try Site()
        try #require(try site.run("2026-08", on: "primary", ["standby1"]).status == 2)
        try site.cluster.scripts("follow", "standby2", "standby1")
        try site.cluster.scripts("promote", "standby1")
        // The old primary among the replicas does no harm, and is no help.
        let first = try site.run("2026-09", on: "standby1", ["primary", "standby2"])
        #expect(first.status == 2, "\(first.errors)")
        #expect(first.output.contains("from standby2"))
        let alone = try site.run("2026-10", on: "standby1", ["primary"])
        #expect(alone.status == 78)
        #expect(
            alone.errors.contains("REPLICA_FOREIGN")
                && alone.errors.contains("primary was a primary and follows no other one"))

        try site.cluster.scripts("follow", "primary", "standby1")
        let all = ["primary", "standby2"]
        let again = try site.run("2026-08", on: "standby1", all)
        #expect(again.output.contains("unchanged"), "\(again.errors)")
        let new = try site.run("2026-10", on: "standby1", all)
        #expect(new.status == 2, "\(new.errors)")
        #expect(try site.doctor("standby1", all) == [])
        #expect(site.files.count == 24)

        let old = try site.run("2026-10", on: "primary", ["standby2"])
        #expect(old.status == 69)
        #expect(old.errors.contains("PRIMARY_DEMOTED"))
        #expect(old.errors.contains("PRIMARY_URL leads to a standby"))
        #expect(
            try site.doctor("primary", []).contains {
                $0.hasPrefix("primary: PRIMARY_DEMOTED") && $0.hasSuffix("leads to a standby")
            })
    }

    @Test(
        "is not what a replica of another cluster means: that one is never read",
        WithPrivateCluster(name: ".cluster-other", standbys: 1))
    func elsewhere() throws {
        let site = try Site()
        let alone = try site.run("2026-09", on: "primary", ["elsewhere"])
        #expect(alone.status == 78)
        #expect(
            alone.errors.firstMatch(
                of: /No replica has .*: elsewhere is of system \d+, the primary of \d+\n/) != nil)
        #expect(alone.errors.contains("REPLICA_FOREIGN"))
        #expect(site.files == [:])
        #expect(try site.results(on: "primary") == [])
        let beside = try site.run("2026-09", on: "primary", ["elsewhere", "standby1"])
        #expect(beside.status == 2, "\(beside.errors)")
        #expect(beside.output.contains("from standby1"))
        let seen = try site.doctor("primary", ["elsewhere", "standby1"])
        #expect(seen.count == 1)
        #expect(seen.first?.hasPrefix("replica elsewhere: REPLICA_FOREIGN") == true, "\(seen)")

        // Without the right to see it, nobody is told of another timeline in time.
        try site.cluster.superuser(on: "primary").script(
            "REVOKE pg_read_all_stats FROM evclinic_reporter")
        try eventually {
            try site.doctor("primary", ["standby1"]) == [
                "replica standby1: does not show us what it receives, nor on which timeline"
            ]
        }
    }

    @Test(
        "is not told by a timeline when two were promoted apart, but by the claim",
        WithPrivateCluster(name: ".cluster-apart", standbys: 2))
    func apart() throws {
        let site = try Site()
        for standby in ["standby1", "standby2"] { try site.cluster.scripts("promote", standby) }
        // Far past every position of the other one, and as if a worker had just been there.
        let other = try site.cluster.superuser(on: "standby2")
        try other.script("SELECT pg_logical_emit_message(false, 'x', repeat('x', 60000000))")
        try other.script(
            """
            INSERT INTO worker.heartbeat VALUES ('x', clock_timestamp() + interval '1 min', '0/0')
            """)
        let done = try site.run("2026-10", on: "standby1", ["standby2"])
        #expect(done.status == 78)
        #expect(done.errors.contains("REPLICA_FOREIGN"), "\(done.errors)")
        #expect(done.errors.contains("the claim of run 1 is not on it"))
        #expect(site.files == [:])
    }

    @Test(
        "during a report leaves it right: refused by the old primary, recorded by the promoted one",
        arguments: [false, true])
    func during(isFailover: Bool) async throws {
        try await WithPrivateCluster(
            name: ".cluster-during-\(isFailover ? 1 : 2)", standbys: 1
        ).provideScope { try Self.promoteDuringRead(isFailover: isFailover) }
    }

    /// A lock that the standby has replayed holds the report up, until the promotion frees it.
    private static func promoteDuringRead(isFailover: Bool) throws {
        let site = try Site()
        let ports = try ["primary", "standby1"].map { try site.port(of: $0) }
        let both = try site.cluster.url("primary").replacing(
            ":\(ports[0])/", with: ":\(ports[0]),127.0.0.1:\(ports[1])/")
        let locker = try site.cluster.superuser(on: "primary")
        try locker.script("BEGIN; LOCK TABLE clinic.invoice")
        // The lock goes out with the next commit.
        try site.cluster.superuser(on: "primary").script(
            "SELECT pg_logical_emit_message(true, 'x', 'x')")
        let standby = try site.cluster.superuser(on: "standby1")
        try eventually {
            try standby.number("SELECT count(*) FROM pg_locks WHERE mode ~ '^AccessExcl'") > 0
        }
        let run = try site.start(
            "2026-10", on: "primary", ["standby1"],
            ["PRIMARY_URL": "\(both)?target_session_attrs=read-write"])
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        try waitUntil("the report waits") { try standby.number(waiting) > 0 }
        if isFailover { try site.cluster.scripts("stop", "primary", "--immediate") }
        try site.cluster.scripts("promote", "standby1")

        let done = run.wait()
        guard isFailover else {
            #expect(done.status == 69)
            #expect(
                done.errors.contains("timeline 1, the report's server is on 2"), "\(done.errors)")
            #expect(site.files == [:])
            #expect(try site.results(on: "primary") == [])
            return
        }
        #expect(done.status == 2, "\(done.errors)")
        #expect(site.files.count == 8)
        #expect(
            try site.told(
                "SELECT concat_ws(' ', state, provenance->'promoted') FROM worker.run",
                on: "standby1") == ["done true"])
    }
}

/// A private cluster with the seeded world, and a folder where the program works on it.
private struct Site {
    let cluster: PrivateCluster
    let folder: TemporaryFolder

    init() throws {
        cluster = try #require(PrivateCluster.current)
        folder = try TemporaryFolder()
        let seeded = try evclinic(
            ["db", "seed"],
            [
                "PRIMARY_URL": try cluster.url("primary"),
                "MIGRATION_URL": try cluster.url("primary", "owner"), "REPLICA_POLICY": "primary",
            ])
        try #require(seeded.status == 0, "\(seeded.errors)")
    }

    private func evclinic(
        _ arguments: [String], _ environment: [String: String]
    ) throws -> Program { try begin(arguments, environment).wait() }

    private func begin(
        _ arguments: [String], _ environment: [String: String]
    ) throws -> RunningProgram {
        try RunningProgram(
            Program.evclinic, arguments,
            environment: [
                "EVCLINIC_ENV": "development", "EVCLINIC_ROOT": TestCluster.checkout,
                "MIN_FREE_BYTES": "0",
            ].merging(environment) { $1 }, folder: folder.path)
    }

    private func addresses(_ primary: String, _ replicas: [String]) throws -> [String: String] {
        [
            "PRIMARY_URL": try cluster.url(primary, "worker"),
            "REPLICA_URLS": try replicas.map { "\($0)=\(try address($0))" }
                .joined(separator: ","),
            "REPLICA_POLICY": replicas.isEmpty ? "primary" : "refuse",
        ]
    }

    /// A server of ours as the reporter sees it; `elsewhere` is one of the cluster of all tests.
    private func address(_ replica: String) throws -> String {
        replica == "elsewhere"
            ? try TestCluster.addresses().standbys[0].url : try cluster.url(replica, "reporter")
    }

    /// A tax reconciliation of one clinic, to its end.
    func run(
        _ period: String, on primary: String, _ replicas: [String], _ more: [String: String] = [:]
    ) throws -> Program { try start(period, on: primary, replicas, more).wait() }

    /// The same, at work beside the test.
    func start(
        _ period: String, on primary: String, _ replicas: [String], _ more: [String: String] = [:]
    ) throws -> RunningProgram {
        try begin(
            [
                "run", "tax-reconciliation", "--clinic", "harbor-dental", "--period", period,
                "--out", "\(folder.path)/out",
            ], try addresses(primary, replicas).merging(more) { $1 })
    }

    /// What `doctor` finds wrong, each with its remedy checked to be there.
    func doctor(_ primary: String, _ replicas: [String]) throws -> [String] {
        struct Finding: Decodable {
            let subject: String
            let isWell: Bool
            let finding: String
            let remedy: String
        }
        let done = try evclinic(["doctor", "--json"], try addresses(primary, replicas))
        let findings = try JSONDecoder().decode([Finding].self, from: Data(done.output.utf8))
        let ill = findings.filter { !$0.isWell }
        #expect(done.status == (ill.isEmpty ? 0 : 1))
        #expect(ill.allSatisfy { !$0.remedy.isEmpty })
        return ill.map { "\($0.subject): \($0.finding)" }
    }

    /// Files below the folder for output, temporary ones too.
    var files: [String: FileStamp] { folder.files().filter { $0.key.hasPrefix("out/") } }

    /// All that a recorded run leaves in a server's ledger.
    func results(on server: String) throws -> [String] {
        try told(
            """
            SELECT 'run ' || to_jsonb(run)::text FROM worker.run WHERE state = 'done'
            UNION ALL SELECT 'file ' || to_jsonb(run_file)::text FROM worker.run_file
            UNION ALL SELECT 'variance ' || to_jsonb(tax_variance)::text FROM worker.tax_variance
            UNION ALL SELECT 'audit ' || to_jsonb(audit_log)::text FROM clinic.audit_log
                WHERE entity LIKE 'worker.%'
            ORDER BY 1
            """, on: server)
    }

    /// The first column of a query's rows, which must be text, as the superuser sees it.
    func told(_ sql: String, on server: String) throws -> [String] {
        var lines: [String] = []
        try cluster.superuser(on: server).query(sql) {
            if !$0.isNull(0) { lines.append(try $0.text(0)) }
        }
        return lines
    }

    func port(of server: String) throws -> String {
        let line = try cluster.scripts("status").split(separator: "\n").first {
            $0.hasPrefix(server)
        }
        return try #require(line?.firstMatch(of: /port (\d+)/).map { String($0.1) })
    }
}
