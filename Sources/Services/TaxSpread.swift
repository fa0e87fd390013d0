import Domain

/// Rounds components once a group or once a document and spreads what that changes over the lines.
///
/// The change goes to lines in single minor units, largest amount first, ties by position, so that
/// the lines always sum to the rounded total.
struct TaxSpread {
    private let table: TaxTable
    /// Stacks of the document at hand, in order of appearance.
    private var stacks: ContiguousArray<Int> = []
    private var isPresent: ContiguousArray<Bool>
    /// By stack: the sum of its lines' amounts.
    private var amounts: ContiguousArray<Int64>
    /// By share: the sum of its lines' taxes, each rounded by itself.
    private var taxes: ContiguousArray<Int64>
    /// Lines by amount, made when the document's first change is spread.
    private var order: ContiguousArray<Int> = []

    init(_ table: TaxTable) {
        self.table = table
        isPresent = ContiguousArray(repeating: false, count: table.stacks.count)
        amounts = ContiguousArray(repeating: 0, count: table.stacks.count)
        taxes = ContiguousArray(repeating: 0, count: table.shares.count)
    }

    /// Turns lines rounded by themselves into lines that sum to totals rounded once.
    ///
    /// `false` when a total is beyond `Int64`.
    mutating func run(
        _ lines: inout ContiguousArray<TaxRecomputation.Line>,
        _ lineTaxes: inout ContiguousArray<Int64>,
        _ batch: TaxBatch, _ document: Int, _ level: RoundingLevel, _ mode: RoundingMode
    ) -> Bool {
        order.removeAll(keepingCapacity: true)
        defer { clear() }
        guard sum(lines, lineTaxes) else { return false }
        for place in stacks.indices {
            let stack = stacks[place]
            for share in table.stacks[stack].shares {
                if level == .document, isShared(table.shares[share].component, before: place) {
                    continue
                }
                let change =
                    level == .document
                    ? documentChange(table.shares[share].component, from: place, mode)
                    : groupChange(stack, share, mode)
                guard let change else { return false }
                guard change != 0 else { continue }
                if order.isEmpty { sort(lines, batch, document) }
                let component = level == .document ? table.shares[share].component : nil
                guard apply(change, stack, share, component, &lines, &lineTaxes) else {
                    return false
                }
            }
        }
        return true
    }

    private mutating func clear() {
        for stack in stacks {
            isPresent[stack] = false
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
            if !isPresent[line.stack] {
                isPresent[line.stack] = true
                stacks.append(line.stack)
            }
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
        stacks[..<place].contains { share(of: component, in: $0) != nil }
    }

    private func share(of component: Int32, in stack: Int) -> Int? {
        table.stacks[stack].shares.first { table.shares[$0].component == component }
    }

    private func documentChange(_ component: Int32, from place: Int, _ mode: RoundingMode) -> Int64?
    {
        let common = table.commonDivisors[Int(component)]
        var (exact, rounded) = (Int64(0), Int64(0))
        var fits = common != 0
        for stack in stacks[place...] {
            guard let share = share(of: component, in: stack) else { continue }
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
            guard let share = share(of: component, in: stack) else { continue }
            guard total.add(amounts[stack], table.shares[share]) else { return nil }
        }
        return total.rounded(mode)
    }

    private func difference(_ total: Int64, _ sum: Int64) -> Int64? {
        let (difference, overflow) = total.subtractingReportingOverflow(sum)
        return overflow ? nil : difference
    }

    private mutating func sort(
        _ lines: ContiguousArray<TaxRecomputation.Line>, _ batch: TaxBatch, _ document: Int
    ) {
        let first = batch.documents[document].lines.lowerBound
        order.append(contentsOf: lines.indices)
        func precedes(_ left: Int, _ right: Int) -> Bool {
            let (large, small) = (lines[left].amount.magnitude, lines[right].amount.magnitude)
            if large != small { return large > small }
            let (upper, lower) = (batch.lines[first + left], batch.lines[first + right])
            return (upper.position, upper.id) < (lower.position, lower.id)
        }
        guard order.count <= 16 else { return order.sort(by: precedes) }
        // Documents are short; the library's sort asks for memory each time.
        for end in order.indices.dropFirst() {
            var place = end
            while place > 0, precedes(order[place], order[place - 1]) {
                order.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    /// Gives one unit a line in the order made, round after round, until the change is used up.
    private func apply(
        _ change: Int64, _ stack: Int, _ share: Int, _ component: Int32?,
        _ lines: inout ContiguousArray<TaxRecomputation.Line>,
        _ lineTaxes: inout ContiguousArray<Int64>
    ) -> Bool {
        let unit: Int64 = change < 0 ? -1 : 1
        var left = change.magnitude
        while left > 0 {
            for line in order {
                var place = share - table.stacks[stack].shares.lowerBound
                if let component {
                    let other = lines[line].stack
                    guard let own = self.share(of: component, in: other) else { continue }
                    place = own - table.stacks[other].shares.lowerBound
                } else if lines[line].stack != stack {
                    continue
                }
                let index = lines[line].first + place
                let (tax, tooLong) = lineTaxes[index].addingReportingOverflow(unit)
                let (total, overflow) = lines[line].tax.addingReportingOverflow(unit)
                if tooLong || overflow { return false }
                lineTaxes[index] = tax
                lines[line].tax = total
                left -= 1
                if left == 0 { break }
            }
        }
        return true
    }
}
