/// Pass 5: which of a few amounts add up to a sum, with proof that there is one way only.
///
/// Both halves' sums are listed and met in the middle: at most 2¹⁰ each.
enum SubsetSum {
    /// More candidates than these are not searched.
    static let most = 20

    /// What was found.
    enum Answer: Equatable {
        case none
        /// Indexes of the amounts, rising.
        case unique([Int])
        /// More than one way; every index that takes part in one of the first two.
        case several([Int])
        case tooMany
    }

    /// Looks for subsets of at least two amounts.
    static func find(_ amounts: [Int64], summing target: Int64) -> Answer {
        guard amounts.count <= most else { return .tooMany }
        let half = amounts.count / 2
        let low = sums(amounts[..<half])
        let high = sums(amounts[half...])
        var byHigh: [Int128: [Int]] = [:]
        for (mask, sum) in high.enumerated() { byHigh[sum, default: []].append(mask) }
        var found: [Int] = []
        for (mask, sum) in low.enumerated() {
            for other in byHigh[Int128(target) - sum] ?? [] {
                let whole = mask | other << half
                guard whole.nonzeroBitCount >= 2 else { continue }
                found.append(whole)
                if found.count == 2 {
                    return .several(indexes(found[0] | found[1]))
                }
            }
        }
        return found.first.map { .unique(indexes($0)) } ?? .none
    }

    private static func sums(_ amounts: ArraySlice<Int64>) -> [Int128] {
        var sums: [Int128] = [0]
        sums.reserveCapacity(1 << amounts.count)
        for amount in amounts { sums += sums.map { $0 + Int128(amount) } }
        return sums
    }

    private static func indexes(_ mask: Int) -> [Int] {
        (0..<most).filter { mask >> $0 & 1 == 1 }
    }
}
