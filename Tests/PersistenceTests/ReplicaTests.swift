import Access
import Domain
import Glibc
import Persistence
import Repositories
import TestSupport
import Testing

@Suite("Replica", .serialized, WithPrivateCluster(name: ".cluster-replica", standbys: 2))
struct ReplicaTests {
    let cluster: PrivateCluster
    let primary: PrimaryServer
    let clinic = ClinicID(rawValue: 1)

    init() throws {
        cluster = try #require(PrivateCluster.current)
        primary = PrimaryServer(url: try cluster.url("primary"), limits: PrivateCluster.limits)
    }

    func replicas(
        _ servers: [String] = ["standby1", "standby2"], policy: ReplicaSet.Policy = .refuse
    ) throws -> ReplicaSet {
        ReplicaSet(
            try servers.map(cluster.source), policy: policy, limits: PrivateCluster.limits)
    }

    /// What a claim asks for: a beat, and then the position and the time.
    func freshness(_ maxStalenessSeconds: Int = 10) throws -> Freshness {
        let leases = LeaseRepository()
        try primary.transaction(of: nil) { try leases.beat("test", in: $0) }
        return try primary.transaction(of: nil) {
            try leases.freshness(maxStalenessSeconds: maxStalenessSeconds, from: $0)
        }
    }

    func payers(_ reader: some Reader) throws -> Int64 {
        try reader.first(Probe.payers) { try $0.int(0) } ?? -1
    }

    /// Adds a payer on the primary and waits until a standby shows it to those who look anew.
    func addPayer(_ id: Int64, seenOn server: String) throws {
        let sql = "INSERT INTO clinic.payer VALUES (1, \(id), 'new', 'person')"
        try cluster.superuser(on: "primary").script(sql)
        let standby = try cluster.superuser(on: server)
        try eventually {
            try standby.number("SELECT count(*) FROM clinic.payer WHERE id = $1", .int(id)) == 1
        }
    }
}

// MARK: one snapshot

extension ReplicaTests {
    @Test("shows one state of the books for as long as the report runs")
    func oneState() throws {
        let (counts, asOf) = try replicas(["standby1"]).snapshot(of: clinic, freshness()) {
            snapshot in
            let before = try payers(snapshot)
            try addPayer(2001, seenOn: "standby1")
            return (before, try payers(snapshot))
        }
        #expect(counts.0 == counts.1)
        #expect(asOf.source == "standby1")
        #expect(asOf.isolation == "repeatable read")
        #expect((asOf.attempt, asOf.earlierEnds) == (1, []))
        #expect(!asOf.promoted)
        #expect(asOf.lsnLow <= asOf.lsnHigh)
        #expect(asOf.timeline == 1)
        #expect(asOf.serverVersion.hasPrefix("15"))
        #expect((0..<10_000).contains(asOf.lagMilliseconds))
    }

    @Test("would tear without the snapshot")
    func torn() throws {
        let source = try cluster.source("standby1")
        let connection = try Connection(
            url: source.url, alias: source.alias, limits: PrivateCluster.limits)
        try connection.script("SET evclinic.clinic = '1'")
        let before = try connection.number(Probe.payers.rawValue)
        try addPayer(2002, seenOn: "standby1")
        #expect(try connection.number(Probe.payers.rawValue) == before + 1)
    }

    @Test("reads what was committed before the fence")
    func ownWrites() throws {
        let before = try replicas().snapshot(of: clinic, freshness(), payers).0
        for id in 3001...3010 as ClosedRange<Int64> {
            let sql = "INSERT INTO clinic.payer VALUES (1, \(id), 'new', 'person')"
            try cluster.superuser(on: "primary").script(sql)
            let after = try replicas().snapshot(of: clinic, freshness(), payers).0
            #expect(after == before + id - 3000)
        }
    }

    @Test("refuses a write")
    func write() throws {
        let error = failure {
            try replicas().snapshot(of: clinic, freshness()) { try $0.execute(Probe.write, []) }
        }
        #expect(error == AppError(.writeOnReplica, "standby1, SQLSTATE 25006"))
    }

    @Test("hands a job's own error through, and serves the next one")
    func ownError() throws {
        let replicas = try replicas()
        var tries = 0
        let error = failure {
            try replicas.snapshot(of: clinic, freshness()) { snapshot in
                tries += 1
                try snapshot.stream(Probe.many, []) { _ in throw AppError(.taxRateMissing, "x") }
            }
        }
        #expect(error == AppError(.taxRateMissing, "x"))
        #expect(tries == 1)
        #expect(try replicas.snapshot(of: clinic, freshness(), payers).0 > 0)
    }
}

// MARK: two connections, one snapshot

extension ReplicaTests {
    @Test(
        "is read by a second connection beside the first, which sees the same and the same clinic")
    func beside() throws {
        let replicas = try replicas(["standby1"])
        for round in 0...1 as ClosedRange<Int64> {
            var besides: [Int64] = []
            var own: [Int64] = []
            _ = try replicas.snapshot(of: clinic, freshness()) { snapshot in
                own.append(try payers(snapshot))
                try snapshot.beside(
                    Probe.payersAndProcess, [], each: { besides += [try $0.int(0), try $0.int(1)] }
                ) {
                    #expect(besides == [])
                    try addPayer(2101 + round, seenOn: "standby1")
                    try snapshot.rows(Probe.process, []) { own.append(try $0.int(0)) }
                }
            }
            #expect(besides.first == own.first)
            #expect(besides.count == 2 && besides.last != own.last)
        }
    }

    @Test("is read by one where the server has no second connection to give") func alone() throws {
        let super1 = try cluster.superuser(on: "primary")
        try super1.script("ALTER ROLE evclinic_reporter CONNECTION LIMIT 1")
        defer { try? super1.script("ALTER ROLE evclinic_reporter CONNECTION LIMIT -1") }
        let standby = try cluster.superuser(on: "standby1")
        try eventually {
            try standby.number("SELECT max(rolconnlimit)::bigint FROM pg_roles") == 1
        }
        var pids: [Int64] = []
        _ = try replicas(["standby1"]).snapshot(of: clinic, freshness()) { snapshot in
            try snapshot.beside(
                Probe.payersAndProcess, [], each: { pids.append(try $0.int(1)) }
            ) {
                _ = try snapshot.first(Probe.payersAndProcess) { pids.append(try $0.int(1)) }
            }
        }
        #expect(pids.count == 2 && Set(pids).count == 1)
    }

    @Test("read by two hands on either one's error, and serves the next")
    func errorsBeside() throws {
        let replicas = try replicas(["standby1"])
        func read(
            _ statement: Probe, _ body: @escaping () throws -> Int64
        ) throws -> Int64 {
            try replicas.snapshot(of: clinic, freshness()) { snapshot in
                try snapshot.beside(statement, [], each: { _ in }, body)
            }.0
        }
        #expect(
            failure { try read(.nap) { throw AppError(.taxRateMissing, "x") } }
                == AppError(.taxRateMissing, "x"))
        #expect(failure { try read(.write) { 1 } }?.code == .writeOnReplica)
        #expect(try read(.payersAndProcess) { 7 } == 7)
    }
}

// MARK: freshness and choice

extension ReplicaTests {
    @Test("is refused behind the fence, with the lag named, and welcome once it has caught up")
    func fence() throws {
        try cluster.scripts("pause", "standby1")
        try cluster.scripts("pause", "standby2")
        var error: AppError?
        do {
            defer {
                #expect(throws: Never.self) {
                    try cluster.scripts("resume", "standby1")
                    try cluster.scripts("resume", "standby2")
                }
            }
            let fresh = try freshness(1)
            error = failure { try replicas().snapshot(of: clinic, fresh, payers) }
            #expect(error?.context.contains("needs \(fresh.fence)") == true)
        }
        #expect(error?.code == .replicaStale)
        #expect(
            error?.context.firstMatch(of: /standby1 has replayed .* [1-9]\d* bytes behind/) != nil)
        #expect(try replicas().snapshot(of: clinic, freshness(), payers).0 > 0)
    }

    @Test("is another one while the first lags")
    func lagging() throws {
        try cluster.scripts("pause", "standby1")
        defer { #expect(throws: Never.self) { try cluster.scripts("resume", "standby1") } }
        let fresh = try freshness()
        let took = try seconds {
            let asOf = try replicas().snapshot(of: clinic, fresh, payers).1
            #expect(asOf.source == "standby2")
        }
        #expect(took < 1)
    }

    @Test("is another one while the first is down")
    func stopped() throws {
        let replicas = try replicas()
        #expect(try replicas.snapshot(of: clinic, freshness(), payers).1.source == "standby1")
        try cluster.scripts("stop", "standby1", "--immediate")
        defer { #expect(throws: Never.self) { try cluster.scripts("start", "standby1") } }
        #expect(try replicas.snapshot(of: clinic, freshness(), payers).1.source == "standby2")
        #expect(
            try self.replicas().snapshot(of: clinic, freshness(), payers).1.source == "standby2")
    }

    /// A stopped server still takes TCP connections, and `PQcancel` to it blocks.
    @Test("is another one while the first hangs", arguments: [true, false])
    func hanging(isConnected: Bool) throws {
        let replicas = try replicas()
        var backend: pid_t = 0
        if isConnected {
            let reporter = try replicas.snapshot(of: clinic, freshness()) { snapshot in
                try snapshot.first(Probe.process) { try $0.int(0) }
            }.0
            backend = pid_t(try #require(reporter))
        }
        let server = try cluster.process(of: "standby1")
        for process in [server, backend] where process > 0 { kill(process, SIGSTOP) }
        defer { for process in [backend, server] where process > 0 { kill(process, SIGCONT) } }
        let fresh = try freshness()
        let took = try seconds { () throws in
            #expect(try replicas.snapshot(of: clinic, fresh, payers).1.source == "standby2")
        }
        #expect(took < 3.5)
    }

    @Test("is refused when its newest heartbeat is too old")
    func oldHeartbeat() throws {
        let fresh = try freshness(60)
        try cluster.superuser(on: "primary").script(
            "UPDATE worker.heartbeat SET beat_at = beat_at - interval '1 hour'")
        let standby = try cluster.superuser(on: "standby1")
        let old = "SELECT count(*) FROM worker.heartbeat WHERE beat_at < clock_timestamp() - '1h'"
        try eventually { try standby.number(old + "::interval") == 1 }
        let error = failure { try replicas(["standby1"]).snapshot(of: clinic, fresh, payers) }
        #expect(error?.code == .replicaStale)
        #expect(error?.context.firstMatch(of: /^standby1 is 360\d s behind, 60 s allowed$/) != nil)
    }

    @Test("is the primary when none is left and the policy says so, else an error")
    func noneLeft() throws {
        let gone = ["one", "two"].map {
            ReplicaSet.Source(
                alias: $0, url: "postgresql://evclinic_reporter:x@127.0.0.1:1/evclinic")
        }
        let refusing = ReplicaSet(gone, policy: .refuse, limits: PrivateCluster.limits)
        #expect(throws: AppError(.replicaUnreachable, "one; two")) {
            try refusing.snapshot(of: clinic, freshness(), payers)
        }
        let source = ReplicaSet.Source(alias: "primary", url: try cluster.url("primary"))
        let set = ReplicaSet(gone, policy: .primary(source), limits: PrivateCluster.limits)
        let (count, asOf) = try set.snapshot(of: clinic, freshness(), payers)
        #expect(count >= 1000)
        #expect(asOf.source == "primary")
        #expect(asOf.promoted)
        #expect(asOf.isolation == "repeatable read")
        let empty = ReplicaSet([], policy: .refuse, limits: PrivateCluster.limits)
        #expect(
            failure { try empty.snapshot(of: clinic, freshness(), payers) }?.code
                == .replicaUnreachable)
    }
}

// MARK: snapshots that end early

extension ReplicaTests {
    /// Deletes what the snapshot reads, and has standby1 replay that without waiting for readers.
    private func takeAway(_ ids: String) throws {
        let standby = try cluster.superuser(on: "standby1")
        try standby.script("ALTER SYSTEM SET max_standby_streaming_delay = 0")
        try standby.script("SELECT pg_reload_conf()")
        let admin = try cluster.superuser(on: "primary")
        try eventually { try standby.text("SHOW max_standby_streaming_delay") == "0" }
        try admin.script("DELETE FROM clinic.payer WHERE clinic_id = 1 AND id \(ids)")
        try admin.script("VACUUM clinic.payer")
    }

    private func allowReaders() throws {
        let standby = try cluster.superuser(on: "standby1")
        try standby.script("ALTER SYSTEM RESET max_standby_streaming_delay")
        try standby.script("SELECT pg_reload_conf()")
    }

    @Test("ends by a conflict, and the report is made anew", arguments: [true, false])
    func conflict(isQuerying: Bool) throws {
        defer { #expect(throws: Never.self) { try allowReaders() } }
        let standby = try cluster.superuser(on: "standby1")
        var counts: [Int64] = []
        let (count, asOf) = try replicas().snapshot(of: clinic, freshness()) { snapshot in
            counts.append(try payers(snapshot))
            if counts.count == 1 {
                let backend = try snapshot.first(Probe.process) { try $0.int(0) } ?? 0
                try takeAway(isQuerying ? "BETWEEN 1 AND 300" : "BETWEEN 301 AND 600")
                if isQuerying { try snapshot.execute(Probe.nap, []) }
                let alive = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"
                try eventually { try standby.number(alive, .int(backend)) == 0 }
            }
            return try payers(snapshot)
        }
        #expect(counts.count == 2)
        #expect(count == counts[0] - 300)
        #expect(counts[1] == count)
        #expect(asOf.attempt == 2)
        #expect(asOf.earlierEnds == ["SNAPSHOT_CONFLICT"])
        #expect(asOf.source == "standby2")
    }

    @Test("ends with its server process, and the report is made anew")
    func terminated() throws {
        let standby = try cluster.superuser(on: "standby1")
        var tries = 0
        let (count, asOf) = try replicas().snapshot(of: clinic, freshness()) { snapshot in
            tries += 1
            if tries == 1 {
                let backend = try snapshot.first(Probe.process) { try $0.int(0) } ?? 0
                try standby.script("SELECT pg_terminate_backend(\(backend))")
            }
            return try payers(snapshot)
        }
        #expect(count > 0)
        #expect((asOf.attempt, asOf.source) == (2, "standby2"))
        #expect(asOf.earlierEnds == ["CONNECTION_LOST"])
    }

    @Test("is tried three times more and no oftener")
    func atMost() throws {
        var tries = 0
        let error = failure {
            try replicas().snapshot(of: clinic, freshness()) { _ in
                tries += 1
                throw AppError(.snapshotConflict, "again")
            }
        }
        #expect(tries == 4)
        #expect(error == AppError(.snapshotConflict, "again"))
    }

    @Test("ends with its server, killed while a query runs")
    func killed() throws {
        let connection = try Connection(
            url: try cluster.url("standby2"), alias: "standby2", limits: PrivateCluster.limits)
        let cluster = cluster
        let watcher = try Connection(
            url: try cluster.url("standby2"), alias: "standby2", limits: PrivateCluster.limits)
        let looks = """
            SELECT count(*) > 0 FROM pg_stat_activity, pg_sleep(0.05)
            WHERE query = 'SELECT pg_sleep(15)' AND state = 'active'
            """
        runInBackground {
            var isRunning = false
            for _ in 0..<200 where !isRunning {
                _ = try? watcher.query(looks) { isRunning = try $0.bool(0) }
            }
            _ = try? cluster.scripts("stop", "standby2", "--immediate")
        }
        let error = failure { try connection.query("SELECT pg_sleep(15)") }
        #expect(error?.code == .connectionLost)
        #expect(!connection.isOpen)
        try cluster.scripts("start", "standby2")
    }
}
