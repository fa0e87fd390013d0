import Domain
import Yams

extension JobFile {
    private static let dayKeys = ["agreed_days", "window_days", "allocation_days"]

    /// What a `billing.reconcile` says under `terms`; all of it may be absent.
    func policy(kind: String) throws(AppError) -> MatchPolicy {
        var policy = MatchPolicy()
        guard let node = yaml["terms"], kind != AuditRollup.kind else { return policy }
        guard JobCatalogue.kindsOfTerms.contains(kind) else {
            throw yaml.fault(node, "a job of kind \(kind) takes no terms")
        }
        let terms = try yaml.section("terms", keys: Self.dayKeys + ["tolerances"])
        func days(_ key: String, _ range: ClosedRange<Int>, else absent: Int32) throws(AppError)
            -> Int32
        {
            Int32(try terms.integer(key, range, else: Int(absent)))
        }
        policy.agreedDays = try days("agreed_days", 1...90, else: policy.agreedDays)
        policy.windowDays = try days("window_days", 0...30, else: policy.windowDays)
        policy.allocationDays = try days("allocation_days", 0...365, else: policy.allocationDays)
        guard terms.has("tolerances") else { return policy }
        let tolerances = try terms.section(
            "tolerances", keys: MatchDifference.allCases.map(\.rawValue))
        for type in MatchDifference.allCases where tolerances.has(type.rawValue) {
            if type == .exchange {
                policy.exchangeMillionths = try tolerances.percent(type.rawValue)
            } else {
                policy.tolerances[type] = try tolerances.limits(type.rawValue)
            }
        }
        return policy
    }
}

extension StrictYAML {
    /// `1.5` of 100, above zero and at most 10, in millionths.
    fileprivate func percent(_ key: String) throws(AppError) -> Int64 {
        let node = try node(key)
        guard let percent = node.string.flatMap({ Fixed($0) }),
            let millionths = percent.minor(digits: 4), (1...100_000).contains(millionths)
        else {
            throw fault(node, "\(key) takes percent above 0 and up to 10, such as 1.5")
        }
        return millionths
    }

    /// `{ EUR: 0.05, JPY: 1 }`, above zero.
    fileprivate func limits(_ key: String) throws(AppError) -> [Currency: Int64] {
        let place = try node(key)
        guard case .mapping(let mapping) = place, !mapping.isEmpty else {
            throw fault(place, "\(key) takes amounts by currency, such as { EUR: 0.05 }")
        }
        var limits: [Currency: Int64] = [:]
        for (name, value) in mapping {
            guard let currency = try? Currency(code: name.string ?? "") else {
                throw fault(
                    name, "\(AppError.quoted(name.string ?? "")) is no currency of ISO 4217")
            }
            guard let amount = value.string.flatMap({ Fixed($0) }),
                let minor = amount.minor(digits: currency.exponent), minor > 0
            else {
                throw fault(
                    value,
                    "\(key) takes an amount above zero with at most \(currency.exponent) digits "
                        + "behind the point")
            }
            limits[currency] = minor
        }
        return limits
    }
}
