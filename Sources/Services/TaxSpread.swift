import Domain

/// Rounds components once a group or once a document and spreads what that changes over the lines.
///
/// The change goes to lines in single minor units, largest amount first, ties by position, so that
/// the lines always sum to the rounded total.
struct TaxSpread: ~Copyable {
    private let table: TaxTable
    private var groups: TaxGroupSums
    private var components: TaxComponentSums
    private var order = TaxLineOrder()

    init(_ table: TaxTable) {
        self.table = table
        groups = TaxGroupSums(table)
        components = TaxComponentSums(table)
    }

    /// Makes the lines of each stack sum to its components rounded once; `false` beyond `Int64`.
    mutating func byGroup(
        _ lines: inout ContiguousArray<TaxRecomputation.Line>,
        _ lineTaxes: inout ContiguousArray<Int64>,
        _ earlier: ContiguousArray<TaxRecomputation.Earlier>,
        _ batch: TaxBatch, _ document: Int, _ mode: RoundingMode
    ) -> Bool {
        order.forget()
        defer { groups.clear() }
        guard groups.add(lines, lineTaxes) else { return false }
        for line in earlier {
            guard groups.carry(line) else { return false }
        }
        for place in groups.stacks.indices {
            let stack = groups.stacks[place]
            if groups.isSingle(stack) { continue }
            for share in table.stacks[stack].shares {
                guard let change = groups.change(share, of: stack, mode) else { return false }
                if change == 0 { continue }
                order.make(lines, batch, document)
                let component = table.shares[share].component
                guard spread(change, component, in: stack, &lines, &lineTaxes) else {
                    return false
                }
            }
        }
        return true
    }

    /// Makes all lines sum to each component rounded once; `false` beyond `Int64`.
    mutating func byDocument(
        _ lines: inout ContiguousArray<TaxRecomputation.Line>,
        _ lineTaxes: inout ContiguousArray<Int64>,
        _ earlier: ContiguousArray<TaxRecomputation.Earlier>,
        _ batch: TaxBatch, _ document: Int, _ mode: RoundingMode
    ) -> Bool {
        order.forget()
        defer { components.clear() }
        guard components.add(lines, lineTaxes) else { return false }
        for line in earlier { components.carry(line) }
        for place in components.components.indices {
            let component = components.components[place]
            guard let change = components.change(component, lines, earlier, mode) else {
                return false
            }
            if change == 0 { continue }
            order.make(lines, batch, document)
            guard spread(change, Int32(component), in: nil, &lines, &lineTaxes) else {
                return false
            }
        }
        return true
    }

    /// Gives one unit a line in the order made, round after round, until the change is used up.
    ///
    /// Only lines of the stack `holder` take part, or all that have the component when it is `nil`;
    /// and of these only lines that owe any of it: 0 % of a line never becomes a cent.
    private func spread(
        _ change: Int64, _ component: Int32, in holder: Int?,
        _ lines: inout ContiguousArray<TaxRecomputation.Line>,
        _ lineTaxes: inout ContiguousArray<Int64>
    ) -> Bool {
        let unit = change.signum()
        var left = change.magnitude
        while left > 0 {
            let before = left
            for line in order.places {
                let stack = lines[line].stack
                guard holder == nil || holder == stack,
                    let share = table.share(of: component, in: stack),
                    table.shares[share].exact(lines[line].amount, lines[line].quantity) != 0
                else { continue }
                let index = lines[line].first + share - table.stacks[stack].shares.lowerBound
                guard let tax = lineTaxes[index].adding(unit),
                    let total = lines[line].tax.adding(table.shares[share].isWithheld ? 0 : unit)
                else { return false }
                lineTaxes[index] = tax
                lines[line].tax = total
                left -= 1
                if left == 0 { break }
            }
            if left == before { return false }
        }
        return true
    }
}
