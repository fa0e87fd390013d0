/// A time as people read it, in the tokens of fecha 4.2, which winston's timestamps use.
package struct ClockPattern: Equatable, Sendable {
    private enum Part: Equatable, Sendable {
        case literal(String)
        case token(String)
    }

    private let parts: [Part]

    private static let names = [
        "default": "ddd MMM DD YYYY HH:mm:ss", "shortDate": "M/D/YY", "mediumDate": "MMM D, YYYY",
        "longDate": "MMMM D, YYYY", "fullDate": "dddd, MMMM D, YYYY", "isoDate": "YYYY-MM-DD",
        "isoDateTime": "YYYY-MM-DDTHH:mm:ssZ", "shortTime": "HH:mm", "mediumTime": "HH:mm:ss",
        "longTime": "HH:mm:ss.SSS",
    ]

    /// In the order in which they are looked for.
    private static let tokens = [
        "dddd", "ddd", "dd", "d", "MMMM", "MMM", "MM", "M", "YYYY", "YY", "SSS", "SS", "S", "Do",
        "ZZ", "Z", "HH", "H", "hh", "h", "mm", "m", "ss", "s", "DD", "D", "a", "A",
    ]

    /// Reads a pattern, or the name of one.
    package init(_ text: String) {
        var found: [Part] = []
        var rest = (Self.names[text] ?? text)[...]
        while let letter = rest.first {
            if letter == "[", let end = rest.firstIndex(of: "]") {
                found.append(.literal(String(rest[..<end].dropFirst())))
                rest = rest[rest.index(after: end)...]
            } else if let token = Self.tokens.first(where: rest.hasPrefix) {
                found.append(.token(token))
                rest = rest.dropFirst(token.count)
            } else {
                found.append(.literal(String(letter)))
                rest.removeFirst()
            }
        }
        parts = found
    }

    /// What the pattern says of a time.
    package func text(of time: CivilTime) -> String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .token(let token): Self.text(of: token, time)
            }
        }.joined()
    }

    private static func text(of token: String, _ time: CivilTime) -> String {
        let millis = time.millisecond
        return switch token {
        case "Do": CivilTime.ordinal(time.day)
        case "d", "dd": CivilTime.padded(time.weekday, token.count)
        case "ddd": String(CivilTime.weekdays[time.weekday].prefix(3))
        case "dddd": CivilTime.weekdays[time.weekday]
        case "MMM": String(CivilTime.months[time.month - 1].prefix(3))
        case "MMMM": CivilTime.months[time.month - 1]
        case "YY": CivilTime.padded(time.year % 100, 2)
        case "YYYY": CivilTime.padded(time.year, 4)
        case "S": String((millis + 50) / 100)
        case "SS": CivilTime.padded((millis + 5) / 10, 2)
        case "SSS": CivilTime.padded(millis, 3)
        case "Z": time.offset(":")
        case "ZZ": time.offset("")
        case "a": time.hour < 12 ? "am" : "pm"
        case "A": time.hour < 12 ? "AM" : "PM"
        default: CivilTime.padded(number(token, time), token.count)
        }
    }

    private static func number(_ token: String, _ time: CivilTime) -> Int {
        switch token.first {
        case "M": time.month
        case "D": time.day
        case "H": time.hour
        case "h": time.hourOfTwelve
        case "m": time.minute
        default: time.second
        }
    }
}
