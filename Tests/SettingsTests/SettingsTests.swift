import Domain
import Logs
import Settings
import Testing

@Suite("Settings") struct SettingsTests {
    @Test("have a standard for all but the databases") func standards() throws {
        let settings = try load([:])

        #expect(settings.deployment == .development)
        #expect(settings.primary.hosts == ["db1"])
        #expect(settings.replicas.map(\.alias) == ["replica1"])
        #expect(settings.migration == nil)
        #expect(settings.replicaPolicy == .refuse)
        #expect(settings.outputFolder == "reports")
        #expect(settings.logs.folder == "logs")
        #expect(settings.statementTimeoutSeconds == 600)
        #expect(settings.connectTimeoutSeconds == 5)
        #expect(settings.leaseSeconds == 20)
        #expect(settings.minFreeBytes == 256 << 20)
        #expect(settings.alive == nil)
        #expect(settings.osUsers.isEmpty)
        #expect(settings.root == nil)
    }

    @Test("take every key from a file") func everyKey() throws {
        let lines = Settings.keys.map(\.line).joined(separator: "\n")
        let settings = try Settings.load(environment: [:], file: envFile(lines))

        #expect(settings.deployment == .production)
        #expect(settings.primary.user == "worker")
        #expect(settings.replicas.map(\.alias) == ["east"])
        #expect(settings.replicas.map(\.url.user) == ["reader"])
        #expect(settings.migration?.user == "owner")
        #expect(settings.replicaPolicy == .primary)
        #expect(settings.outputFolder == "/srv/evclinic/reports")
        #expect(settings.logs.folder == "/var/log/evclinic")
        #expect(settings.statementTimeoutSeconds == 900)
        #expect(settings.connectTimeoutSeconds == 10)
        #expect(settings.leaseSeconds == 30)
        #expect(settings.minFreeBytes == 2 << 30)
        #expect(settings.alive?.host == "monitor.example.org")
        #expect(settings.osUsers == ["anna": "a.meyer", "cron": "night.shift"])
        #expect(settings.root == "/opt/evclinic")
        #expect(settings.logs.outputs == [.files, .stdout])
        #expect(settings.logs.level == .debug)
        #expect(settings.logs.stdoutLevel == .warn)
        #expect(settings.logs.combined.filename == "evclinic-%DATE%.log")
        #expect(settings.logs.errors == nil)
        #expect(settings.logs.combined.maxSize == LogSize(bytes: 100 << 20))
        #expect(settings.logs.combined.maxFiles == .days(30))
        #expect(settings.logs.combined.auditFile == "audit.json")
        #expect(settings.logs.combined.symlinkName == nil)
        #expect(settings.logs.combined.isCompatible)
        #expect(!settings.logs.combined.adoptsFiles)
        #expect(!settings.logs.combined.isZipped)
        #expect(!settings.logs.combined.isUTC)
        #expect(settings.logs.combined.memoryBytesMax == 1 << 20)
    }

    @Test("keep log files as winston-daily-rotate-file does by default") func logStandards() throws
    {
        let logs = try load([:]).logs
        let errors = try #require(logs.errors)

        #expect(logs.level == .info)
        #expect(logs.combined == RotationOptions(folder: "logs", filename: "combined-%DATE%.log"))
        #expect(errors.filename == "error-%DATE%.log")
        #expect(errors.symlinkName == "error-current.log")
    }

    @Test("send log lines to files, in development to a terminal if there is one")
    func logPlaces() throws {
        let development = try load([:]).logs
        let staging = try load(["EVCLINIC_ENV": "staging"]).logs
        let both = try load(["LOG_OUTPUT": "files, stdout"]).logs
        let none = try load(["EVCLINIC_ENV": "staging", "LOG_OUTPUT": "none"]).logs

        #expect(development.places(isTerminal: true) == [.terminal])
        #expect(development.places(isTerminal: false) == [])
        #expect(staging.places(isTerminal: true) == [.files])
        #expect(both.places(isTerminal: true) == [.files, .stdout])
        #expect(none.places(isTerminal: true) == [])
    }

    @Test(
        "refuse a value, saying what is wrong",
        arguments: table(
            """
            key                        value        problem                                          why
            EVCLINIC_ENV               prod         is none of development, staging and production   a short form
            EVCLINIC_ENV               test         is none of development, staging and production   Node's word
            EVCLINIC_ENV               Production   is none of development, staging and production   case counts
            EVCLINIC_ENV               ∅            is empty; give a value or leave the key out      empty
            REPLICA_POLICY             both         is neither refuse nor primary                    unknown
            STATEMENT_TIMEOUT_SECONDS  0            is not a whole number from 1 to 86400            too small
            STATEMENT_TIMEOUT_SECONDS  86401        is not a whole number from 1 to 86400            too large
            CONNECT_TIMEOUT_SECONDS    0            is not a whole number from 1 to 60               too small
            CONNECT_TIMEOUT_SECONDS    61           is not a whole number from 1 to 60               too large
            LOG_OUTPUT                 file         is not a list of files, stdout and terminal, nor none  a typo
            LOG_LEVEL                  warning      is none of error, warn, info, http, verbose, debug, silly  syslog's word
            LOG_MAX_SIZE               20mo         is not a size, such as 20m, 1.5g, 512k or 1048576  winston has no limit then
            LOG_MAX_FILES              abc          is neither a number of files, such as 30, nor of days, such as 14d  winston crashes
            LOG_FREQUENCY              hourly       is none of daily, custom, 1h to 24h, 1m to 60m    winston never rotates
            LOG_FREQUENCY              5m           cannot tell two periods of that frequency apart; add HH, or HHmm  the pattern has days
            LOG_FILENAME               a?b.log      is not the name of a file                        winston's own rule
            LOG_ZIPPED_ARCHIVE         maybe        is neither true nor false                        unknown
            LOG_SYMLINK_NAME           a/b          is not the name of a file in the folder          a path
            LEASE_SECONDS              1            is not a whole number from 2 to 300              too small
            LEASE_SECONDS              301          is not a whole number from 2 to 300              too large
            LEASE_SECONDS              20s          is not a whole number from 2 to 300              a unit
            LEASE_SECONDS              +20          is not a whole number from 2 to 300              a sign
            LEASE_SECONDS              2.5          is not a whole number from 2 to 300              a fraction
            LEASE_SECONDS              ٢٠           is not a whole number from 2 to 300              other digits
            MIN_FREE_BYTES             -1           is not a whole number of bytes                   negative
            MIN_FREE_BYTES             1t           is not a whole number of bytes                   no such suffix
            MIN_FREE_BYTES             k            is not a whole number of bytes                   no number
            MIN_FREE_BYTES             1␠k          is not a whole number of bytes                   a blank
            MIN_FREE_BYTES             9999999999g  is not a whole number of bytes                   overflow
            OUTPUT_DIR                 ∅            is empty; give a value or leave the key out      empty
            LOG_DIR                    a⏎b          holds a control character                        two lines
            EVCLINIC_ROOT              a⇥b          holds a control character                        a tab
            OS_USERS                   anna         entry 1 is not account=login                     no login
            OS_USERS                   a=b,         entry 2 is not account=login                     a comma at the end
            OS_USERS                   a=b,=c       entry 2 is not account=login                     no account
            OS_USERS                   a=b=c        entry 1 is not account=login                     two logins
            OS_USERS                   a=b,a=c      entry 2 has the account of an earlier one        twice
            """))
    func refused(_ row: [String]) {
        let found = faults(with: [row[0]: decoded(row[1])])

        #expect(found.map(\.key) == [row[0]], "\(row[3])")
        #expect(found.map(\.place) == [.environment], "\(row[3])")
        #expect(found.first?.problem.hasPrefix(row[2]) == true, "\(row[3])")
        #expect(found.first?.example.hasPrefix("\(row[0])=") == true, "\(row[3])")
    }

    @Test(
        "read a size in bytes",
        arguments: table(
            """
            text                 bytes                why
            0                    0                    none asked for
            1                    1                    bytes
            1k                   1024                 of 1024
            1K                   1024                 either case
            3m                   3145728              of 1024²
            2g                   2147483648           of 1024³
            9223372036854775807  9223372036854775807  the largest
            """))
    func sizes(_ row: [String]) throws {
        #expect(try load(["MIN_FREE_BYTES": row[0]]).minFreeBytes == Int(row[1]), "\(row[2])")
    }

    @Test("take the bounds of each range") func bounds() throws {
        let low = try load([
            "STATEMENT_TIMEOUT_SECONDS": "1", "CONNECT_TIMEOUT_SECONDS": "1", "LEASE_SECONDS": "2",
        ])
        let high = try load([
            "STATEMENT_TIMEOUT_SECONDS": "86400", "CONNECT_TIMEOUT_SECONDS": "60",
            "LEASE_SECONDS": "300",
        ])

        #expect(low.statementTimeoutSeconds == 1 && high.statementTimeoutSeconds == 86400)
        #expect(low.connectTimeoutSeconds == 1 && high.connectTimeoutSeconds == 60)
        #expect(low.leaseSeconds == 2 && high.leaseSeconds == 300)
    }

    @Test("put the environment before the file, and an empty value is a value") func precedence()
        throws
    {
        let file = envFile("LOG_DIR=file\nOUTPUT_DIR=file\nLEASE_SECONDS=wrong")
        let settings = try load(["LOG_DIR": "environment", "LEASE_SECONDS": "7"], file: file)

        #expect(settings.logs.folder == "environment")
        #expect(settings.outputFolder == "file")
        #expect(settings.leaseSeconds == 7)
        #expect(faults(with: ["LOG_DIR": ""], file: file).map(\.key).contains("LOG_DIR"))
    }

    @Test("become the configuration's error") func appError() {
        let one = SettingsInvalid(faults(with: ["LEASE_SECONDS": "x"]))
        let two = SettingsInvalid(faults(with: ["LEASE_SECONDS": "x", "LOG_DIR": ""]))

        #expect(one.appError == AppError(.configInvalid, "1 fault"))
        #expect(two.appError == AppError(.configInvalid, "2 faults"))
        #expect(two.appError.exitCode == 78)
    }
}
