package import Access
package import Domain

/// What each revision of a journal posted, a thousand entries or so a row.
package struct JournalStateRepository: Sendable {
    package init() {}

    /// The latest revision of a period's journal that is recorded, whether it posted anything or not.
    package func latest(
        _ period: Period, job: String, of clinic: ClinicID, from snapshot: some Snapshot
    ) throws -> Int64? {
        try snapshot.first(
            SQL.latest, .int(clinic.rawValue), .text(job), .text(period.name)
        ) { try $0.optionalInt(0) } ?? nil
    }

    /// Rows that were posted, by key, then revision, then version; reversals before what follows them.
    ///
    /// - Parameters:
    ///   - period: whose journal.
    ///   - job: the journal's name.
    ///   - clinic: whose.
    ///   - latest: its latest revision; 0 where there is none.
    ///   - keys: between which ids of each source other periods' postings count, a row a key and before
    ///     all others of the key.
    ///   - snapshot: of a replica.
    ///   - take: takes each row.
    /// - Throws: `tenantMismatch`, what reading throws, or what `take` throws.
    package func posted(
        _ period: Period, job: String, of clinic: ClinicID, latest: Int64,
        beside keys: [JournalSource: ClosedRange<Int64>], from snapshot: some Snapshot,
        each take: (PostedRow) throws -> Void
    ) throws {
        let sources = Named<JournalSource>()
        let wanted = keys.sorted { $0.key < $1.key }
        try snapshot.stream(
            SQL.posted,
            [
                .int(clinic.rawValue), .text(job), .text(period.name), .int(latest),
                .texts(wanted.map(\.key.rawValue)), .ints(wanted.map(\.value.lowerBound)),
                .ints(wanted.map(\.value.upperBound)),
            ]
        ) { row in
            try clinic.assertOwns(row, "journal_entry")
            let revision = try row.int(6)
            try take(
                PostedRow(
                    JournalKey(try sources.read(row, 1), try row.int(2)),
                    version: Int(try row.int(3)),
                    on: Day(number: Int32(truncatingIfNeeded: try row.int(4))),
                    content: try row.text(5),
                    revision == 0 ? .elsewhere : revision == latest ? .latest : .earlier))
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
        case latest = """
            SELECT max(revision)::bigint FROM worker.run
            WHERE clinic_id = $1 AND job = $2 AND period = $3 AND digest IS NOT NULL
            """
        /// A row keeps ids in their order, so its first and last say whether it can have one of `$6` to `$7`.
        case posted = """
            SELECT found.clinic_id, found.source, found.id, found.version, found.day, found.content,
                found.revision
            FROM (
                SELECT kept.clinic_id, kept.source, entry.id, entry.version, entry.day,
                    entry.content, run.revision::bigint AS revision
                FROM worker.run
                JOIN worker.journal_entry AS kept
                    ON kept.clinic_id = run.clinic_id AND kept.run_id = run.id
                CROSS JOIN LATERAL unnest(kept.ids, kept.versions, kept.days, kept.contents)
                    AS entry (id, version, day, content)
                WHERE run.clinic_id = $1 AND kept.clinic_id = $1 AND run.job = $2
                    AND run.period = $3 AND run.digest IS NOT NULL AND run.revision <= $4
                UNION ALL
                SELECT kept.clinic_id, kept.source, entry.id, max(abs(entry.version)), 0, '', 0
                FROM unnest($5::text[], $6::bigint[], $7::bigint[])
                    AS wanted (source, first_id, last_id)
                JOIN worker.journal_entry AS kept
                    ON kept.clinic_id = $1 AND kept.source = wanted.source
                    AND kept.ids[1] <= wanted.last_id
                    AND kept.ids[cardinality(kept.ids)] >= wanted.first_id
                JOIN worker.run ON run.clinic_id = kept.clinic_id AND run.id = kept.run_id
                CROSS JOIN LATERAL unnest(kept.ids, kept.versions) AS entry (id, version)
                WHERE run.job = $2 AND run.period <> $3 AND run.digest IS NOT NULL
                    AND entry.id >= wanted.first_id AND entry.id <= wanted.last_id
                GROUP BY kept.clinic_id, kept.source, entry.id
            ) AS found
            ORDER BY found.source COLLATE "C", found.id, found.revision, found.version
            """
        case keep = """
            INSERT INTO worker.journal_entry (clinic_id, run_id, source, ids, versions, days, contents)
            VALUES ($1, $2, $3, $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
            """
    }
}
