import Domain

/// Sums of one document by component, whatever the rates of its lines.
struct TaxComponentSums: ~Copyable {
    private struct Sum {
        var lines = 0
        /// The exact tax times the component's common divisor, while that fits.
        var exact: Int64 = 0
        /// The taxes of the lines, each rounded by itself.
        var rounded: Int64 = 0
        var isExact = true
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
                let (product, tooWide) = line.amount.multipliedReportingOverflow(
                    by: table.shares[share].commonNumerator)
                let (exact, tooLong) = sums[component].exact.addingReportingOverflow(product)
                let (rounded, overflow) = sums[component].rounded.addingReportingOverflow(
                    lineTaxes[place])
                sums[component].lines += 1
                sums[component].exact = exact
                sums[component].rounded = rounded
                if tooWide || tooLong { sums[component].isExact = false }
                fits = fits && !overflow
                place += 1
            }
        }
        return fits
    }

    /// What rounding once changes in the sum of a component's taxes; `nil` beyond `Int64`.
    func change(
        _ component: Int, _ lines: ContiguousArray<TaxRecomputation.Line>, _ mode: RoundingMode
    ) -> Int64? {
        // A line alone is rounded as its sum is.
        if sums[component].lines == 1 { return 0 }
        let common = table.commonDivisors[component]
        guard common != 0, sums[component].isExact else {
            return wideTotal(component, lines, mode)?.subtracting(sums[component].rounded)
        }
        return mode.quotient(sums[component].exact, by: common)
            .subtracting(sums[component].rounded)
    }

    /// Forgets the document.
    mutating func clear() {
        for place in components.indices { sums[components[place]] = Sum() }
        components.removeAll(keepingCapacity: true)
    }

    private func wideTotal(
        _ component: Int, _ lines: ContiguousArray<TaxRecomputation.Line>, _ mode: RoundingMode
    ) -> Int64? {
        var total = TaxSum()
        for line in lines {
            guard let share = table.share(of: Int32(component), in: line.stack) else { continue }
            guard total.add(line.amount, table.shares[share]) else { return nil }
        }
        return total.rounded(mode)
    }
}
