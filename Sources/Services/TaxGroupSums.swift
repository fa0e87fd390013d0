import Domain

/// Sums of one document by group: the lines that have one stack of rates.
struct TaxGroupSums: ~Copyable {
    private struct Group {
        var lines = 0
        var amount: Int64 = 0
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

    /// Whether a stack has one line, which by itself is rounded as its group is.
    func isSingle(_ stack: Int) -> Bool { groups[stack].lines == 1 }

    /// What rounding once changes in the sum of a share's taxes; `nil` beyond `Int64`.
    func change(_ share: Int, of stack: Int, _ mode: RoundingMode) -> Int64? {
        guard let total = table.shares[share].tax(on: groups[stack].amount, mode) else {
            return nil
        }
        return total.subtracting(taxes[share])
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
