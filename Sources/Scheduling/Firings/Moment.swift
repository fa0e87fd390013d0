package import Domain

/// A point in time as people write it in ISO 8601, with its offset from UTC or as some wall shows it.
///
/// Takes `2026-10-31`, `2026-10-31T02:30`, `2026-10-31 02:30:00.5`, each with or without `Z`, `+05:30`,
/// `+0530` or `+05` behind the time.
package enum Moment: Equatable, Sendable {
    case instant(Instant)
    /// Without an offset: it needs a zone.
    case local(LocalTime)

    /// Reads a text, or gives `nil` when it is no such time.
    ///
    /// Fractions beyond a microsecond are cut off.
    package init?(_ text: String) {
        var reader = MomentReader(bytes: Array(text.utf8))
        guard let moment = reader.moment() else { return nil }
        self = moment
    }

    /// The instant; a local time that a zone's clocks jump over is where they land.
    package func instant(in zone: Zone) -> Instant {
        switch self {
        case .instant(let instant): instant
        case .local(let local): Instant(seconds: zone.arrival(of: local.seconds).second)
        }
    }
}

/// Goes through the text of a moment once.
private struct MomentReader {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func moment() -> Moment? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"),
            let date = number(2), let day = Day(year: year, month: month, day: date)
        else { return nil }
        var (second, micros, offset): (Int, Int, Int?) = (0, 0, nil)
        if skip("T") || skip("t") || skip(" ") {
            guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60
            else { return nil }
            second = hour * 3600 + minute * 60
            if skip(":") {
                guard let part = number(2), part < 60, let fraction = fraction() else { return nil }
                (second, micros) = (second + part, fraction)
            }
            if at < bytes.count {
                guard let found = self.offset() else { return nil }
                offset = found
            }
        }
        guard at == bytes.count else { return nil }
        let seconds = Int64(day.number) * 86_400 + Int64(second)
        guard let offset else { return .local(LocalTime(seconds: seconds)) }
        let micro = (seconds - Int64(offset)) * 1_000_000 + Int64(micros)
        return .instant(Instant(microseconds: micro))
    }

    private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: letter) else { return false }
        at += 1
        return true
    }

    private mutating func number(_ width: Int) -> Int? {
        guard at + width <= bytes.count else { return nil }
        defer { at += width }
        return Int(digits: bytes[at..<at + width])
    }

    /// Microseconds after a point or a comma; 0 without one.
    private mutating func fraction() -> Int? {
        guard skip(".") || skip(",") else { return 0 }
        let start = at
        while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
        guard at > start, at - start <= 18,
            let digits = Int(digits: bytes[start..<min(at, start + 6)])
        else { return nil }
        return (at - start..<max(at - start, 6)).reduce(digits) { value, _ in value * 10 }
    }

    /// Seconds ahead of UTC.
    private mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isWest = skip("-")
        guard isWest || skip("+"), let hour = number(2), hour < 24 else { return nil }
        var seconds = hour * 3600
        if at < bytes.count {
            _ = skip(":")
            guard let minute = number(2), minute < 60 else { return nil }
            seconds += minute * 60
        }
        return isWest ? -seconds : seconds
    }
}
