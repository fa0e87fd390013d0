package import Access
package import Domain

/// The audit trail: one row for every modification, in the transaction that makes it.
package struct AuditRepository: Sendable {
    package init() {}

    /// Who does something, as the trail names him.
    package struct Actor: Sendable, Equatable {
        /// A login of `clinic.app_user`, or `operator:<account>` for who runs the program itself.
        package let login: String
        package let role: String
        package init(login: String, role: String) {
            self.login = login
            self.role = role
        }
    }

    /// Writes one row; `after` is JSON of money and status fields only.
    package func record(
        of clinic: ClinicID, by actor: Actor, _ action: String, entity: String, id: String,
        after: String, request: String, in transaction: some Transaction
    ) throws {
        try transaction.execute(
            SQL.record, with: .int(clinic.rawValue), .text(actor.login), .text(actor.role),
            .text(entity), .text(id), .text(action), .json(after), .text(request))
    }

    /// Writes a row for each of several clinics, as a session of each.
    package func record(
        ofEach clinics: [ClinicID], by actor: Actor, _ action: String, entity: String, id: String,
        after: String, request: String, in transaction: some Transaction
    ) throws {
        for clinic in clinics {
            try transaction.execute(SQL.enter, with: .text(String(clinic.rawValue)))
            try record(
                of: clinic, by: actor, action, entity: entity, id: id, after: after,
                request: request, in: transaction)
        }
    }

    package enum SQL: String, Statement {
        case enter = "SELECT set_config('evclinic.clinic', $1, true)"
        /// And says in its transaction that it did, which what is guarded asks for at its commit.
        case record = """
            INSERT INTO clinic.audit_log (clinic_id, user_id, login, role, recorded_at, entity,
                entity_id, action, after, request_id)
            VALUES ($1, (SELECT id FROM clinic.app_user WHERE login = $2), $2, $3,
                clock_timestamp(), $4, $5, $6, $7, $8)
            RETURNING set_config('evclinic.audited', pg_current_xact_id()::text, true)
            """
    }
}
