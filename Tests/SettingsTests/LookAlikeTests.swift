import Settings
import Testing

@Suite("Look-alike") struct LookAlikeTests {
    @Test(
        "is refused naming the key it was meant to be",
        arguments: table(
            """
            key                         meant                      why
            REPLICA_URL                 REPLICA_URLS               singular
            REPLICAS_URLS               REPLICA_URLS               plural in the wrong place
            PRIMARY_URLS                PRIMARY_URL                plural
            PRIMARY_URI                 PRIMARY_URL                the other word
            PRIMARY_ULR                 PRIMARY_URL                letters swapped
            PRIMRAY_URL                 PRIMARY_URL                letters swapped
            PIRMARY_URL                 PRIMARY_URL                letters swapped
            PRIMARYURL                  PRIMARY_URL                no underscore
            primary_url                 PRIMARY_URL                small letters
            MIGRATIONS_URL              MIGRATION_URL              plural
            OUTPUT_DIRECTORY            OUTPUT_DIR                 written out
            OUPUT_DIR                   OUTPUT_DIR                 a letter left out
            LOGS_DIR                    LOG_DIR                    plural
            LOG_DIRECTORY               LOG_DIR                    written out
            LEASE_SEC                   LEASE_SECONDS              cut short
            CONNECTION_TIMEOUT_SECONDS  CONNECT_TIMEOUT_SECONDS    written out
            STATMENT_TIMEOUT_SECONDS    STATEMENT_TIMEOUT_SECONDS  a letter left out
            MIN_FREE_BYTE               MIN_FREE_BYTES             singular
            OS_USER                     OS_USERS                   singular
            REPLICA_POLCY               REPLICA_POLICY             a letter left out
            EVCLINC_ENV                 EVCLINIC_ENV               a letter left out
            EVCLINIC_ENVIRONMENT        EVCLINIC_ENV               written out
            EVCLINIC_ROOTS              EVCLINIC_ROOT              plural
            EVCLINIC_LOG_DIR            LOG_DIR                    our prefix where it has none
            EVCLINIC_REPLICA_URL        REPLICA_URLS               both
            """))
    func named(_ row: [String]) {
        let fault = faults(with: [:], file: envFile("\(row[0])=canary")).first

        #expect(fault?.key == row[0], "\(row[2])")
        #expect(fault?.place == .character(file: ".env", line: 1, column: 1), "\(row[2])")
        #expect(fault?.problem == "is not a key of ours; \(row[1]) is", "\(row[2])")
        #expect(fault?.example.hasPrefix("\(row[1])=") == true, "\(row[2])")
    }

    @Test(
        "is not what the clinic's backend calls its own",
        arguments: """
            DATABASE_URL JWT_SECRET PORT NODE_ENV NODE_OPTIONS LOG_FORMAT LOG_FILE LOG_PATH
            LOGO_DIR LOGIN_DIR DOC_DIR LIB_DIR TMP_DIR UPLOAD_DIR INPUT_DIR OUTPUT_FORMAT OUTPUT_DPI
            REDIS_URL PRISMA_URL PRIVATE_URL PUBLIC_URL BASE_URL API_URL DIRECT_URL SHADOW_DATABASE_URL
            PRIMARY_COLOR PRIMARY_HOST REPLICA_HOST REPLICA_COUNT MIGRATIONS_DIR MIGRATION_TABLE
            REQUEST_TIMEOUT_SECONDS SESSION_TIMEOUT_SECONDS STATEMENT_TIMEOUT CONNECT_TIMEOUT
            CACHE_SECONDS RELEASE_SECONDS BASE_SECONDS MAX_FREE_BYTES DB_USERS DB_USER SMTP_USER
            PGHOST PGPASSWORD TZ CORS_ORIGIN SENTRY_DSN S3_BUCKET STRIPE_SECRET_KEY REFUSE_POLICY
            """.split(whereSeparator: \.isWhitespace).map(String.init))
    func foreign(_ key: String) {
        #expect(faults(with: [:], file: envFile("\(key)=test")).isEmpty)
    }

    @Test("in the environment is one only under our prefix") func environment() {
        let found = faults(with: ["REPLICA_URL": "x", "OUTPUT_DIRECTORY": "x", "EVCLINC_ENV": "x"])

        #expect(found.map(\.key) == ["EVCLINC_ENV"])
        #expect(found.map(\.place) == [.environment])
    }

    @Test("without a near key still may not stand under our prefix") func prefix() {
        let found = faults(with: ["EVCLINIC_TELEPHONE": "1"])

        #expect(found.map(\.problem) == ["is not a key of ours"])
    }

    @Test("is reported once when file and environment have it") func once() {
        let found = faults(with: ["EVCLINC_ENV": "x"], file: envFile("EVCLINC_ENV=x"))

        #expect(found.map(\.place.description) == [".env:1:1"])
    }

    @Test("leaves alone the name by which the tests find their vectors") func vectors() {
        #expect(faults(with: ["EVCLINIC_VECTORS": "x"]).isEmpty)
        #expect(faults(with: ["EVCLINIC_FUZZ_INPUTS": "1"]).isEmpty)
        #expect(faults(with: ["EVCLINIC_FEED_MEBIBYTES": "1"]).isEmpty)
    }
}
