package import Domain

/// The period that a due time stands for, by the calendar of the clinic's zone.
package enum PeriodRule: String, CaseIterable, Sendable {
    case previousDay = "previous_day"
    case previousWeek = "previous_week"
    case previousMonth = "previous_month"
    case previousQuarter = "previous_quarter"
    case previousYear = "previous_year"

    /// The period before the one that a local day lies in.
    ///
    /// The day is that of a firing's *scheduled* time: a firing that a clock change moved to another
    /// day still stands for what it was meant for.
    package func period(on day: Day) -> Period {
        switch self {
        case .previousDay: Period(dayOf: day.adding(days: -1))
        case .previousWeek: Period(weekOf: day.adding(days: -7))
        case .previousMonth: Period(monthOf: day.firstOfMonth(adding: -1))
        case .previousQuarter: Period(quarterOf: day.firstOfMonth(adding: -3))
        case .previousYear: Period(yearOf: day.firstOfMonth(adding: -12))
        }
    }
}
