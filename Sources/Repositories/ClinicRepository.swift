package import Access
package import Domain

/// Clinics, and who may do what in them.
package struct ClinicRepository: Sendable {
    package init() {}

    /// The active clinic of that slug.
    ///
    /// - Throws: `clinicUnknown` with the nearest slug there is.
    package func clinic(slug: String, from reader: some Reader) throws -> Clinic {
        if let found = try reader.first(SQL.bySlug, .text(slug), decode: Self.clinic) {
            return found
        }
        let known = try activeSlugs(from: reader)
        let nearest = nearestHint(to: slug, among: known)
        throw AppError(.clinicUnknown, AppError.quoted(slug) + nearest)
    }

    /// The clinic of that number, active or not.
    ///
    /// - Throws: `clinicUnknown` when there is none.
    package func clinic(id: ClinicID, from reader: some Reader) throws -> Clinic {
        guard let found = try reader.first(SQL.byID, .int(id.rawValue), decode: Self.clinic) else {
            throw AppError(.clinicUnknown, "number \(id.rawValue)")
        }
        return found
    }

    /// The slugs of every active clinic, in order; whether each can be read shows when it is.
    package func activeSlugs(from reader: some Reader) throws -> [String] {
        try reader.all(SQL.slugs) { try $0.text(0) }
    }

    /// The numbers of every active clinic, in order.
    package func activeIDs(from reader: some Reader) throws -> [ClinicID] {
        try reader.all(SQL.ids) { ClinicID(rawValue: try $0.int(0)) }
    }

    /// The numbers of every clinic, active or not, in order.
    package func ids(from reader: some Reader) throws -> [ClinicID] {
        try reader.all(SQL.everyID) { ClinicID(rawValue: try $0.int(0)) }
    }

    /// The roles by which a user holds a permission in a clinic; empty when he holds none.
    ///
    /// The session must be the clinic's, since memberships are kept apart by clinic.
    ///
    /// - Throws: `userUnknown` when no active user has that login.
    package func roles(
        of clinic: ClinicID, login: String, holding permission: String, from reader: some Reader
    ) throws -> [String] {
        let isKnown = try reader.first(SQL.user, .text(login)) { try $0.int(0) } != nil
        guard isKnown else { throw AppError(.userUnknown, AppError.quoted(login)) }
        return try reader.all(
            SQL.roles, .int(clinic.rawValue), .text(login), .text(permission)
        ) { try $0.text(0) }
    }

    /// An instant as the clinic's wall clock shows it, with its offset: `2026-11-01 05:29:59+05:30`.
    package func localTime(
        of clinic: Clinic, at instant: Instant, from reader: some Reader
    ) throws -> String {
        try clinic.namingZone {
            try reader.first(SQL.localTime, .instant(instant), .text(clinic.timeZone)) {
                try $0.text(0)
            }
        } ?? instant.description
    }

    /// Whether every day of a period lies in a closed one of the clinic's books.
    package func isClosed(
        _ period: Period, of clinic: Clinic, from reader: some Reader
    ) throws -> Bool {
        try reader.first(
            SQL.isClosed, .int(clinic.id.rawValue), .day(period.from), .day(period.until)
        ) { try $0.bool(0) } == true
    }

    private static func clinic(_ row: Row) throws -> Clinic {
        Clinic(
            id: ClinicID(rawValue: try row.int(0)), slug: try row.text(1),
            name: try row.text(2), legalEntity: try row.text(3),
            currency: try Currency(code: try row.text(4)), timeZone: try row.text(5),
            fiscalStartMonth: Int(try row.int(6)), pricesIncludeTax: try row.bool(7))
    }

    package enum SQL: String, Statement {
        case byID = """
            SELECT clinic.id, clinic.slug, clinic.name, entity.name, clinic.currency,
                clinic.time_zone, clinic.fiscal_year_start_month, clinic.prices_include_tax
            FROM clinic.clinic
            JOIN clinic.legal_entity AS entity ON entity.id = clinic.legal_entity_id
            WHERE clinic.id = $1
            """
        case bySlug = """
            SELECT clinic.id, clinic.slug, clinic.name, entity.name, clinic.currency,
                clinic.time_zone, clinic.fiscal_year_start_month, clinic.prices_include_tax
            FROM clinic.clinic
            JOIN clinic.legal_entity AS entity ON entity.id = clinic.legal_entity_id
            WHERE clinic.slug = $1 AND clinic.active
            """
        case slugs = "SELECT slug FROM clinic.clinic WHERE active ORDER BY slug"
        case ids = "SELECT id FROM clinic.clinic WHERE active ORDER BY id"
        case everyID = "SELECT id FROM clinic.clinic ORDER BY id"
        case user = "SELECT id FROM clinic.app_user WHERE login = $1 AND active"
        case roles = """
            SELECT DISTINCT membership.role
            FROM clinic.membership
            JOIN clinic.app_user AS person ON person.id = membership.user_id
            JOIN clinic.role_permission AS permission ON permission.role = membership.role
            WHERE membership.clinic_id = $1 AND person.login = $2 AND person.active
                AND permission.permission = $3
            ORDER BY membership.role
            """
        /// A month that we ever closed is closed while its close stands, whatever the clinic's own
        /// system says of it.
        case isClosed = """
            SELECT coalesce(
                sum(least(closed.until_date, $3) - greatest(closed.from_date, $2)), 0)
                >= $3::date - $2::date
            FROM (
                SELECT close.from_date, close.until_date FROM worker.close
                WHERE close.clinic_id = $1 AND close.reopened_at IS NULL
                    AND close.stale_at IS NULL
                UNION ALL
                SELECT theirs.from_date, theirs.until_date FROM clinic.accounting_period AS theirs
                WHERE theirs.clinic_id = $1 AND theirs.state = 'closed'
                    AND NOT EXISTS (SELECT FROM worker.close WHERE close.clinic_id = $1
                        AND close.from_date < theirs.until_date
                        AND close.until_date > theirs.from_date)
            ) AS closed
            WHERE closed.from_date < $3 AND closed.until_date > $2
            """
        case localTime = """
            SELECT to_char($1 AT TIME ZONE $2, 'YYYY-MM-DD HH24:MI:SS') || ' ' || $2
            """
    }
}

extension Clinic {
    /// Has an error of a zone say whose it is, and which.
    func namingZone<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as AppError where error.code == .zoneUnknown {
            throw AppError(.zoneUnknown, "\(slug), \(AppError.quoted(timeZone))")
        }
    }
}
