/// How large a file may become, in bytes.
package struct LogSize: Equatable, Sendable {
    package let bytes: Int

    /// Reads bytes, or a number with k, m or g of 1024, with or without a b: `20m`, `1.5k`, `20MB`.
    ///
    /// - Throws: what is none of these, where winston would have no limit and say nothing.
    package init(_ text: String) throws(LogOptionError) {
        var digits = text.lowercased()[...]
        if digits.hasSuffix("b") { digits.removeLast() }
        let shift = ["k": 10, "m": 20, "g": 30][digits.last ?? " "] ?? 0
        if shift > 0 { digits.removeLast() }
        let halves = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = halves.allSatisfy {
            !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) }
        }
        guard isNumber, (1...2).contains(halves.count), let whole = Int64(halves[0]),
            whole < 1 << 32, halves.count == 1 || shift > 0
        else { throw Self.flaw }
        let fraction = halves.count == 2 ? halves[1].prefix(9) : "0"
        let scale = fraction.reduce(Int64(1)) { scale, _ in scale * 10 }
        let part = (Int64(fraction) ?? 0) << Int64(shift) / scale
        bytes = Int(whole << Int64(shift) + part)
        guard bytes > 0 else { throw Self.flaw }
    }

    package init(bytes: Int) { self.bytes = bytes }

    private static let flaw = LogOptionError(
        "maxSize", "is not a size, such as 20m, 1.5g, 512k or 1048576")
}

/// Which files are kept.
package enum LogRetention: Equatable, Sendable {
    /// So many, the one that is written among them.
    case files(Int)
    /// Those that were begun within so many days.
    case days(Int)

    /// Reads `14d` or `14D`, days, or `30`, files.
    ///
    /// - Throws: what is neither, where winston crashes or keeps two files for two days.
    package init(_ text: String) throws(LogOptionError) {
        let isDays = text.last == "d" || text.last == "D"
        let digits = isDays ? text.dropLast() : text[...]
        guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
            (1...100_000).contains(number)
        else {
            throw LogOptionError(
                "maxFiles", "is neither a number of files, such as 30, nor of days, such as 14d")
        }
        self = isDays ? .days(number) : .files(number)
    }
}

/// How often a new file begins, when its pattern does not say it.
package enum LogFrequency: Equatable, Sendable {
    /// Whenever the pattern's text changes.
    case custom
    case daily
    /// At the hours that so many divide, 1 to 24.
    case hours(Int)
    /// At the minutes that so many divide, 1 to 60.
    case minutes(Int)

    /// Reads `daily`, `custom`, `3h` or `15m`.
    ///
    /// - Throws: what is none of these, where winston never begins a new file and says nothing.
    package init(_ text: String) throws(LogOptionError) {
        let word = text.lowercased()
        let digits = word.dropLast()
        let number = digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) ?? 0 : 0
        switch (word, word.last) {
        case ("daily", _): self = .daily
        case ("custom", _): self = .custom
        case (_, "h") where (1...24).contains(number): self = .hours(number)
        case (_, "m") where (1...60).contains(number): self = .minutes(number)
        default:
            throw LogOptionError("frequency", "is none of daily, custom, 1h to 24h, 1m to 60m")
        }
    }
}
