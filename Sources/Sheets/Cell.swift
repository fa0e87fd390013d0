package import Domain

/// One value of a report, kept exact: a file format decides how it is spelt.
package enum Cell: Equatable, Sendable {
    case empty
    case text(String)
    case integer(Int64)
    /// Shown with exactly as many digits behind the point as its scale says.
    case decimal(Fixed)
    case day(Day)
    /// Shown in UTC.
    case instant(Instant)
    case bool(Bool)
    /// Text that leads to another sheet of the same workbook.
    case link(text: String, sheet: String)

    /// An amount of money, with its currency's digits.
    package static func money(_ amount: Money) -> Cell {
        .decimal(Fixed(unscaled: Int128(amount.minor), scale: amount.currency.exponent))
    }
}
