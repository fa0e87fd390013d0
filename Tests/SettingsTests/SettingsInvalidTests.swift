import Settings
import Testing

@Suite("SettingsInvalid") struct SettingsInvalidTests {
    /// A fault of every kind, with a canary wherever a value can stand.
    private static let file = EnvFile(
        name: ".env",
        bytes: Array(
            """
            canary
            LEASE_SECONDS=canary
            export REPLICA_URL=canary
            STATEMENT_TIMEOUT_SECONDS='canary' canary
            JWT_SECRET=canary
            JWT_SECRET=canary
            can-ary=canary
            MIGRATION_URL=postgresql://owner:canary@h/d?canary
            LOG_DIR="canary
            """.utf8), mode: 0o644)

    private static let environment = [
        "NODE_ENV": "production", "CONNECT_TIMEOUT_SECONDS": "canary", "EVCLINC_ROOT": "canary",
        "PRIMARY_URL": "postgresql://u:can@ary@canary/d", "OS_USERS": "canary",
    ]

    private static var invalid: SettingsInvalid? {
        do throws(SettingsInvalid) {
            _ = try Settings.load(environment: environment, file: file)
            return nil
        } catch {
            return error
        }
    }

    @Test("tells every fault in one list: the file from its top, then the keys in their order")
    func list() throws {
        let invalid = try #require(Self.invalid)

        #expect(
            invalid.description == """
                The configuration has 14 faults.

                .env
                  wrong  has mode 0644; in production its owner alone may read and write it
                  right  chmod 600 .env

                .env:1:1
                  wrong  has no =
                  right  KEY=VALUE

                .env:2:1  LEASE_SECONDS
                  wrong  is not a whole number from 2 to 300
                  right  LEASE_SECONDS=30

                .env:3:1  REPLICA_URL
                  wrong  is not a key of ours; REPLICA_URLS is
                  right  REPLICA_URLS=east=postgresql://reader@db2/clinic?sslmode=verify-full

                .env:4:36  STATEMENT_TIMEOUT_SECONDS
                  wrong  has text after the closing quote
                  right  STATEMENT_TIMEOUT_SECONDS='VALUE' # comment

                .env:6:1  JWT_SECRET
                  wrong  stands twice, first in line 5
                  right  one line with JWT_SECRET=

                .env:7:1
                  wrong  has no key of letters, digits and _ right before its =
                  right  KEY=VALUE

                .env:8:1  MIGRATION_URL
                  wrong  has a parameter after its ? that is not name=value
                  right  MIGRATION_URL=postgresql://owner@db1/clinic?sslmode=verify-full

                .env:9:9  LOG_DIR
                  wrong  opens a quote that is never closed
                  right  LOG_DIR='VALUE'

                environment  PRIMARY_URL
                  wrong  has a stray @; in a password @ is written %40, / is %2F and ? is %3F
                  right  PRIMARY_URL=postgresql://worker@db1/clinic?sslmode=verify-full

                not set  REPLICA_URLS
                  wrong  is required unless REPLICA_POLICY=primary
                  right  REPLICA_URLS=east=postgresql://reader@db2/clinic?sslmode=verify-full

                environment  CONNECT_TIMEOUT_SECONDS
                  wrong  is not a whole number from 1 to 60
                  right  CONNECT_TIMEOUT_SECONDS=10

                environment  OS_USERS
                  wrong  entry 1 is not account=login
                  right  OS_USERS=anna=a.meyer,cron=night.shift

                environment  EVCLINC_ROOT
                  wrong  is not a key of ours; EVCLINIC_ROOT is
                  right  EVCLINIC_ROOT=/opt/evclinic
                """)
    }

    @Test("fits a terminal of 80 columns, and a long problem is wrapped") func width() throws {
        let long = Fault(
            key: "A", place: .unset,
            problem: Array(repeating: "wrong", count: 40).joined(separator: " "),
            example: "A=b")
        let lines =
            try #require(Self.invalid).description.split(separator: "\n")
            + SettingsInvalid([long]).description.split(separator: "\n")

        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.hasPrefix("         wrong wrong") })
    }

    @Test("does not call a key missing whose line has a fault") func notMissing() {
        let found = faults(with: [:], file: nil)
        let file = envFile("PRIMARY_URL='x\nREPLICA_URLS='y' z")
        let keys: [String?]
        do throws(SettingsInvalid) {
            _ = try Settings.load(environment: [:], file: file)
            keys = []
        } catch {
            keys = error.faults.map(\.key)
        }

        #expect(found.isEmpty)
        #expect(keys == ["PRIMARY_URL", "REPLICA_URLS"])
    }

    @Test("never shows a value (I9)") func canary() throws {
        let invalid = try #require(Self.invalid)
        let settings = try load([
            "PRIMARY_URL": "postgresql://u:canary@h/d?password=canary&sslpassword=canary",
            "REPLICA_URLS": "east=postgresql://u:canary@h/d,postgresql://u:canary@h/d",
            "MIGRATION_URL": "postgresql://u:canary@h/d",
        ])
        for output in outputs(invalid) + outputs(settings) + outputs(Self.file) {
            #expect(!output.contains("canary"))
        }
        #expect(outputs(settings.primary.uri) == ["[redacted]", "[redacted]", "- [redacted]\n"])
    }

    private func outputs(_ value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(reflecting: value), dumped]
    }
}
