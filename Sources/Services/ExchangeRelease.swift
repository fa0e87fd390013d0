import Domain

/// How much of an invoice's booked value its allocations release, one after the other.
///
/// What is released in all is the value of all that was allocated, rounded once: so the parts of an
/// invoice that is settled in full, in whatever periods, sum to the value it was booked at. An
/// allocation that takes a whole earlier one back has exactly what that one had; where the two ways
/// differ by a minor unit, the next allocation makes up for it.
struct ExchangeRelease {
    /// Minor units of the clinic's currency for one of the invoice's.
    private let ratio: TaxRatio
    private var allocated: Int64 = 0
    private var parts: [Int64: (part: ForeignInvoice.Allocation, value: Int64)] = [:]
    /// In minor units of the clinic's currency.
    private(set) var value: Int64 = 0

    init(at ratio: TaxRatio) { self.ratio = ratio }

    /// What the next allocation releases; `nil` beyond `Int64`.
    mutating func release(_ part: ForeignInvoice.Allocation) -> Int64? {
        guard let sum = allocated.adding(part.amount), let share = share(part, of: sum),
            let total = value.adding(share)
        else { return nil }
        (allocated, value) = (sum, total)
        parts[part.id] = (part, share)
        return share
    }

    private func share(_ part: ForeignInvoice.Allocation, of sum: Int64) -> Int64? {
        if let undone = part.undoes.flatMap({ parts[$0] }), part.takesBack(undone.part) {
            return Int64(0).subtracting(undone.value)
        }
        return ratio.rounded(sum)?.subtracting(value)
    }

    /// What the invoice is still carried at: the value of what is owed, less what was released.
    func carried(owed: Int64) -> Int64? { ratio.rounded(owed)?.subtracting(value) }
}
