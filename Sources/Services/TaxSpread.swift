import Domain

/// Rounds components once a group or once a document and spreads what that changes over the lines.
///
/// The change goes to lines in single minor units, largest amount first, ties by position, so that
/// the lines always sum to the rounded total.
struct TaxSpread {
    private let table: TaxTable
    /// Stacks of the document at hand, in order of appearance.
    private var stacks: ContiguousArray<Int> = []
    /// By stack: how many lines have it.
    private var counts: ContiguousArray<Int>
    /// By stack: the sum of its lines' amounts.
    private var amounts: ContiguousArray<Int64>
    /// By share: the sum of its lines' taxes, each rounded by itself.
    private var taxes: ContiguousArray<Int64>
    private var order = TaxLineOrder()

    init(_ table: TaxTable) {
        self.table = table
        counts = ContiguousArray(repeating: 0, count: table.stacks.count)
        amounts = ContiguousArray(repeating: 0, count: table.stacks.count)
        taxes = ContiguousArray(repeating: 0, count: table.shares.count)
    }

    /// Turns lines rounded by themselves into lines that sum to totals rounded once.
    ///
    /// `wholly` rounds once a document, else once a group. `false` when a total is beyond `Int64`.
    mutating func run(
        _ lines: inout ContiguousArray<TaxRecomputation.Line>,
        _ lineTaxes: inout ContiguousArray<Int64>,
        _ batch: TaxBatch, _ document: Int, wholly: Bool, _ mode: RoundingMode
    ) -> Bool {
        order.forget()
        defer { clear() }
        guard sum(lines, lineTaxes) else { return false }
        for place in stacks.indices {
            // A line alone in its group is rounded by itself already.
            if !wholly, counts[stacks[place]] == 1 { continue }
            for share in table.stacks[stacks[place]].shares {
                let component = table.shares[share].component
                if wholly, isShared(component, before: place) { continue }
                let change =
                    wholly
                    ? documentChange(component, from: place, mode)
                    : groupChange(stacks[place], share, mode)
                guard let change else { return false }
                guard change != 0 else { continue }
                let holder = wholly ? nil : stacks[place]
                order.make(lines, batch, document)
                guard spread(change, component, in: holder, &lines, &lineTaxes) else {
                    return false
                }
            }
        }
        return true
    }

    /// Gives one unit a line in the order made, round after round, until the change is used up.
    ///
    /// Only lines of the stack `holder` take part, or all that have the component when it is `nil`.
    private func spread(
        _ change: Int64, _ component: Int32, in holder: Int?,
        _ lines: inout ContiguousArray<TaxRecomputation.Line>,
        _ lineTaxes: inout ContiguousArray<Int64>
    ) -> Bool {
        let unit = change.signum()
        var left = change.magnitude
        while left > 0 {
            for line in order.places {
                let stack = lines[line].stack
                guard holder == nil || holder == stack,
                    let share = table.share(of: component, in: stack)
                else { continue }
                let index = lines[line].first + share - table.stacks[stack].shares.lowerBound
                guard let tax = lineTaxes[index].adding(unit),
                    let total = lines[line].tax.adding(unit)
                else { return false }
                lineTaxes[index] = tax
                lines[line].tax = total
                left -= 1
                if left == 0 { break }
            }
        }
        return true
    }

    private mutating func clear() {
        for stack in stacks {
            counts[stack] = 0
            amounts[stack] = 0
            for share in table.stacks[stack].shares { taxes[share] = 0 }
        }
        stacks.removeAll(keepingCapacity: true)
    }

    private mutating func sum(
        _ lines: ContiguousArray<TaxRecomputation.Line>, _ lineTaxes: ContiguousArray<Int64>
    ) -> Bool {
        var fits = true
        for line in lines {
            let shares = table.stacks[line.stack].shares
            if shares.isEmpty { continue }
            if counts[line.stack] == 0 { stacks.append(line.stack) }
            counts[line.stack] += 1
            let (amount, overflow) = amounts[line.stack].addingReportingOverflow(line.amount)
            amounts[line.stack] = amount
            fits = fits && !overflow
            var place = line.first
            for share in shares {
                let (tax, overflow) = taxes[share].addingReportingOverflow(lineTaxes[place])
                taxes[share] = tax
                fits = fits && !overflow
                place += 1
            }
        }
        return fits
    }

    private func groupChange(_ stack: Int, _ share: Int, _ mode: RoundingMode) -> Int64? {
        guard let total = table.shares[share].tax(on: amounts[stack], mode) else { return nil }
        return difference(total, taxes[share])
    }

    /// Whether an earlier stack of the document has the component, which is then done.
    private func isShared(_ component: Int32, before place: Int) -> Bool {
        for stack in stacks[..<place] where table.share(of: component, in: stack) != nil {
            return true
        }
        return false
    }

    private func documentChange(_ component: Int32, from place: Int, _ mode: RoundingMode) -> Int64?
    {
        let common = table.commonDivisors[Int(component)]
        var (exact, rounded) = (Int64(0), Int64(0))
        var fits = common != 0
        for stack in stacks[place...] {
            guard let share = table.share(of: component, in: stack) else { continue }
            let (product, tooWide) = amounts[stack].multipliedReportingOverflow(
                by: table.shares[share].commonNumerator)
            let (sum, tooLong) = exact.addingReportingOverflow(product)
            exact = sum
            fits = fits && !tooWide && !tooLong
            let (taxed, overflow) = rounded.addingReportingOverflow(taxes[share])
            if overflow { return nil }
            rounded = taxed
        }
        if fits { return difference(mode.quotient(exact, by: common), rounded) }
        return wideTotal(component, mode).flatMap { difference($0, rounded) }
    }

    private func wideTotal(_ component: Int32, _ mode: RoundingMode) -> Int64? {
        var total = TaxSum()
        for stack in stacks {
            guard let share = table.share(of: component, in: stack) else { continue }
            guard total.add(amounts[stack], table.shares[share]) else { return nil }
        }
        return total.rounded(mode)
    }

    private func difference(_ total: Int64, _ sum: Int64) -> Int64? {
        let (difference, overflow) = total.subtractingReportingOverflow(sum)
        return overflow ? nil : difference
    }
}
