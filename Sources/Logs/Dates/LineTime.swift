package import Domain

extension Instant {
    /// Reads a line's `timestamp`, `2026-08-22T09:15:30.123Z`; `nil` for anything else.
    package init?(timestamp text: some StringProtocol) {
        let letters = Array(text.utf8)
        guard letters.count == 24, letters[23] == UInt8(ascii: "Z"), let day = Day(text.prefix(10))
        else { return nil }
        for (place, mark) in [(10, "T"), (13, ":"), (16, ":"), (19, ".")] {
            guard letters[place] == mark.utf8.first else { return nil }
        }
        guard let hour = Int(digits: letters[11..<13]), let minute = Int(digits: letters[14..<16]),
            let second = Int(digits: letters[17..<19]), let millis = Int(digits: letters[20..<23])
        else { return nil }
        let clock = Int64((hour * 3600 + minute * 60 + second) * 1000 + millis)
        self.init(microseconds: (Int64(day.number) * 86_400_000 + clock) * 1000)
    }
}
