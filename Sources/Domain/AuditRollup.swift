/// What one user did in one role, to one kind of thing and in one way, on one day of a clinic.
package struct AuditRollupRow: Sendable, Equatable {
    /// In the clinic's zone.
    package let day: Day
    package let login: String
    package let role: String
    package let entity: String
    package let action: String
    /// Of the money; the clinic's own where no money moved.
    package let currency: String
    package let rows: Int64
    /// After less before, exact.
    package let money: Fixed
    /// Rows of these whose money cannot be read; they move nothing.
    package let unreadable: Int64

    package init(
        day: Day, login: String, role: String, entity: String, action: String, currency: String,
        rows: Int64, money: Fixed, unreadable: Int64
    ) {
        (self.day, self.login, self.role) = (day, login, role)
        (self.entity, self.action, self.currency) = (entity, action, currency)
        (self.rows, self.money, self.unreadable) = (rows, money, unreadable)
    }
}

/// Rows of an hour of a weekday.
package struct AuditHour: Sendable, Equatable {
    /// ISO: Monday is 1.
    package let weekday: Int
    /// 0 to 23, as the clinic's clocks show it.
    package let hour: Int
    package let rows: Int64

    package init(weekday: Int, hour: Int, rows: Int64) {
        (self.weekday, self.hour, self.rows) = (weekday, hour, rows)
    }
}

/// Why somebody should look at a row of the trail; the first is looked at first.
package enum AuditConcern: String, CaseIterable, Sendable {
    case closedPeriod = "edit of a closed period"
    case voidAfterPayment = "void after payment"
    case sameHands = "same user creates and refunds"
    case unreadable = "money that cannot be read"
    case patientExport = "export of patient data"
    case priceOverride = "price override"
    case afterHours = "after hours"
    case firstTime = "first time"

    /// How much it adds to what needs a look.
    package var weight: Int {
        switch self {
        case .closedPeriod: 200
        case .voidAfterPayment: 100
        case .sameHands: 60
        case .unreadable: 40
        case .patientExport: 30
        case .priceOverride: 10
        case .afterHours: 5
        case .firstTime: 3
        }
    }
}

/// A row of the trail that needs a look, or the first of some alike.
package struct AuditFlag: Sendable, Equatable {
    package let concern: AuditConcern
    /// Of the trail.
    package let id: Int64
    package let at: Instant
    /// The clinic's day and time, such as `2026-10-24 21:07`.
    package let local: String
    package let login: String
    package let role: String
    package let entity: String
    /// Empty where it would name a person.
    package let entityID: String
    package let action: String
    /// Rows of the trail that it stands for.
    package let rows: Int64
    package let why: String

    package init(
        _ concern: AuditConcern, id: Int64, at: Instant, local: String, login: String,
        role: String, entity: String, entityID: String, action: String, rows: Int64, why: String
    ) {
        (self.concern, self.id, self.at, self.local) = (concern, id, at, local)
        (self.login, self.role, self.entity) = (login, role, entity)
        (self.entityID, self.action, self.rows, self.why) = (entityID, action, rows, why)
    }
}
