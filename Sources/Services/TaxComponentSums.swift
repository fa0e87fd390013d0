import Domain

/// Sums of one document by component, whatever the rates of its lines.
struct TaxComponentSums: ~Copyable {
    private struct Sum {
        var lines = 0
        /// The exact tax times the component's common divisor, while that fits.
        var exact: Int64 = 0
        /// The same of earlier credit notes.
        var earlier: Int64 = 0
        /// The taxes of the lines, each rounded by itself.
        var rounded: Int64 = 0
        var isExact = true
        var hasEarlier = false
    }

    private let table: TaxTable
    /// Components of the document at hand, in order of appearance.
    private(set) var components: ContiguousArray<Int> = []
    /// One a component.
    private var sums: ContiguousArray<Sum>

    init(_ table: TaxTable) {
        self.table = table
        sums = ContiguousArray(repeating: Sum(), count: table.commonDivisors.count)
    }

    /// Sums the lines; `false` beyond `Int64`.
    mutating func add(
        _ lines: ContiguousArray<TaxRecomputation.Line>, _ lineTaxes: ContiguousArray<Int64>
    ) -> Bool {
        var fits = true
        for line in lines {
            var place = line.first
            for share in table.stacks[line.stack].shares {
                let component = Int(table.shares[share].component)
                if sums[component].lines == 0 { components.append(component) }
                if !table.shares[share].add(line.amount, line.quantity, to: &sums[component].exact)
                {
                    sums[component].isExact = false
                }
                let (rounded, overflow) = sums[component].rounded.addingReportingOverflow(
                    lineTaxes[place])
                sums[component].lines += 1
                sums[component].rounded = rounded
                fits = fits && !overflow
                place += 1
            }
        }
        return fits
    }

    /// Adds a line of an earlier credit note to the components that the document has.
    mutating func carry(_ line: TaxRecomputation.Earlier) {
        for share in table.stacks[line.stack].shares {
            let component = Int(table.shares[share].component)
            guard sums[component].lines > 0 else { continue }
            sums[component].hasEarlier = true
            if !table.shares[share].add(line.amount, line.quantity, to: &sums[component].earlier) {
                sums[component].isExact = false
            }
        }
    }

    /// What rounding once changes in the sum of a component's taxes; `nil` beyond `Int64`.
    ///
    /// With earlier credit notes: what their sum with this one, rounded, has more than their own.
    func change(
        _ component: Int, _ lines: ContiguousArray<TaxRecomputation.Line>,
        _ earlier: ContiguousArray<TaxRecomputation.Earlier>, _ mode: RoundingMode
    ) -> Int64? {
        let sum = sums[component]
        // A line alone is rounded as its sum is.
        if sum.lines == 1, !sum.hasEarlier { return 0 }
        let common = table.commonDivisors[component]
        guard common != 0, sum.isExact, let all = sum.earlier.adding(sum.exact) else {
            return wideTotal(component, lines, earlier, mode)?.subtracting(sum.rounded)
        }
        return mode.quotient(all, by: common)
            .subtracting(sum.hasEarlier ? mode.quotient(sum.earlier, by: common) : 0)?
            .subtracting(sum.rounded)
    }

    /// Forgets the document.
    mutating func clear() {
        for place in components.indices { sums[components[place]] = Sum() }
        components.removeAll(keepingCapacity: true)
    }

    private func wideTotal(
        _ component: Int, _ lines: ContiguousArray<TaxRecomputation.Line>,
        _ earlier: ContiguousArray<TaxRecomputation.Earlier>, _ mode: RoundingMode
    ) -> Int64? {
        var before = TaxSum()
        for line in earlier {
            guard let share = table.share(of: Int32(component), in: line.stack) else { continue }
            guard table.shares[share].add(line.amount, line.quantity, to: &before) else {
                return nil
            }
        }
        var total = before
        for line in lines {
            guard let share = table.share(of: Int32(component), in: line.stack) else { continue }
            guard table.shares[share].add(line.amount, line.quantity, to: &total) else {
                return nil
            }
        }
        guard let due = before.rounded(mode) else { return nil }
        return total.rounded(mode)?.subtracting(due)
    }
}

extension TaxShare {
    /// Adds the exact tax to a sum; `false` when that no longer fits `Int128`.
    func add(_ amount: Int64, _ quantity: Int64, to sum: inout TaxSum) -> Bool {
        sum.add(exact(amount, quantity), over: divisor)
    }

    /// Adds the exact tax over the common divisor to a sum; `false` beyond `Int64`.
    @inline(__always)
    func add(_ amount: Int64, _ quantity: Int64, to sum: inout Int64) -> Bool {
        let (product, tooWide) = amount.multipliedReportingOverflow(by: commonNumerator)
        let (exact, tooLong) = sum.addingReportingOverflow(product)
        sum = exact
        guard perUnit != 0 else { return !tooWide && !tooLong }
        let (fixed, isWide) = quantity.multipliedReportingOverflow(by: commonPerUnit)
        let (whole, isLong) = sum.addingReportingOverflow(fixed)
        sum = whole
        return !(tooWide || tooLong || isWide || isLong)
    }
}
