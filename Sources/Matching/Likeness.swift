import Domain

/// Pass 7: what a row that found nothing is most like on the other side; told, never posted.
///
/// In this order: the same amount under an id with one letter wrong or two changed about; the same
/// amount on the nearest day within 45; an amount with two digits changed about, within the window.
/// The nearest day goes first, then the lower id.
struct Likeness {
    private var suggestions: [BillingItem: String] = [:]

    private static let days: Int32 = 45
    /// More rows of one amount are not held against each other by their ids.
    private static let most = 64

    /// A row of the other side, and the words of its text that may be ids.
    private struct Candidate {
        let row: LinkRow
        let words: [[UInt8]]
    }

    /// Holds two sides against each other, in both directions.
    ///
    /// - Parameters:
    ///   - lefts: the ledger's rows that found nothing.
    ///   - rights: the other side's rows.
    ///   - texts: what else stands on each of them; empty where there is none.
    ///   - days: the window of amounts with digits changed about.
    ///   - isBarred: whether somebody decided that two rows do not belong together.
    mutating func compare(
        _ lefts: [LinkRow], _ rights: [LinkRow], texts: [String] = [], within days: Int32,
        isBarred: (BillingItem, BillingItem) -> Bool
    ) {
        guard !lefts.isEmpty, !rights.isEmpty else { return }
        let ours = lefts.map { Candidate(row: $0, words: Self.words($0.reference)) }
        let theirs = rights.enumerated().map { place, row in
            Candidate(
                row: row,
                words: Self.words(row.reference)
                    + (texts.isEmpty ? [] : Self.words(texts[place])))
        }
        suggest(ours, theirs, days, isBarred)
        suggest(theirs, ours, days, isBarred)
    }

    /// Such as `payment:12: the same amount, 9 days apart`; empty where nothing is like it.
    func of(_ row: LinkRow) -> String { suggestions[row.item] ?? "" }

    private mutating func suggest(
        _ rows: [Candidate], _ others: [Candidate], _ days: Int32,
        _ isBarred: (BillingItem, BillingItem) -> Bool
    ) {
        let byAmount = Dictionary(grouping: others, by: \.row.amount)
        for one in rows {
            func candidates(_ amount: Money) -> [Candidate] {
                (byAmount[amount] ?? []).filter { !isBarred(one.row.item, $0.row.item) }
            }
            func apart(_ other: Candidate) -> Int32 {
                abs(other.row.day.number - one.row.day.number)
            }
            func nearest(_ others: [Candidate], within days: Int32) -> Candidate? {
                others.filter { apart($0) <= days }.min {
                    (apart($0), $0.row.item) < (apart($1), $1.row.item)
                }
            }
            let same = candidates(one.row.amount)
            let alike = same.count > Self.most ? [] : same.filter { Self.areAlike(one, $0) }
            if let best = nearest(alike, within: .max) {
                keep(one, best, "the same amount, an id that is nearly the same")
            } else if let best = nearest(same, within: Self.days) {
                keep(one, best, "the same amount, \(Self.text(days: apart(best))) apart")
            } else if let best = nearest(
                Self.changedAbout(one.row.amount).flatMap(candidates), within: days)
            {
                keep(one, best, "two digits of the amount changed about")
            }
        }
    }

    private mutating func keep(_ one: Candidate, _ other: Candidate, _ why: String) {
        suggestions[one.row.item] = "\(other.row.item): \(why)"
    }

    private static func text(days: Int32) -> String { days == 1 ? "1 day" : "\(days) days" }

    /// Runs of letters and digits that are long enough for an id.
    private static func words(_ text: String) -> [[UInt8]] {
        text.utf8.split { byte in
            !(0x30...0x39).contains(byte) && !(0x41...0x5A).contains(byte & 0xDF)
        }.filter { $0.count >= NarrationIndex.shortest }.map {
            $0.map { $0 >= 0x61 ? $0 - 32 : $0 }
        }
    }

    private static func areAlike(_ one: Candidate, _ other: Candidate) -> Bool {
        one.words.contains { word in other.words.contains { areAlike(word, $0) } }
    }

    /// Whether one letter differs, or two neighbours are changed about.
    private static func areAlike(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        let places = one.indices.filter { one[$0] != other[$0] }
        return places.count == 1
            || places.count == 2 && places[0] + 1 == places[1]
                && one[places[0]] == other[places[1]] && one[places[1]] == other[places[0]]
    }

    /// Amounts that come of two neighbouring digits changed about.
    private static func changedAbout(_ amount: Money) -> [Money] {
        var digits = Array(String(amount.minor.magnitude).utf8)
        return digits.indices.dropLast().compactMap { place -> Money? in
            guard digits[place] != digits[place + 1] else { return nil }
            digits.swapAt(place, place + 1)
            defer { digits.swapAt(place, place + 1) }
            return Int64(String(decoding: digits, as: UTF8.self)).map {
                Money(minor: amount.minor < 0 ? -$0 : $0, amount.currency)
            }
        }
    }
}
