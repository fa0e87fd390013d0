import Domain

/// How the components charged on a line compare with those of its rates, by name.
///
/// Only for lines whose components are not simply equal in number and order.
struct TaxComparison {
    /// By place in the stack: tax charged under the component's name.
    private(set) var charged: ContiguousArray<Int64> = []
    /// Charged under other names, as indexes of charges in the batch.
    private(set) var strays: ContiguousArray<Int> = []
    /// The line's tax that no component was given.
    private(set) var notSplit: Int128 = 0

    /// Sorts a line's charges by the names of its stack; `false` beyond `Int64`.
    mutating func run(_ batch: TaxBatch, _ line: Int, _ shares: ArraySlice<TaxShare>)
        -> Bool
    {
        charged.removeAll(keepingCapacity: true)
        strays.removeAll(keepingCapacity: true)
        charged.append(contentsOf: repeatElement(0, count: shares.count))
        notSplit = Int128(batch.lines[line].tax)
        for index in batch.lines[line].charges {
            let charge = batch.charges[index]
            guard let known = shares.firstIndex(where: { $0.component == charge.component }) else {
                notSplit -= Int128(charge.tax)
                if charge.tax != 0 { strays.append(index) }
                continue
            }
            if !shares[known].isWithheld { notSplit -= Int128(charge.tax) }
            let place = known - shares.startIndex
            let (sum, overflow) = charged[place].addingReportingOverflow(charge.tax)
            if overflow { return false }
            charged[place] = sum
        }
        return true
    }
}
