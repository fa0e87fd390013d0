package import Domain

extension Instant {
    /// Reads a line's `timestamp`, `2026-08-22T09:15:30.123Z`; `nil` for anything else.
    package init?(timestamp text: some StringProtocol) {
        let letters = Array(text.utf8)
        guard letters.count == 24, letters[23] == UInt8(ascii: "Z") else { return nil }
        for (place, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, ".")] {
            guard letters[place] == mark.utf8.first else { return nil }
        }
        func number(_ range: Range<Int>) -> Int64? {
            letters[range].reduce(0) { sum, letter in
                sum.flatMap { (48...57).contains(letter) ? $0 * 10 + Int64(letter - 48) : nil }
            }
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let millis = number(20..<23), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let clock = (hour * 3600 + minute * 60 + second) * 1000 + millis
        let days = Self.days(year, month, day)
        self.init(microseconds: (days * 86_400_000 + clock) * 1000)
    }

    /// Days from 1970-01-01 to a date, counted in years that begin in March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }
}
