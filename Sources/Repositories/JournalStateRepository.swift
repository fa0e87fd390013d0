package import Access
package import Domain

/// What each revision of a journal posted, a thousand entries or so a row.
package struct JournalStateRepository: Sendable {
    package init() {}

    /// Rows that were posted, by key, then revision, then version; reversals before what follows them.
    package func posted(
        _ period: Period, job: String, of clinic: ClinicID, from snapshot: some Snapshot,
        each take: (PostedRow) throws -> Void
    ) throws {
        let latest =
            try snapshot.first(
                SQL.latest, .int(clinic.rawValue), .text(job), .text(period.name)
            ) { try $0.optionalInt(0) } ?? nil
        guard let latest else { return }
        let sources = Named<JournalSource>()
        try snapshot.stream(
            SQL.posted, [.int(clinic.rawValue), .text(job), .text(period.name), .int(latest)]
        ) { row in
            try clinic.assertOwns(row, "journal_entry")
            try take(
                PostedRow(
                    JournalKey(try sources.read(row, 1), try row.int(2)),
                    version: Int(try row.int(3)),
                    on: Day(number: Int32(truncatingIfNeeded: try row.int(4))),
                    content: try row.text(5), isLatest: try row.bool(6)))
        }
    }

    /// Keeps rows of one source in their order.
    package func keep(
        _ rows: [PostedRow], of clinic: ClinicID, run: RunID, in transaction: some Transaction
    ) throws {
        guard let source = rows.first?.key.source else { return }
        precondition(rows.allSatisfy { $0.key.source == source }, "a row keeps one source")
        try transaction.execute(
            SQL.keep, with: .int(clinic.rawValue), .int(run.rawValue), .text(source.rawValue),
            .ints(rows.map(\.key.id)), .ints(rows.map { Int64($0.version) }),
            .ints(rows.map { Int64($0.day.number) }), .texts(rows.map(\.content)))
    }

    package enum SQL: String, Statement {
        /// The latest revision that is recorded, whether it posted anything or not.
        case latest = """
            SELECT max(revision)::bigint FROM worker.run
            WHERE clinic_id = $1 AND job = $2 AND period = $3 AND digest IS NOT NULL
            """
        case posted = """
            SELECT kept.clinic_id, kept.source, entry.id, entry.version, entry.day, entry.content,
                run.revision = $4
            FROM worker.run
            JOIN worker.journal_entry AS kept
                ON kept.clinic_id = run.clinic_id AND kept.run_id = run.id
            CROSS JOIN LATERAL unnest(kept.ids, kept.versions, kept.days, kept.contents)
                AS entry (id, version, day, content)
            WHERE run.clinic_id = $1 AND kept.clinic_id = $1 AND run.job = $2
                AND run.period = $3 AND run.digest IS NOT NULL
            ORDER BY kept.source COLLATE "C", entry.id, run.revision, entry.version
            """
        case keep = """
            INSERT INTO worker.journal_entry (clinic_id, run_id, source, ids, versions, days, contents)
            VALUES ($1, $2, $3, $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
            """
    }
}
