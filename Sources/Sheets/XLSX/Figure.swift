import Domain

/// The nearest binary number to an exact one, or `nil` when a spreadsheet would lose a digit.
///
/// Spreadsheets keep 15 digits; zeros at either end are not counted. Up to 15 digits and up to 22
/// behind the point both parts of the division are exact, so that it rounds once, as going through
/// text does (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
func spreadsheetNumber(_ value: Fixed) -> Double? {
    if value.scale < powersOfTen.count, let short = Int64(exactly: value.unscaled),
        short.magnitude < 1_000_000_000_000_000
    {
        return Double(short) / powersOfTen[value.scale]
    }
    var digits = value.unscaled.magnitude
    while digits != 0, digits % 10 == 0 { digits /= 10 }
    guard digits < 1_000_000_000_000_000 else { return nil }
    return Double(value.description)
}

/// 10⁰ to 10²², which binary numbers hold exactly.
private let powersOfTen: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
}

/// The day in days since 1899-12-30, or `nil` before 1900-03-01, where spreadsheets disagree.
func spreadsheetNumber(_ day: Day) -> Double? {
    let serial = Double(day.number) + 25_569
    return (61..<2_958_466).contains(serial) ? serial : nil
}

/// The point in time in days since 1899-12-30 UTC, to the millisecond, or `nil` as for a day.
func spreadsheetNumber(_ instant: Instant) -> Double? {
    guard let serial = Serial(instant) else { return nil }
    return Double(serial.description)
}

/// A point in time as spreadsheets count: whole days, and digits of the day's part.
///
/// At most fifteen digits in all, which is what spreadsheets keep, and enough for a millisecond.
struct Serial: CustomStringConvertible {
    /// Since 1899-12-30.
    let days: Int64
    /// The day's part in units of 10⁻ˢᶜᵃˡᵉ.
    let part: Int64
    let scale: Int
    /// 10ˢᶜᵃˡᵉ.
    private let unit: Int64

    init?(_ instant: Instant) {
        let millis = instant.microseconds.floorDivided(by: 1000)
        days = millis.floorDivided(by: 86_400_000) + 25_569
        guard (61..<2_958_466).contains(days) else { return nil }
        (scale, unit) =
            if days < 100_000 {
                (10, 10_000_000_000)
            } else if days < 1_000_000 {
                (9, 1_000_000_000)
            } else {
                (8, 100_000_000)
            }
        let rest = millis - (days - 25_569) * 86_400_000
        part = (rest * unit + 43_200_000) / 86_400_000
    }

    var description: String {
        Fixed(unscaled: Int128(days * unit + part), scale: scale).description
    }
}
