import Domain

/// Finds the policy of a day; a day near the last one asked for costs two comparisons.
struct TaxPolicyCalendar {
    private let policies: [TaxPolicy]
    private var latest: TaxPolicy?
    private var from: Int32 = .max
    private var until: Int32 = .max

    /// Policies by first day.
    init(_ policies: [TaxPolicy]) { self.policies = policies }

    /// The policy with the greatest first day that is not after `day`.
    mutating func policy(on day: Day) -> TaxPolicy? {
        if day.number >= from, day.number < until { return latest }
        guard let index = policies.lastIndex(where: { $0.validFrom <= day }) else { return nil }
        latest = policies[index]
        from = policies[index].validFrom.number
        until = index + 1 < policies.count ? policies[index + 1].validFrom.number : .max
        return latest
    }
}
