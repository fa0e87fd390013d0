import Domain

/// What is to happen on which day; what lies beyond the last one is forgotten.
struct Agenda<Item> {
    private let from: Day
    private var days: [[Item]]

    init(_ calendar: Calendar) {
        from = calendar.from
        days = Array(repeating: [], count: Int(calendar.until.number - calendar.from.number))
    }

    mutating func add(_ item: Item, on day: Day) {
        let index = Int(day.number - from.number)
        if days.indices.contains(index) { days[index].append(item) }
    }

    /// What was put down for a day, once.
    mutating func take(_ day: Day) -> [Item] {
        let index = Int(day.number - from.number)
        defer { days[index] = [] }
        return days[index]
    }
}
