import Domain

/// Sums of one document by group: the lines that have one stack of rates.
struct TaxGroupSums: ~Copyable {
    private struct Group {
        var lines = 0
        var amount: Int64 = 0
        /// Of stacks with fixed amounts only.
        var quantity: Int64 = 0
        /// What earlier credit notes hold of the group.
        var earlierAmount: Int64 = 0
        var earlierQuantity: Int64 = 0
        var hasEarlier = false
    }

    private let table: TaxTable
    /// Stacks of the document at hand, in order of appearance.
    private(set) var stacks: ContiguousArray<Int> = []
    /// One a stack.
    private var groups: ContiguousArray<Group>
    /// By share: the sum of its lines' taxes, each rounded by itself.
    private var taxes: ContiguousArray<Int64>

    init(_ table: TaxTable) {
        self.table = table
        groups = ContiguousArray(repeating: Group(), count: table.stacks.count)
        taxes = ContiguousArray(repeating: 0, count: table.shares.count)
    }

    /// Sums the lines; `false` beyond `Int64`.
    mutating func add(
        _ lines: ContiguousArray<TaxRecomputation.Line>, _ lineTaxes: ContiguousArray<Int64>
    ) -> Bool {
        var fits = true
        for line in lines {
            let shares = table.stacks[line.stack].shares
            if shares.isEmpty { continue }
            if groups[line.stack].lines == 0 { stacks.append(line.stack) }
            groups[line.stack].lines += 1
            let (amount, overflow) = groups[line.stack].amount.addingReportingOverflow(line.amount)
            groups[line.stack].amount = amount
            fits = fits && !overflow
            if table.stacks[line.stack].hasPerUnit {
                let (quantity, overflow) = groups[line.stack].quantity.addingReportingOverflow(
                    line.quantity)
                groups[line.stack].quantity = quantity
                fits = fits && !overflow
            }
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

    /// Adds a line of an earlier credit note to its group, if the document has one; `false` beyond
    /// `Int64`.
    mutating func carry(_ line: TaxRecomputation.Earlier) -> Bool {
        guard groups[line.stack].lines > 0 else { return true }
        guard let amount = groups[line.stack].earlierAmount.adding(line.amount),
            let quantity = groups[line.stack].earlierQuantity.adding(line.quantity)
        else { return false }
        groups[line.stack].earlierAmount = amount
        groups[line.stack].earlierQuantity = quantity
        groups[line.stack].hasEarlier = true
        return true
    }

    /// Whether a stack has one line, which by itself is rounded as its group is.
    func isSingle(_ stack: Int) -> Bool {
        groups[stack].lines == 1 && !groups[stack].hasEarlier
    }

    /// What rounding once changes in the sum of a share's taxes; `nil` beyond `Int64`.
    func change(_ share: Int, of stack: Int, _ mode: RoundingMode) -> Int64? {
        let (group, part) = (groups[stack], table.shares[share])
        if group.hasEarlier { return cumulated(group, part, mode)?.subtracting(taxes[share]) }
        return part.tax(on: group.amount, group.quantity, mode)?.subtracting(taxes[share])
    }

    /// What the group adds to the tax of the earlier ones, each sum rounded once.
    private func cumulated(_ group: Group, _ part: TaxShare, _ mode: RoundingMode) -> Int64? {
        guard let amount = group.earlierAmount.adding(group.amount),
            let quantity = group.earlierQuantity.adding(group.quantity),
            let before = part.tax(on: group.earlierAmount, group.earlierQuantity, mode)
        else { return nil }
        return part.tax(on: amount, quantity, mode)?.subtracting(before)
    }

    /// Forgets the document.
    mutating func clear() {
        for place in stacks.indices {
            let stack = stacks[place]
            groups[stack] = Group()
            for share in table.stacks[stack].shares { taxes[share] = 0 }
        }
        stacks.removeAll(keepingCapacity: true)
    }
}
