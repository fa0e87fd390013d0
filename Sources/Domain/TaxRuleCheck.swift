/// What must hold of a clinic's tax tables before a tax can be recomputed from them.
struct TaxRuleCheck {
    let codes: [TaxCode]
    let rates: [TaxRate]
    let policies: [TaxPolicy]

    /// Refuses tables that contradict themselves, naming the first place in a fixed order.
    func check() throws(AppError) {
        let names = Dictionary(codes.map { ($0.id, $0.code) }) { first, _ in first }
        guard names.count == codes.count else { throw invalid("two tax codes have one id") }
        let ordered = rates.sorted { Self.key($0) < Self.key($1) }
        for rate in ordered {
            guard let code = names[rate.taxCodeID] else {
                throw invalid("a rate of tax code id \(rate.taxCodeID), which does not exist")
            }
            try checkAlone(rate, code)
        }
        for code in codes {
            try checkTogether(ordered.filter { $0.taxCodeID == code.id }, code.code)
        }
        try checkPolicies()
    }

    private func checkAlone(_ rate: TaxRate, _ code: String) throws(AppError) {
        guard (0...100_000_000).contains(rate.percentMillionths) else {
            throw invalid("\(place(rate, code)): \(TaxStack.percent(rate.percentMillionths))")
        }
        if let until = rate.validUntil, until <= rate.validFrom {
            throw invalid("\(place(rate, code)): ends before it begins")
        }
    }

    /// Rates of one code: quadratic, and there are a handful.
    private func checkTogether(_ rates: [TaxRate], _ code: String) throws(AppError) {
        for (index, rate) in rates.enumerated() {
            for other in rates.dropFirst(index + 1) where overlap(rate, other) {
                if other.component == rate.component {
                    throw invalid("\(place(other, code)): overlaps \(rate.validFrom)")
                }
                if other.position == rate.position, other.compound || rate.compound {
                    throw invalid(
                        "\(place(other, code)): compound, but its position is not its own")
                }
            }
        }
    }

    private func checkPolicies() throws(AppError) {
        guard !policies.isEmpty else {
            throw AppError(.taxPolicyMissing, "there is no policy of any day")
        }
        let days = policies.map(\.validFrom).sorted()
        for (day, next) in zip(days, days.dropFirst()) where day == next {
            throw invalid("two policies from \(day)")
        }
    }

    private func overlap(_ first: TaxRate, _ second: TaxRate) -> Bool {
        first.isInForce(on: second.validFrom) || second.isInForce(on: first.validFrom)
    }

    private func place(_ rate: TaxRate, _ code: String) -> String {
        "tax code \(code), \(rate.component), \(rate.validFrom)"
    }

    private func invalid(_ context: String) -> AppError { AppError(.taxRatesInvalid, context) }

    private static func key(_ rate: TaxRate) -> (Int64, String, Day) {
        (rate.taxCodeID, rate.component, rate.validFrom)
    }
}
