/// Names of months and weekdays, packed three letters to a number so that reading allocates nothing.
enum CronNames {
    /// The value of three capital letters, packed high to low; `nil` when they are no name.
    static func number(_ key: Int, in field: CronField) -> Int? {
        let keys = field == .month ? months : weekdays
        return keys.firstIndex(of: key).map { $0 + field.range.lowerBound }
    }

    private static let months = CronField.month.names.map(key)
    private static let weekdays = CronField.weekday.names.map(key)

    private static func key(_ name: String) -> Int {
        name.utf8.reduce(0) { $0 << 8 | Int($1) }
    }
}
