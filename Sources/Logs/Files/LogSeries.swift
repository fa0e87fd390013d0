import Domain

/// The names of a log's files: a date, and a number for each that a size began.
struct LogSeries: Sendable {
    /// What a name says.
    struct Name: Equatable {
        let date: String
        let number: Int
        let isZipped: Bool
    }

    private let pattern: DatePattern
    private let frequency: LogFrequency
    private let isUTC: Bool
    private let fileExtension: String
    private let template: String
    private let matcher: NameMatcher

    init(_ options: RotationOptions) {
        template =
            options.filename.contains("%DATE%") ? options.filename : options.filename + ".%DATE%"
        pattern = options.datePattern
        frequency = options.frequency
        isUTC = options.isUTC
        fileExtension = options.fileExtension
        matcher = NameMatcher(template, pattern, fileExtension)
    }

    /// The date that stands for an instant in a name.
    func date(at now: Instant) -> String {
        let time = CivilTime(now, isUTC: isUTC)
        return switch frequency {
        case .custom, .daily: pattern.text(of: time)
        case .hours(let step):
            pattern.text(of: time.at(hour: time.hour / step * step, minute: time.minute))
        case .minutes(let step):
            pattern.text(of: time.at(hour: time.hour, minute: time.minute / step * step))
        }
    }

    /// How long a date stays the same at least: until then nobody need look.
    func looksAgain(after now: Instant) -> Instant {
        guard pattern.step > .instant else { return now }
        return Instant(seconds: (now.seconds.floorDivided(by: 60) + 1) * 60)
    }

    /// The name without its number and extension.
    func base(_ date: String) -> String { template.replacingAll("%DATE%", with: date) }

    func name(_ date: String, _ number: Int) -> String {
        base(date) + (number > 0 ? ".\(number)" : "") + fileExtension
    }

    /// What a file's name says; `nil` when it is no file of ours.
    func parse(_ name: String) -> Name? {
        let isZipped = name.hasSuffix(".gz")
        let plain = isZipped ? String(name.dropLast(3)) : name
        return matcher.match(plain).map {
            Name(date: $0.date, number: $0.number, isZipped: isZipped)
        }
    }
}

extension String {
    /// The text with each place of a word replaced.
    func replacingAll(_ word: String, with text: String) -> String {
        var result = ""
        var rest = self[...]
        while let place = rest.firstRange(of: word) {
            result += rest[..<place.lowerBound] + text
            rest = rest[place.upperBound...]
        }
        return result + rest
    }
}
