package import Access
package import Domain

/// Heads of a clinic's audit chain, one a local day, with the bytes that were signed.
package struct AuditHeadRepository: Sendable {
    package init() {}

    /// Before every day that has a head.
    package static let earliest = Day(number: 0)

    /// A day's head.
    package struct Head: Sendable, Equatable {
        package let day: Day
        package let head: AuditHead
        /// The bytes of its file.
        package let document: String
        /// Ed25519 over them; `nil` where there was no key.
        package let signature: [UInt8]?
        package let key: String?

        package init(
            day: Day, head: AuditHead, document: String, signature: [UInt8]?, key: String?
        ) {
            self.day = day
            self.head = head
            self.document = document
            self.signature = signature
            self.key = key
        }
    }

    /// Every head of a clinic from a day on, by day.
    package func heads(
        of clinic: ClinicID, from day: Day = AuditHeadRepository.earliest, by reader: some Reader
    ) throws -> [Head] {
        try reader.all(SQL.heads, .int(clinic.rawValue), .day(day)) { row in
            Head(
                day: try row.day(0),
                head: AuditHead(
                    number: try row.int(1), hash: try AuditChainRepository.hash(row, 2)),
                document: try row.text(3), signature: row.isNull(4) ? nil : Array(row.bytes(4)),
                key: try row.optionalText(5))
        }
    }

    /// The last day that has a head, and the last that is over in a zone at an instant.
    package func days(
        of clinic: Clinic, at now: Instant, from reader: some Reader
    ) throws -> (last: Day?, over: Day) {
        let found = try reader.first(
            SQL.days, .int(clinic.id.rawValue), .instant(now), .text(clinic.timeZone)
        ) { (try $0.optionalDay(0), try $0.day(1)) }
        guard let found else { throw AppError(.rowShapeUnexpected, "no day") }
        return found
    }

    /// When the first of two days begins in a zone, and when the second does.
    package func span(
        from: Day, until: Day, in zone: String, from reader: some Reader
    ) throws -> (from: Instant, until: Instant) {
        let found = try reader.first(SQL.span, .day(from), .day(until), .text(zone)) {
            (try $0.instant(0), try $0.instant(1))
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "no span") }
        return found
    }

    /// The lowest and the highest number among links of rows recorded in a span; 0 for none.
    package func numbers(
        of clinic: ClinicID, from: Instant, until: Instant, by reader: some Reader
    ) throws -> (lowest: Int64, highest: Int64) {
        try reader.first(SQL.numbers, .int(clinic.rawValue), .instant(from), .instant(until)) {
            (try $0.int(0), try $0.int(1))
        } ?? (0, 0)
    }

    /// Adds a head; a day that has one keeps it.
    package func add(_ head: Head, of clinic: ClinicID, in transaction: some Transaction) throws {
        try transaction.execute(
            SQL.add, with: .int(clinic.rawValue), .day(head.day), .int(head.head.number),
            .bytes(head.head.hash.bytes), .text(head.document),
            head.signature.map(Value.bytes) ?? .null, .optional(head.key))
    }

    /// Clinics, active or not, whose chain was not looked at since an instant, the longest ago first.
    package func clinics(before instant: Instant, from reader: some Reader) throws -> [ClinicID] {
        try reader.all(SQL.clinics, .instant(instant)) { ClinicID(rawValue: try $0.int(0)) }
    }

    /// What a monitor watches of all active clinics.
    package struct Watch: Sendable, Equatable {
        /// Active clinics whose chain was never looked at.
        package let never: Int
        /// Since the pass that is longest ago; `nil` before the first.
        package let passSeconds: Int?
    }

    /// What a monitor watches, at an instant of the database's clock.
    package func watch(at now: Instant, from reader: some Reader) throws -> Watch {
        let found = try reader.first(SQL.watch, .instant(now)) {
            Watch(never: Int(try $0.int(0)), passSeconds: try $0.optionalInt(1).map(Int.init))
        }
        guard let found else { throw AppError(.rowShapeUnexpected, "no passes") }
        return found
    }

    package enum SQL: String, Statement {
        case heads = """
            SELECT local_day, chain_number, hash, document, signature, key_id
            FROM worker.audit_head WHERE clinic_id = $1 AND local_day >= $2 ORDER BY local_day
            """
        case days = """
            SELECT (SELECT max(local_day) FROM worker.audit_head
                    WHERE clinic_id = $1 AND local_day < ($2 AT TIME ZONE $3)::date),
                ($2 AT TIME ZONE $3)::date - 1
            """
        case numbers = """
            SELECT coalesce(min(link.chain_number), 0), coalesce(max(link.chain_number), 0)
            FROM clinic.audit_log AS log
            JOIN worker.audit_link AS link ON link.clinic_id = $1 AND link.audit_id = log.id
            WHERE log.clinic_id = $1 AND log.recorded_at >= $2 AND log.recorded_at < $3
            """
        case span =
            "SELECT $1::date::timestamp AT TIME ZONE $3, $2::date::timestamp AT TIME ZONE $3"
        case add = """
            INSERT INTO worker.audit_head
                (clinic_id, local_day, chain_number, hash, document, signature, key_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (clinic_id, local_day) DO NOTHING
            """
        case clinics = """
            SELECT clinic.id FROM clinic.clinic
            LEFT JOIN worker.audit_mark AS mark ON mark.clinic_id = clinic.id
            WHERE mark.passed_at IS NULL OR mark.passed_at <= $1
            ORDER BY mark.passed_at NULLS FIRST, clinic.id
            """
        case watch = """
            SELECT count(*) FILTER (WHERE mark.passed_at IS NULL),
                extract(epoch FROM $1 - min(mark.passed_at))::bigint
            FROM clinic.clinic
            LEFT JOIN worker.audit_mark AS mark ON mark.clinic_id = clinic.id
            WHERE clinic.active
            """
    }
}
