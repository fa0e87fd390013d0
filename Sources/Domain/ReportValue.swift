/// A value of a report's row as the database gave it, before a sheet says how it is shown.
package enum ReportValue: Equatable, Sendable {
    case null
    case text(String)
    case integer(Int64)
    case decimal(Fixed)
    case day(Day)
    case instant(Instant)
    case boolean(Bool)
}
