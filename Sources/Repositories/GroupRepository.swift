package import Access
package import Domain

/// Groups of clinics, and what the ledger has of their packs: of tenants' tables it reads none.
package struct GroupRepository: Sendable {
    package init() {}

    /// The newest revision of a pack, with what proves it.
    package struct Pack: Sendable {
        package let clinic: ClinicID
        package let job: String
        package let run: RunID?
        package let revision: Int
        /// `absent` when no run could be made.
        package let state: String
        package let digest: String?
        /// The bytes of its manifest as recorded; of a run that is done.
        package let manifest: String?
        /// What was recorded of the manifest's file; in several folders the name is the same.
        package let file: String?
        /// Different hashes of that file are all there, with blanks between.
        package let fileSHA256: String?
    }

    /// The group of that slug, with its active clinics.
    ///
    /// - Throws: `groupUnknown` with the nearest slug there is; `groupEmpty`.
    package func group(slug: String, from reader: some Reader) throws -> ClinicGroup {
        let found = try reader.first(SQL.bySlug, .text(slug)) {
            (id: try $0.int(0), name: try $0.text(1))
        }
        guard let found, Self.isPlain(slug) else {
            let known = try reader.all(SQL.slugs) { try $0.text(0) }
            let nearest = nearestHint(to: slug, among: known)
            throw AppError(.groupUnknown, AppError.quoted(slug) + nearest)
        }
        let members = try reader.all(SQL.members, .int(found.id)) {
            ClinicGroup.Member(
                id: ClinicID(rawValue: try $0.int(0)), slug: try $0.text(1), name: try $0.text(2))
        }
        guard !members.isEmpty else { throw AppError(.groupEmpty, slug) }
        return ClinicGroup(slug: slug, name: found.name, members: members)
    }

    /// It names a folder and files.
    private static func isPlain(_ slug: String) -> Bool {
        slug.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "-")
        }
    }

    /// The packs that a group's run made for clinics that are members now, by job and clinic.
    package func packs(
        of parent: RunID, in group: ClinicGroup, from reader: some Reader
    ) throws -> [Pack] {
        try reader.all(
            SQL.packs, .int(parent.rawValue), .ints(group.members.map(\.id.rawValue))
        ) { row in
            Pack(
                clinic: ClinicID(rawValue: try row.int(0)), job: try row.text(1),
                run: try row.optionalInt(2).map(RunID.init(rawValue:)),
                revision: Int(try row.int(3)), state: try row.text(4),
                digest: try row.optionalText(5), manifest: try row.optionalText(6),
                file: try row.optionalText(7), fileSHA256: try row.optionalText(8))
        }
    }

    /// Every approval of each clinic, read as a session of it, since they are kept apart by clinic.
    package func closes(
        of group: ClinicGroup, from reader: some Reader
    ) throws -> [ClinicID: [CloseRepository.Close]] {
        var closes: [ClinicID: [CloseRepository.Close]] = [:]
        for member in group.members {
            try enter(member.id, reader)
            closes[member.id] = try CloseRepository().closes(of: member.id, from: reader)
        }
        try enter(group.standIn.id, reader)
        return closes
    }

    private func enter(_ clinic: ClinicID, _ reader: some Reader) throws {
        try reader.rows(SQL.enter, [.text(String(clinic.rawValue))]) { _ in }
    }

    /// Links a new revision of a group's run with the children of the one before.
    package func link(
        _ run: RunID, like parent: RunID, in transaction: some Transaction
    ) throws {
        try transaction.execute(SQL.link, with: .int(run.rawValue), .int(parent.rawValue))
    }

    package enum SQL: String, Statement {
        case bySlug = "SELECT id, name FROM clinic.clinic_group WHERE slug = $1"
        case slugs = "SELECT slug FROM clinic.clinic_group ORDER BY slug"
        case members = """
            SELECT id, slug, name FROM clinic.clinic WHERE clinic_group_id = $1 AND active
            ORDER BY slug
            """
        case packs = """
            SELECT DISTINCT ON (child.job, child.clinic_id) child.clinic_id, child.job, run.id,
                coalesce(run.revision, 0)::bigint, coalesce(run.state, 'absent'), run.digest,
                run.manifest, file.name, file.hashes
            FROM worker.run_family AS child
                LEFT JOIN worker.run ON run.id = child.run_id
                LEFT JOIN LATERAL (
                    SELECT min(name) AS name, string_agg(DISTINCT sha256, ' ') AS hashes
                    FROM worker.run_file WHERE run_id = run.id AND role = 'manifest'
                ) AS file ON true
            WHERE child.parent_id = $1 AND child.clinic_id = ANY ($2)
            ORDER BY child.job, child.clinic_id, run.revision DESC
            """
        case enter = "SELECT set_config('evclinic.clinic', $1, true)"
        case link = """
            INSERT INTO worker.run_child (parent_id, job, clinic_id)
            SELECT $1, job, clinic_id FROM worker.run_child WHERE parent_id = $2
            ON CONFLICT DO NOTHING
            """
    }
}
