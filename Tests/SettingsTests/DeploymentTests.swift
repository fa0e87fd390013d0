import Settings
import Testing

@Suite("Deployment") struct DeploymentTests {
    @Test(
        "is ours to say, and Node's when we say nothing",
        arguments: table(
            """
            environment                                   file                    deployment   why
            -                                             -                       development  the standard
            EVCLINIC_ENV=staging                          -                       staging      ours
            NODE_ENV=staging                              -                       staging      Node's
            NODE_ENV=test                                 -                       development  Node's own word
            NODE_ENV=production,EVCLINIC_ENV=development  -                       development  ours first
            NODE_ENV=production                           EVCLINIC_ENV=staging    staging      ours first, wherever it stands
            -                                             NODE_ENV=production     production   from the file
            NODE_ENV=development                          NODE_ENV=production     development  the environment first
            NODE_ENV=wrong                                EVCLINIC_ENV=staging    staging      Node's is not ours to judge then
            """))
    func chosen(_ row: [String]) throws {
        let pairs = row[0].split(separator: ",").map { $0.split(separator: "=").map(String.init) }
        let environment = Dictionary(
            uniqueKeysWithValues: pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) })
        let file = row[1] == "-" ? nil : envFile(row[1])

        #expect(try load(environment, file: file).deployment.rawValue == row[2], "\(row[3])")
    }

    @Test("is refused under Node's key when that has an unknown word", arguments: ["prod", ""])
    func unknown(_ word: String) {
        let found = faults(with: ["NODE_ENV": word])

        #expect(found.map(\.key) == ["NODE_ENV"])
        #expect(found.map(\.example) == ["NODE_ENV=production"])
    }

    @Test(
        "in production wants a file that its owner alone may use",
        arguments: [
            (0o600, true), (0o400, true), (0o000, true), (0o640, false), (0o604, false),
            (0o620, false), (0o601, false), (0o700, false), (0o666, false),
        ] as [(UInt32, Bool)])
    func fileMode(_ mode: UInt32, _ isRight: Bool) {
        let file = envFile("LOG_DIR=logs", mode: mode)
        let found = faults(with: ["NODE_ENV": "production"], file: file)

        #expect(found.isEmpty == isRight)
        #expect(found.allSatisfy { $0.place == .file(".env") && $0.example == "chmod 600 .env" })
        #expect(faults(with: ["NODE_ENV": "development"], file: file).isEmpty)
    }

    @Test("in production holds replicas and the owner's login to the same rule") func everyURL() {
        let remote = "postgresql://u:canary@h/d"
        let found = faults(with: [
            "EVCLINIC_ENV": "production", "REPLICA_URLS": "a=\(database),b=\(remote),\(remote)",
            "MIGRATION_URL": remote,
        ])
        let problem = "crosses the network, which in production needs sslmode=verify-full"

        #expect(found.map(\.key) == ["REPLICA_URLS", "REPLICA_URLS", "MIGRATION_URL"])
        #expect(found.map(\.problem) == ["entry 2 \(problem)", "entry 3 \(problem)", problem])
    }
}
