import Domain
package import Scheduling

/// How a file writes points in time.
package struct TimeForm: Equatable, Sendable {
    /// What stands behind the date; a fraction of the second may follow it.
    package enum Clock: String, CaseIterable, Sendable {
        /// Nothing: the day's first moment is meant.
        case none
        case minutes = "HH:MM"
        case seconds = "HH:MM:SS"
        /// Of twelve hours, with AM or PM.
        case halfMinutes = "HH:MM AM"
        case halfSeconds = "HH:MM:SS AM"
    }

    /// Whose wall shows it.
    package enum Wall: Equatable, Sendable {
        case zone(Zone)
        /// Always so many seconds ahead of UTC.
        case offset(seconds: Int)
        /// Each time ends with `Z`, or its own offset as `+05:30`.
        case written
    }

    package var clock: Clock
    package var wall: Wall

    package init(clock: Clock, wall: Wall) {
        self.clock = clock
        self.wall = wall
    }

    /// Reads `+05:30`, `-0800` or `Z` as seconds ahead of UTC.
    ///
    /// - Returns: `nil` for anything else, and for 15 hours or more.
    package static func offset(_ text: some StringProtocol) -> Int? {
        let bytes = Array(text.utf8)
        if bytes == [90] { return 0 }
        let hasColon = bytes.count == 6 && bytes[3] == 58
        guard hasColon || bytes.count == 5, bytes[0] == 43 || bytes[0] == 45,
            let hours = Int(digits: bytes[1..<3]), let minutes = Int(digits: bytes.suffix(2)),
            hours < 15, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (bytes[0] == 45 ? -1 : 1)
    }
}

/// Points in time as a mapping says they are written.
struct MappedTimes {
    let values: MappedValues
    let form: TimeForm

    /// From the year 1 to the end of 9999.
    private static let known: Range<Int64> = -62_135_596_800..<253_402_300_800

    /// What a time looks like, for errors: “DD-MM-YYYY HH:MM in Asia/Dubai”.
    var pattern: String {
        let clock = form.clock == .none ? "" : " \(form.clock.rawValue)"
        let wall =
            switch form.wall {
            case .zone(let zone): " in \(zone.name)"
            case .offset: ""
            case .written: ", with its offset from UTC behind it"
            }
        return values.form.dateOrder.rawValue + clock + wall
    }

    /// Reads a date, a blank or `T`, and a time of day.
    ///
    /// - Returns: `nil` for anything else, such as 30 February, 24:00, 23:59:60, or a time that a
    ///   clock change leaves out; one that it has twice is the earlier.
    func instant(_ text: String) -> Instant? {
        var text = Substring(text)
        var written: Int?
        if form.wall == .written {
            guard let mark = text.lastIndex(where: { "+-Z".contains($0) }),
                let offset = TimeForm.offset(text[mark...])
            else { return nil }
            written = offset
            text = text[..<mark]
            while text.last == " " { text = text.dropLast() }
        }
        let cut = text.firstIndex { $0 == " " || $0 == "T" } ?? text.endIndex
        guard (cut == text.endIndex) == (form.clock == .none),
            let day = values.day(String(text[..<cut])),
            let clock = microseconds(text[cut...].dropFirst())
        else { return nil }
        let local = Int64(day.number) * 86_400 + clock / 1_000_000
        // Elsewhere it may be a year before 1 or after 9999, of which no database has an instant.
        guard let seconds = seconds(local, written), Self.known.contains(seconds) else {
            return nil
        }
        return Instant(microseconds: seconds * 1_000_000 + clock % 1_000_000)
    }

    private func seconds(_ local: Int64, _ written: Int?) -> Int64? {
        switch form.wall {
        case .zone(let zone): zone.instants(of: LocalTime(seconds: local)).first?.seconds
        case .offset(let ahead): local - Int64(ahead)
        case .written: written.map { local - Int64($0) }
        }
    }

    /// Since midnight.
    private func microseconds(_ text: Substring) -> Int64? {
        var text = text
        guard form.clock != .none else { return 0 }
        let isHalf = form.clock == .halfMinutes || form.clock == .halfSeconds
        var isAfternoon = false
        if isHalf {
            let mark = text.suffix(2).uppercased()
            guard mark == "AM" || mark == "PM" else { return nil }
            isAfternoon = mark == "PM"
            text = text.dropLast(2)
            if text.last == " " { text = text.dropLast() }
        }
        let hasSeconds = form.clock == .seconds || form.clock == .halfSeconds
        var fraction = Int64(0)
        if hasSeconds, let dot = text.lastIndex(of: ".") {
            guard let read = Self.fraction(text[dot...].dropFirst()) else { return nil }
            (fraction, text) = (read, text[..<dot])
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == (hasSeconds ? 3 : 2), (1...2).contains(parts[0].utf8.count),
            parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
            var hour = Int(digits: Array(parts[0].utf8)),
            let minute = Int(digits: Array(parts[1].utf8)), minute < 60,
            let second = hasSeconds ? Int(digits: Array(parts[2].utf8)) : 0, second < 60,
            isHalf ? (1...12).contains(hour) : hour < 24
        else { return nil }
        if isHalf { hour = hour % 12 + (isAfternoon ? 12 : 0) }
        return Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
    }

    /// Of a second in microseconds; digits behind the sixth are cut off.
    private static func fraction(_ text: Substring) -> Int64? {
        guard (1...9).contains(text.utf8.count), let value = Int(digits: Array(text.utf8)) else {
            return nil
        }
        let digits = text.utf8.count
        return digits <= 6
            ? Int64(value) * Fixed.power(6 - digits) : Int64(value) / Fixed.power(digits - 6)
    }
}
