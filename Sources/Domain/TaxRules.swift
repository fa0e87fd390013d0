/// A clinic's tax codes, rates and policies, checked and made ready for use.
///
/// Rates become stacks: for each code, ranges of days in which no component changes, in order.
package struct TaxRules: Sendable {
    /// By id; lines name a code by its index here.
    package let codes: [TaxCode]
    /// By code, then by first day.
    package let stacks: [TaxStack]
    /// Every component of every rate, by name.
    package let componentNames: [String]
    /// By first day.
    package let policies: [TaxPolicy]
    package let pricesIncludeTax: Bool
    /// The clinic's, in which fixed amounts are stated and returns are made.
    package let currency: Currency
    /// By index of the code: why documents that use it cannot be computed.
    package let faults: [Int: String]
    private let codeIDs: ContiguousArray<Int64>

    /// Checks what the tables hold and works out the exact share of each component.
    ///
    /// What contradicts itself is a fault of its code, so that other documents are computed.
    ///
    /// - Throws: `taxRatesInvalid` with the day of two policies; `taxPolicyMissing` when there is no
    ///   policy at all.
    package init(
        codes: [TaxCode], rates: [TaxRate], policies: [TaxPolicy], pricesIncludeTax: Bool,
        currency: Currency
    ) throws(AppError) {
        let codes = codes.sorted { $0.id < $1.id }
        let check = TaxRuleCheck(codes: codes, rates: rates, policies: policies)
        try check.checkPolicies()
        let known = check.faults()
        let names = Set(rates.map(\.component)).sorted()
        let indexes = Dictionary(uniqueKeysWithValues: zip(names, Int32(0)...))
        let ratesByCode = Dictionary(grouping: rates, by: \.taxCodeID)
        var (stacks, faults): ([TaxStack], [Int: String]) = ([], [:])
        for (index, code) in codes.enumerated() {
            faults[index] = known[code.id]
            if faults[index] != nil { continue }
            do throws(AppError) {
                stacks += try Self.stacks(
                    of: code, at: index, rates: ratesByCode[code.id] ?? [], names: indexes,
                    currency)
            } catch { faults[index] = error.context }
        }
        self.codes = codes
        self.stacks = stacks
        self.policies = policies.sorted { $0.validFrom < $1.validFrom }
        self.pricesIncludeTax = pricesIncludeTax
        self.currency = currency
        self.faults = faults
        componentNames = names
        codeIDs = ContiguousArray(codes.map(\.id))
    }

    /// The code's index, or −1 when there is no id or the clinic has no such code.
    package func index(ofCodeID id: Int64?) -> Int32 {
        guard let id else { return -1 }
        var (low, high) = (0, codeIDs.count)
        while low < high {
            let middle = (low + high) / 2
            if codeIDs[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < codeIDs.count && codeIDs[low] == id ? Int32(low) : -1
    }

    /// The index of a component that a rate names, or `nil`.
    package func componentIndex(_ name: String) -> Int32? {
        componentNames.firstIndex(of: name).map { Int32($0) }
    }

    /// The stacks of one code, one for each range of days that has a rate in force.
    private static func stacks(
        of code: TaxCode, at index: Int, rates: [TaxRate], names: [String: Int32],
        _ currency: Currency
    ) throws(AppError) -> [TaxStack] {
        guard code.category.bearsTax else { return [TaxStack(exempt: index)] }
        let changes = Set(rates.map(\.validFrom) + rates.compactMap(\.validUntil)).sorted()
        var stacks: [TaxStack] = []
        for (place, from) in changes.enumerated() {
            let inForce = rates.filter { $0.isInForce(on: from) }
                .sorted { ($0.position, $0.component) < ($1.position, $1.component) }
            guard !inForce.isEmpty else { continue }
            let until = place + 1 < changes.count ? changes[place + 1] : nil
            guard
                let stack = TaxStack(
                    code: index, from: from, until: until, rates: inForce, names: names,
                    currency: currency)
            else {
                throw AppError(
                    .taxRatesInvalid,
                    "tax code \(code.code), \(from): the exact rate has over 18 digits, or parts of "
                        + "the gross that leave nothing of it")
            }
            stacks.append(stack)
        }
        return stacks
    }
}
