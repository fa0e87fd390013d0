import Access
import Foundation
import Persistence
import TestSupport
import Testing

/// A primary that is lost, and restored from a backup older than the last files.
@Suite("Restore") struct RestoreTests {
    @Test("of an older backup doubles no revision and loses none, once recovered")
    func restored() async throws {
        try await PrivateCluster.around(".cluster-restored", standbys: 1) { cluster in
            let site = try Site(cluster)
            try site.does(["db", "seed"])
            try site.does(["keys", "new"])
            try site.does(site.order("2026-09"), exits: 2)
            try site.backUp()

            // Since then: a revision of that month, another month, another key.
            try site.change(Office.chargingMore)
            try site.does(site.order("2026-09"), exits: 2)
            try site.does(["keys", "rotate"])
            try site.does(site.order("2026-10"), exits: 2)
            let (ledger, variances) = (try site.ledger(), try site.variances())
            let files = try site.hashes()
            #expect(ledger.count == 3 && files.count == 3 * 9)

            try cluster.scripts("stop", "primary", "--immediate")
            try site.restore()
            #expect(try site.ledger().count == 1)
            // The clinic's books come back by their own means.
            try site.change(Office.chargingMore)

            let said = try site.does(["recover"])
            #expect(said.contains("2 adopted, 0 completed, 1 known, 0 conflict, 0 refused"))
            #expect(try site.ledger() == ledger)
            for period in ["2026-09", "2026-10", "2026-09"] {
                #expect(try site.does(site.order(period), exits: 2).contains("\"unchanged\""))
            }
            #expect(try site.ledger() == ledger, "no revision is doubled, none is lost")
            #expect(try site.variances() == variances)
            #expect(try site.hashes() == files, "the same bytes")
            #expect(
                try site.does(["verify", "out"]).contains("3 of 3 manifests hold"),
                "by the old key and the new")

            try site.change(Office.chargingMore)
            let next = try site.does(site.order("2026-09"), exits: 2)
            #expect(next.contains("\"recorded\"") && next.contains("\"revision\":3"))
        }
    }
}

/// A cluster and a folder, and the program at work on both.
private struct Site {
    let cluster: PrivateCluster
    let folder: TemporaryFolder

    init(_ cluster: PrivateCluster) throws {
        self.cluster = cluster
        folder = try TemporaryFolder()
    }

    func order(_ period: String) -> [String] {
        ["run", "tax-reconciliation", "--clinic", "harbor-dental", "--period", period, "--json"]
    }

    /// Runs the program to its end and gives what it printed.
    @discardableResult
    func does(_ arguments: [String], exits status: Int32 = 0) throws -> String {
        let done = try Program.run(
            Program.evclinic, arguments,
            environment: [
                "EVCLINIC_ENV": "development", "EVCLINIC_ROOT": TestCluster.checkout,
                "MIN_FREE_BYTES": "0", "OUTPUT_DIR": "out",
                "PRIMARY_URL": try cluster.url("primary", "worker"),
                "MIGRATION_URL": try cluster.url("primary", "owner"),
                "REPLICA_URLS": try cluster.url("standby1", "reporter"),
            ], folder: folder.path)
        try #require(done.status == status, "\(arguments): \(done.errors)\(done.output)")
        return done.output
    }

    func change(_ sql: String) throws { try cluster.superuser(on: "primary").script(sql) }

    private func told(_ sql: String) throws -> [String] {
        var lines: [String] = []
        try cluster.superuser(on: "primary").query(sql) { lines.append(try $0.text(0)) }
        return lines
    }

    func ledger() throws -> [String] {
        try told(
            """
            SELECT concat_ws(' ', job, clinic_id, period, revision, state, digest, md5(manifest),
                md5(signature), (SELECT string_agg(name || sha256 || file.state, ' ' ORDER BY name)
                    FROM worker.run_file AS file WHERE run_id = run.id))
            FROM worker.run ORDER BY period, revision
            """)
    }

    /// Of the newest revisions.
    func variances() throws -> [String] {
        try told(
            """
            SELECT concat_ws(' ', period, revision, position, document, difference)
            FROM worker.tax_variance JOIN worker.run ON run.id = run_id
            WHERE (period, revision) IN (('2026-09', 2), ('2026-10', 1))
            ORDER BY period, position
            """)
    }

    func hashes() throws -> [String: String] {
        let names = folder.files().keys.filter { $0.hasPrefix("out/harbor") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { name in
                (
                    name,
                    try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)"))
                        .base64EncodedString()
                )
            })
    }

    private var backup: String { "\(folder.path)/backup" }

    func backUp() throws {
        try tool(
            "pg_dump", "--format=custom", "--file", backup, try cluster.url("primary", "super"))
    }

    /// Makes a new primary and standby, since nothing of the old ones is left, and fills them.
    func restore() throws {
        try cluster.scripts("destroy")
        try cluster.scripts("up", "--standbys", "1")
        try tool(
            "pg_restore", "--exit-on-error", "--dbname", try cluster.url("primary", "super"), backup
        )
    }

    private func tool(_ name: String, _ arguments: String...) throws {
        let done = try Program.run("/usr/bin/\(name)", arguments)
        try #require(done.status == 0, "\(done.errors)")
    }
}
