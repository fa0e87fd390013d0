import Domain

extension DatePattern {
    /// What one token says of a time.
    static func text(of token: String, _ time: CivilTime) -> String {
        switch token.first {
        case "Y", "y", "G", "g", "N": yearText(token, time)
        case "M", "D", "d", "Q", "w", "W", "e", "E": dayText(token, time)
        case "z": time.isUTC ? token == "z" ? "UTC" : "Coordinated Universal Time" : ""
        case "Z": time.offset(token == "Z" ? ":" : "")
        default: clockText(token, time)
        }
    }

    private static func yearText(_ token: String, _ time: CivilTime) -> String {
        let year = time.year
        let isoYear = time.week(beginningOn: 1, holding: 4).year
        let localYear = time.week(beginningOn: 0, holding: 1).year
        return switch token {
        case "YYYYYY": (year < 0 ? "-" : "+") + CivilTime.padded(abs(year), 6)
        case "YYYYY": CivilTime.padded(year, 5)
        case "YYYY": CivilTime.padded(year, 4)
        case "YY": CivilTime.padded(year % 100, 2)
        case "Y": year > 9999 ? "+\(year)" : CivilTime.padded(year, 4)
        case "GG": CivilTime.padded(isoYear % 100, 2)
        case "gg": CivilTime.padded(localYear % 100, 2)
        case "GGGG", "GGGGG": CivilTime.padded(isoYear, token.count)
        case "gggg", "ggggg": CivilTime.padded(localYear, token.count)
        case "NNNN": "Anno Domini"
        case "yo": CivilTime.ordinal(eraYear(time))
        default: token.first == "N" ? "AD" : CivilTime.padded(eraYear(time), token.count)
        }
    }

    /// Moment counts from the year of 0001-01-01 in the process's zone, so it is one ahead west of
    /// Greenwich.
    private static func eraYear(_ time: CivilTime) -> Int {
        let begin = CivilTime(Instant(seconds: -62_135_596_800), isUTC: false)
        return time.year + 1 - begin.year
    }

    private static func dayText(_ token: String, _ time: CivilTime) -> String {
        let month = CivilTime.months[time.month - 1]
        let weekday = CivilTime.weekdays[time.weekday]
        switch token {
        case "MMMM": return month
        case "MMM": return String(month.prefix(3))
        case "DDDD": return CivilTime.padded(time.dayOfYear, 3)
        case "dddd": return weekday
        case "ddd": return String(weekday.prefix(3))
        case "dd": return String(weekday.prefix(2))
        case "e": return String(time.weekday)
        case "E": return String(time.isoWeekday)
        default: break
        }
        let number =
            switch token.prefix(3) {
            case "DDD": time.dayOfYear
            default:
                switch token.first {
                case "M": time.month
                case "D": time.day
                case "d": time.weekday
                case "Q": time.quarter
                case "w": time.week(beginningOn: 0, holding: 1).week
                default: time.week(beginningOn: 1, holding: 4).week
                }
            }
        if token.hasSuffix("o") { return CivilTime.ordinal(number) }
        return token == "DDD" ? String(number) : CivilTime.padded(number, token.count)
    }

    private static func clockText(_ token: String, _ time: CivilTime) -> String {
        let minutes = CivilTime.padded(time.minute, 2)
        let seconds = CivilTime.padded(time.second, 2)
        switch token {
        case "A": return time.hour < 12 ? "AM" : "PM"
        case "a": return time.hour < 12 ? "am" : "pm"
        case "Hmm": return "\(time.hour)\(minutes)"
        case "hmm": return "\(time.hourOfTwelve)\(minutes)"
        case "Hmmss": return "\(time.hour)\(minutes)\(seconds)"
        case "hmmss": return "\(time.hourOfTwelve)\(minutes)\(seconds)"
        case "X": return String(time.instant.seconds)
        case "x": return String(time.instant.seconds * 1000 + Int64(time.millisecond))
        default: break
        }
        guard token.first != "S" else {
            let digits = CivilTime.padded(time.millisecond, 3)
            return String((digits + "000000").prefix(token.count))
        }
        let number =
            switch token.first {
            case "H": time.hour
            case "h": time.hourOfTwelve
            case "k": time.hour == 0 ? 24 : time.hour
            case "m": time.minute
            default: time.second
            }
        return CivilTime.padded(number, token.count)
    }
}
