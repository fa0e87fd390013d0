extension Rule {
    /// Where SQL may stand, and what else there is a reason for.
    static func isHomeOfSQL(_ file: TextFile) -> Bool {
        file.path.hasPrefix("Sources/Repositories/")
            || file.path.hasPrefix("Sources/Persistence/Migrations/")
            || file.path == "Sources/Persistence/SessionStatement.swift"
            || file.path.hasPrefix("templates/")
            || file.path == "Sources/evclinic/TemplateDraft.swift"
    }

    /// Words of SQL that a template is refused for.
    private static let refusedWords = "Sources/Jobs/TemplateSQL.swift"

    /// `COPY (…) TO STDOUT` around a repository's statement; test databases made and dropped.
    private static let wrappers: [String: String] = [
        "Sources/Persistence/Connection+Copy.swift": "COPY",
        "Sources/TestSupport/TestDatabase.swift": "DATABASE",
    ]

    static let oneHomeForSQL = Rule(
        name: "SQL lives in Repositories",
        applies: { file in
            file.isSource && file.swift != nil && !isHomeOfSQL(file)
                && !file.path.hasPrefix("Sources/bench") && file.path != refusedWords
        },
        findings: { file in
            let allowed = wrappers[file.path]
            let pieces = (file.swift?.strings ?? []).filter { isLikeSQL($0.text) }
            return pieces.flatMap { piece in
                piece.text.found(statement).filter { match in
                    allowed.map { !match.0.contains($0) } ?? true
                }.map { _ in Finding(line: piece.line, what: "move this SQL to a repository") }
            }
        },
        offends: [
            Sample("Sources/Services/A.swift", "let a = \"SELECT id FROM clinic.invoice\""),
            Sample("Sources/Jobs/A.swift", "let a = \"\"\"\n    SELECT\n        1\n    \"\"\""),
            Sample("Sources/Controllers/A.swift", "run(\"INSERT INTO worker.run VALUES ($1)\")"),
            Sample("Sources/Controllers/A.swift", "run(\"UPDATE worker.run SET state = 'done'\")"),
            Sample("Sources/evclinic/A.swift", "run(\"DELETE FROM worker.queue\")"),
            Sample("Sources/evclinic/A.swift", "run(\"COPY \\(table) FROM STDIN\")"),
            Sample("Sources/evclinic/A.swift", "run(\"TRUNCATE worker.run\")"),
            Sample("Sources/Seeding/A.swift", "run(\"CREATE TABLE a (b text)\")"),
            Sample("Sources/Persistence/Connection.swift", "run(\"SELECT 1\")"),
            Sample("Sources/Persistence/Connection+Copy.swift", "run(\"SELECT 1\")"),
            Sample("Sources/TestSupport/TestDatabase.swift", "run(\"DELETE FROM worker.queue\")"),
            Sample("Sources/Access/A.swift", "let a = \"\\(b ? \"SELECT 1\" : \"\")\""),
        ],
        passes: [
            Sample("Sources/Repositories/A.swift", "case a = \"SELECT 1\""),
            Sample("Sources/Persistence/Migrations/A.swift", "let a = \"CREATE TABLE a (b text)\""),
            Sample("Sources/Persistence/SessionStatement.swift", "case a = \"SELECT 1\""),
            Sample("Sources/Persistence/Connection+Copy.swift", "run(\"COPY (\\(a)) TO STDOUT\")"),
            Sample("Sources/TestSupport/TestDatabase.swift", "run(\"CREATE DATABASE \\(name)\")"),
            Sample("Sources/Persistence/A.swift", "run(\"BEGIN READ ONLY\"); run(\"COMMIT\")"),
            Sample("Sources/Controllers/A.swift", "do: \"ALTER VIEW … SET (security_invoker)\""),
            Sample("Sources/Persistence/A.swift", "\"COPY goes through stream or load\""),
            Sample(
                "Sources/Domain/A.swift", "do: \"make the SQL a plain SELECT; see `jobs check`\""),
            Sample("Sources/Access/A.swift", "/// Loads rows by COPY from a statement: SELECT 1."),
            Sample("Tests/A/A.swift", "query(\"SELECT count(*) FROM worker.run\")"),
        ])

    /// A statement has a word in capitals and more; asking a regex of every string takes seconds.
    private static func isLikeSQL(_ text: String) -> Bool {
        text.utf8.count > 5 && text.utf8.count { (65...90).contains($0) } > 3
    }

    private static var statement: Regex<Substring> {
        #/
        \b (?: SELECT \s+ [\w(*$'"] | INSERT \s+ INTO | DELETE \s+ FROM | MERGE \s+ INTO
        | UPDATE \s+ [\w."(…)]+ \s+ (?: AS \s+ \w+ \s+ )? SET | TRUNCATE \s+ [\w"(]
        | COPY \s+ (?: \( | [\w.(…)]+ \s+ (?: \( | FROM\b | TO\b ) )
        | (?: CREATE | ALTER | DROP ) \s+ (?: TABLE | SCHEMA | DATABASE | ROLE | INDEX | VIEW | TYPE
            | FUNCTION | SEQUENCE | POLICY | EXTENSION ) \s+ [\w."(]
        | GRANT \s+ \w+ \s+ ON | REVOKE \s+ \w+ )
        /#
    }

    /// Files whose SQL looks at the server's clock: leases, the ledger, the audit trail.
    ///
    /// Leases are judged by one clock, the database's; everything else gets its time as a parameter.
    private static let looksAtClock: Set = [
        "Sources/Repositories/AuditRepository.swift", "Sources/Repositories/FileRepository.swift",
        "Sources/Repositories/AdoptionRepository.swift",
        "Sources/Repositories/HealthRepository.swift", "Sources/Repositories/LeaseRepository.swift",
        "Sources/Repositories/RecordRepository.swift", "Sources/Repositories/RunRepository.swift",
        "Sources/Repositories/BackfillRepository+SQL.swift",
        "Sources/Repositories/FamilyRepository.swift", "Sources/Repositories/InputRepository.swift",
        "Sources/Repositories/LedgerRepository+SQL.swift",
        "Sources/Repositories/CloseRepository.swift",
        "Sources/Repositories/QueueRepository+SQL.swift",
        "Sources/Repositories/ScheduleRepository+SQL.swift",
        "Sources/Repositories/ImportRepository+SQL.swift",
        "Sources/Repositories/BillingControlRepository+SQL.swift",
        "Sources/Repositories/BillingLookup.swift",
        "Sources/Repositories/BillingRepository+SQL.swift",
        "Sources/Repositories/BillingResultRepository.swift",
        "Sources/Repositories/ChainRepository+SQL.swift",
        "Sources/Repositories/MatchRepository+SQL.swift",
        "Sources/Repositories/ReceivableRepository.swift",
        "Sources/Persistence/Migrations/Ground.swift",
        "Sources/Persistence/Migrations/SchedulerSchema.swift",
        "Sources/Persistence/Migrations/WorkerSchema.swift",
    ]

    static let noServerClock = Rule(
        name: "time is a parameter of SQL",
        applies: {
            $0.isSource && $0.swift != nil && $0.path != refusedWords || $0.path.hasSuffix(".sql")
        },
        findings: { file in
            let pieces = file.swift?.strings ?? [.init(line: 1, text: file.text)]
            return pieces.filter {
                isLikeSQL($0.text)
                    || $0.text.utf8.count > 4 && $0.text.utf8.contains { "_('".utf8.contains($0) }
            }.flatMap { piece in
                let present =
                    #/
                    \b (?: now \s* \( \s* \) | current_timestamp | current_date | current_time
                    | localtimestamp | localtime | transaction_timestamp | statement_timestamp
                    | timeofday ) | '(?:now|today|yesterday|tomorrow)'
                    /#.ignoresCase()
                let never = TextFile.lines(of: present, in: piece.text, from: piece.line)
                let clock = #/\bclock_timestamp\b/#.ignoresCase()
                let seldom =
                    looksAtClock.contains(file.path)
                    ? [] : TextFile.lines(of: clock, in: piece.text, from: piece.line)
                return never.map { Finding(line: $0, what: "pass the time in") }
                    + seldom.map { Finding(line: $0, what: "only leases and the ledger may") }
            }
        },
        offends: [
            Sample("Sources/Repositories/RunRepository.swift", "case a = \"SELECT now()\""),
            Sample("Sources/Repositories/TaxRepository.swift", "case a = \"a < CURRENT_DATE\""),
            Sample("Sources/Repositories/TaxRepository.swift", "case a = \"clock_timestamp()\""),
            Sample("Sources/Persistence/Connection.swift", "let a = \"SELECT 'now'::timestamp\""),
            Sample("Sources/Persistence/Migrations/ClinicSchema.swift", "\"DEFAULT now ()\""),
            Sample(
                "Sources/Persistence/Migrations/WorkerSchema.swift", "\"statement_timestamp()\""),
            Sample("Sources/Repositories/TaxRepository.swift", "\"WHERE day < localtimestamp\""),
            Sample("templates/a/query.sql", "SELECT 1\nWHERE day < current_date\n"),
        ],
        passes: [
            Sample("Sources/Repositories/RunRepository.swift", "case a = \"clock_timestamp()\""),
            Sample("Sources/Repositories/TaxRepository.swift", "// never now()"),
            Sample("Sources/Seeding/A.swift", "row.instant(site.now())"),
            Sample("Sources/Domain/A.swift", "\"leased until \\(until?.description ?? \"now\")\""),
            Sample("templates/a/query.sql", "SELECT 1 WHERE day < :until\n"),
        ])

    static let tenants = Rule(
        name: "a clinic's table is filtered by clinic_id (I7)",
        applies: { file in
            isHomeOfSQL(file) && !file.path.contains("/Migrations/")
                && (file.swift != nil || file.path.hasSuffix(".sql"))
        },
        findings: { file in
            let pieces = file.swift?.strings ?? [.init(line: 1, text: file.text)]
            return pieces.flatMap { piece in
                Tenancy.unfiltered(in: piece.text).map {
                    Finding(line: piece.line, what: "filter clinic.\($0) by clinic_id")
                }
            }
        },
        offends: [
            Sample("Sources/Repositories/A.swift", "case a = \"SELECT id FROM clinic.invoice\""),
            Sample(
                "Sources/Repositories/A.swift", "\"SELECT id FROM clinic.invoice WHERE id = $1\""),
            Sample(
                "Sources/Repositories/A.swift",
                """
                "SELECT 1 FROM clinic.invoice AS a JOIN clinic.invoice_line AS b ON b.invoice_id = a.id \
                WHERE a.clinic_id = $1"
                """),
            Sample(
                "Sources/Repositories/A.swift",
                """
                "SELECT 1 FROM clinic.invoice AS a JOIN clinic.invoice_line AS b \
                ON b.clinic_id = a.clinic_id"
                """),
            Sample("Sources/Repositories/A.swift", "\"UPDATE clinic.invoice SET net = 0\""),
            Sample(
                "Sources/Repositories/A.swift", "\"INSERT INTO clinic.audit_log (id) VALUES ($1)\""),
            Sample(
                "templates/a/query.sql", "SELECT id FROM clinic.invoice WHERE tax_point >= :from\n"),
        ],
        passes: [
            Sample(
                "Sources/Repositories/A.swift",
                "\"SELECT 1 FROM clinic.tax_code WHERE clinic_id = $1\""),
            Sample(
                "Sources/Repositories/A.swift",
                """
                "SELECT 1 FROM clinic.invoice JOIN clinic.invoice_line AS b \
                ON invoice.clinic_id = b.clinic_id WHERE b.clinic_id = $2"
                """),
            Sample(
                "Sources/Repositories/A.swift", "\"SELECT slug FROM clinic.clinic WHERE active\""),
            Sample(
                "Sources/Repositories/A.swift",
                "\"INSERT INTO clinic.audit_log (clinic_id, id) VALUES ($1, $2)\""),
            Sample(
                "templates/a/query.sql", "SELECT 1 FROM clinic.invoice WHERE clinic_id = :clinic\n"),
            Sample(
                "Sources/Persistence/Migrations/A.swift", "\"ALTER TABLE clinic.invoice ADD a int\""
            ),
        ])
}
