/// A row of `clinic.audit_log` where its bytes lie; valid only while its reader's closure runs.
///
/// Texts are UTF-8; a missing one is NULL.
package struct AuditLine {
    package let clinic: ClinicID
    package let id: Int64
    package let userID: Int64?
    /// Microseconds since 2000-01-01 UTC, as PostgreSQL sends them; its infinities are the two ends.
    package let recordedSince2000: Int64
    package let login: UnsafeRawBufferPointer
    package let role: UnsafeRawBufferPointer
    package let entity: UnsafeRawBufferPointer
    package let entityID: UnsafeRawBufferPointer
    package let action: UnsafeRawBufferPointer
    /// As PostgreSQL prints `jsonb`.
    package let before: UnsafeRawBufferPointer?
    package let after: UnsafeRawBufferPointer?
    package let requestID: UnsafeRawBufferPointer?

    package init(
        clinic: ClinicID, id: Int64, userID: Int64?, recordedSince2000: Int64,
        login: UnsafeRawBufferPointer, role: UnsafeRawBufferPointer,
        entity: UnsafeRawBufferPointer, entityID: UnsafeRawBufferPointer,
        action: UnsafeRawBufferPointer, before: UnsafeRawBufferPointer?,
        after: UnsafeRawBufferPointer?, requestID: UnsafeRawBufferPointer?
    ) {
        self.clinic = clinic
        self.id = id
        self.userID = userID
        self.recordedSince2000 = recordedSince2000
        self.login = login
        self.role = role
        self.entity = entity
        self.entityID = entityID
        self.action = action
        self.before = before
        self.after = after
        self.requestID = requestID
    }

    /// Microseconds from 1970 to 2000.
    package static let epochs: Int64 = 946_684_800_000_000
}
