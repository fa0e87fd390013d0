package import Access
package import Domain

/// Files of recorded runs: which are still to be published, and which are.
package struct FileRepository: Sendable {
    package init() {}

    /// A recorded file and where it stands.
    package struct Standing: Sendable {
        package let id: Int64
        package let run: RunID
        package let isPublished: Bool
        package let file: RecordRepository.File
    }

    /// Writes files down as recorded; one that is known keeps its row and gets its new temporary.
    package func record(
        _ files: [RecordRepository.File], of run: RunID, in transaction: some Transaction
    ) throws {
        guard !files.isEmpty else { return }
        try transaction.execute(
            SQL.record, with: .int(run.rawValue), .texts(files.map(\.role)),
            .texts(files.map(\.folder)), .texts(files.map(\.name)),
            .texts(files.map(\.temporary)), .texts(files.map(\.sha256)),
            .ints(files.map(\.bytes)), .ints(files.map(\.rows)))
    }

    /// Every file of a run, by folder and name.
    package func files(of run: RunID, from reader: some Reader) throws -> [Standing] {
        try reader.all(SQL.ofRun, .int(run.rawValue), decode: Self.standing)
    }

    /// Recorded files that a crash kept from their final names; runs that are leased are left out.
    package func unpublished(from reader: some Reader) throws -> [Standing] {
        try reader.all(SQL.unpublished, decode: Self.standing)
    }

    /// Notes that files stand under their final names; doing it again changes nothing.
    package func markPublished(_ ids: [Int64], in transaction: some Transaction) throws {
        try transaction.execute(SQL.publish, with: .ints(ids))
    }

    /// Notes that files were gone before they were published.
    package func markLost(_ ids: [Int64], in transaction: some Transaction) throws {
        try transaction.execute(SQL.lose, with: .ints(ids))
    }

    /// The manifest's bytes as recorded.
    package func manifest(of run: RunID, from reader: some Reader) throws -> String? {
        try reader.first(SQL.manifest, .int(run.rawValue)) { try $0.optionalText(0) } ?? nil
    }

    /// The bytes of the signature beside it; `nil` where it was not signed.
    package func signature(of run: RunID, from reader: some Reader) throws -> [UInt8]? {
        try reader.first(SQL.signature, .int(run.rawValue)) { row in
            row.isNull(0) ? nil : Array(row.bytes(0))
        } ?? nil
    }

    private static func standing(_ row: Row) throws -> Standing {
        Standing(
            id: try row.int(0), run: RunID(rawValue: try row.int(1)),
            isPublished: try row.text(2) == "published",
            file: RecordRepository.File(
                role: try row.text(3), folder: try row.text(4), name: try row.text(5),
                temporary: try row.text(6), sha256: try row.text(7), bytes: try row.int(8),
                rows: try row.int(9)))
    }

    package enum SQL: String, Statement {
        case record = """
            INSERT INTO worker.run_file (run_id, role, folder, name, temporary, sha256, byte_count,
                row_count)
            SELECT $1, file.* FROM unnest($2::text[], $3::text[], $4::text[], $5::text[],
                $6::text[], $7::bigint[], $8::bigint[]) AS file
            ON CONFLICT ON CONSTRAINT one_effect_a_destination DO UPDATE SET
                temporary = excluded.temporary, sha256 = excluded.sha256, state = 'recorded',
                byte_count = excluded.byte_count, published_at = NULL
            """
        case ofRun = """
            SELECT id, run_id, state, role, folder, name, temporary, sha256, byte_count, row_count
            FROM worker.run_file WHERE run_id = $1 ORDER BY folder, name
            """
        case unpublished = """
            SELECT id, run_id, state, role, folder, name, temporary, sha256, byte_count, row_count
            FROM worker.run_file
            WHERE state = 'recorded' AND NOT EXISTS (SELECT FROM worker.queue
                WHERE queue.run_id = run_file.run_id AND queue.leased_until > clock_timestamp())
            ORDER BY id
            """
        case publish = """
            UPDATE worker.run_file SET state = 'published', published_at = clock_timestamp()
            WHERE id = ANY ($1) AND state <> 'published'
            """
        case lose = """
            UPDATE worker.run_file SET state = 'lost', published_at = NULL WHERE id = ANY ($1)
            """
        case manifest = "SELECT manifest FROM worker.run WHERE id = $1"
        case signature = "SELECT signature FROM worker.run WHERE id = $1"
    }
}
