/// What must hold of a clinic's tax tables before a tax can be recomputed from them.
struct TaxRuleCheck {
    let codes: [TaxCode]
    let rates: [TaxRate]
    let policies: [TaxPolicy]

    /// By code's id: what contradicts what, the first place in a fixed order.
    ///
    /// A fault concerns the documents that use the code and no others. A rate whose code does not
    /// exist concerns none: no line can name it.
    func faults() -> [Int64: String] {
        let ratesByCode = Dictionary(grouping: rates, by: \.taxCodeID)
        var faults: [Int64: String] = [:]
        for code in codes {
            if faults[code.id] != nil { continue }
            let rates = (ratesByCode[code.id] ?? []).sorted { Self.key($0) < Self.key($1) }
            let isTwice = codes.count { $0.id == code.id } > 1
            faults[code.id] =
                isTwice
                ? "two tax codes have the id \(code.id)"
                : code.fault.map { "tax code \(code.code), \($0)" } ?? fault(rates, code.code)
        }
        return faults
    }

    /// Refuses policies that say two things of one day, and none at all.
    func checkPolicies() throws(AppError) {
        guard !policies.isEmpty else {
            throw AppError(.taxPolicyMissing, "there is no policy of any day")
        }
        let days = policies.map(\.validFrom).sorted()
        for (day, next) in zip(days, days.dropFirst()) where day == next {
            throw AppError(.taxRatesInvalid, "two policies from \(day)")
        }
    }

    /// Rates of one code: quadratic, and there are a handful.
    private func fault(_ rates: [TaxRate], _ code: String) -> String? {
        for (index, rate) in rates.enumerated() {
            if let words = Self.fault(rate) { return "\(place(rate, code)): \(words)" }
            for other in rates.dropFirst(index + 1) where overlap(rate, other) {
                if other.component == rate.component {
                    return "\(place(other, code)): overlaps \(rate.validFrom)"
                }
                if other.position == rate.position, other.compound || rate.compound {
                    return "\(place(other, code)): compound, but its position is not its own"
                }
            }
        }
        return nil
    }

    private static func fault(_ rate: TaxRate) -> String? {
        if !(0...100_000_000).contains(rate.percentMillionths) {
            return TaxStack.percent(rate.percentMillionths)
        }
        if rate.perUnit < 0 { return rate.words }
        if rate.kind == .perUnit, rate.compound { return "a fixed amount is never compound" }
        if let until = rate.validUntil, until <= rate.validFrom { return "ends before it begins" }
        return nil
    }

    private func overlap(_ first: TaxRate, _ second: TaxRate) -> Bool {
        first.isInForce(on: second.validFrom) || second.isInForce(on: first.validFrom)
    }

    private func place(_ rate: TaxRate, _ code: String) -> String {
        "tax code \(code), \(rate.component), \(rate.validFrom)"
    }

    private static func key(_ rate: TaxRate) -> (String, Day) { (rate.component, rate.validFrom) }
}
