/// When a clinic is open, on its own clocks.
///
/// Minutes are those that the clock shows, so a day on which it is set has the same hours as any other.
package struct OpeningHours: Sendable, Equatable {
    /// Minutes of the local day, 0 to 1439.
    package let from: Int
    /// The first minute that is after hours, 1 to 1440.
    package let until: Int
    /// ISO weekdays, Monday is 1; in their order.
    package let days: [Int]

    /// Seven in the morning to eight in the evening, Monday to Saturday.
    package static let usual = OpeningHours(from: 7 * 60, until: 20 * 60, days: Array(1...6))

    package init(from: Int, until: Int, days: [Int]) {
        (self.from, self.until) = (from, until)
        self.days = Set(days).sorted()
    }

    /// In the order of ISO weekdays, as job files have them.
    package static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// `07:00-20:00, mon tue wed thu fri sat`.
    package var text: String {
        "\(Self.clock(from))-\(Self.clock(until)), "
            + days.map { Self.names[$0 - 1] }.joined(separator: " ")
    }

    /// Minutes as a clock has them; midnight at the end of a day is 24:00.
    package static func clock(_ minutes: Int) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }

    /// Reads `07:00-20:00`; `nil` for what is no span of one day.
    package static func span(_ text: String) -> (from: Int, until: Int)? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
        guard ends.count == 2, let from = ends[0], let until = ends[1], from < until else {
            return nil
        }
        return (from, until)
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
            hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }
}

/// The hours that a job's file states: one for all clinics, and some of a clinic's own.
package struct ClinicHours: Sendable, Equatable {
    package let all: OpeningHours
    /// By the clinic's slug.
    package let own: [String: OpeningHours]

    package init(all: OpeningHours = .usual, own: [String: OpeningHours] = [:]) {
        (self.all, self.own) = (all, own)
    }

    /// A clinic's own, or those of all.
    package func of(_ clinic: Clinic) -> OpeningHours { own[clinic.slug] ?? all }
}
