import Domain

/// The rules in flat arrays of plain numbers: what the recomputation reads for every line.
struct TaxTable {
    /// The shares of one stack and the days on which they hold.
    struct Stack {
        let code: Int32
        let shares: Range<Int>
        /// Whether a share depends on the quantity too.
        let hasPerUnit: Bool
        /// Whether there are percents only, none of them withheld: nearly always.
        let isPlain: Bool
        let from: Int32
        let until: Int32
    }

    let rules: TaxRules
    private(set) var stacks: ContiguousArray<Stack> = []
    private(set) var shares: ContiguousArray<TaxShare> = []
    /// By component: what every share of it can be expressed in; 0 when no `Int64` can.
    let commonDivisors: ContiguousArray<Int64>
    /// By code: its stacks.
    let stacksOfCode: ContiguousArray<Range<Int>>
    /// The stack of lines without a code, behind all others: no shares, any day.
    let none: Int
    /// The stack of codes that no rate was ever in force for, behind that: holds on no day.
    let never: Int

    init(_ rules: TaxRules) {
        self.rules = rules
        none = rules.stacks.count
        never = none + 1
        let divisors = Self.commonDivisors(rules)
        commonDivisors = divisors
        var ranges = ContiguousArray(repeating: 0..<0, count: rules.codes.count)
        for (index, stack) in rules.stacks.enumerated() {
            let known = ranges[stack.code]
            ranges[stack.code] = (known.isEmpty ? index : known.lowerBound)..<(index + 1)
            let first = shares.count
            for component in stack.components {
                shares.append(
                    TaxShare(
                        component, Self.share(component, rules),
                        common: divisors[Int(component.name)]))
            }
            stacks.append(
                Stack(
                    code: Int32(stack.code), shares: first..<shares.count,
                    hasPerUnit: shares[first...].contains { $0.perUnit != 0 },
                    isPlain: shares[first...].allSatisfy { $0.perUnit == 0 && !$0.isWithheld },
                    from: stack.validFrom?.number ?? .min, until: stack.validUntil?.number ?? .max))
        }
        stacks.append(
            Stack(
                code: -1, shares: 0..<0, hasPerUnit: false, isPlain: true, from: .min, until: .max))
        stacks.append(
            Stack(
                code: -1, shares: 0..<0, hasPerUnit: false, isPlain: true, from: .max, until: .min))
        stacksOfCode = ranges
    }

    /// The tax of a whole stack on an amount, each component rounded by itself.
    func tax(on amount: Int64, _ quantity: Int64, of stack: Int, _ mode: RoundingMode) -> Int64? {
        var total: Int64 = 0
        for share in shares[stacks[stack].shares] where !share.isWithheld {
            guard let tax = share.tax(on: amount, quantity, mode) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(tax)
            if overflow { return nil }
            total = sum
        }
        return total
    }

    /// The index of a component's share in a stack; a loop, as a closure would copy its context.
    @inline(__always)
    func share(of component: Int32, in stack: Int) -> Int? {
        for share in stacks[stack].shares where shares[share].component == component {
            return share
        }
        return nil
    }

    private static func share(_ component: TaxStack.Component, _ rules: TaxRules) -> TaxStack.Share
    {
        rules.pricesIncludeTax ? component.onGross : component.onNet
    }

    /// The least common divisor of each component's shares over all codes, where `Int64` holds it
    /// and every share's numerator on it.
    private static func commonDivisors(_ rules: TaxRules) -> ContiguousArray<Int64> {
        var divisors = ContiguousArray(repeating: Int64(1), count: rules.componentNames.count)
        var limits = ContiguousArray(repeating: Int64.max, count: divisors.count)
        for component in rules.stacks.lazy.flatMap(\.components) {
            let share = share(component, rules)
            let index = Int(component.name)
            for ratio in [share.ofAmount, share.ofQuantity] {
                let size = Int64(ratio.numerator.magnitude / ratio.divisor.magnitude) + 1
                limits[index] = min(limits[index], .max / size)
                let shared = TaxRatio.commonFactor(Int128(divisors[index]), Int128(ratio.divisor))
                let (common, overflow) = divisors[index].multipliedReportingOverflow(
                    by: ratio.divisor / Int64(shared))
                // Once zero, always zero: the factor shared with it is the divisor itself.
                divisors[index] = overflow ? 0 : common
            }
        }
        return ContiguousArray(zip(divisors, limits).map { $0 > $1 ? 0 : $0 })
    }
}

extension TaxTable {
    /// The stack of a code that holds on a day.
    func stack(of code: Int32, on day: Int32) -> Int? {
        stacksOfCode[Int(code)].last { stacks[$0].from <= day && day < stacks[$0].until }
    }

    /// The same for a line that may have no code.
    ///
    /// - Throws: `taxRateMissing`, `taxRatesInvalid` with the place.
    func stack(of code: Int32, on day: Day, _ place: String) throws(AppError) -> Int {
        guard code >= 0 else { return none }
        guard let found = stack(of: code, on: day.number) else { throw noRate(code, place, day) }
        return found
    }

    /// Why a code has no rates on a day: they contradict each other, or none is in force.
    func noRate(_ code: Int32, _ place: String, _ day: Day) -> AppError {
        if let fault = rules.faults[Int(code)] {
            return AppError(.taxRatesInvalid, "\(place), \(fault)")
        }
        return AppError(
            .taxRateMissing, "\(place), tax code \(rules.codes[Int(code)].code), \(day)")
    }
}
