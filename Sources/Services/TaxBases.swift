import Domain

/// Whether the right rate on another amount than the line's net gives the tax charged.
struct TaxBases {
    let table: TaxTable
    let question: TaxInquiry.Question

    /// The first other base that does, in words.
    var evidence: String? {
        let line = question.line
        let (list, unit) = (extended(line.listPrice), extended(line.unitPrice))
        if let list, isCharged(tax(on: list)) { return words("the list amount", list) }
        if let unit, isCharged(tax(on: unit)) { return words("the amount before discount", unit) }
        let gross =
            table.rules.pricesIncludeTax
            ? question.asked.amount : question.asked.amount.adding(question.asked.tax)
        guard let gross, isCharged(taxOnTop(of: gross)) else { return nil }
        return words("the gross amount", gross)
    }

    private func isCharged(_ tax: Int64?) -> Bool { tax == question.charged }

    private func words(_ name: String, _ base: Int64) -> String {
        "charged on \(name) \(question.text(base)), not on \(question.text(question.asked.amount))"
    }

    /// As the line is taxed: on top of the amount, or out of it when prices include tax.
    private func tax(on amount: Int64) -> Int64? {
        table.tax(
            on: amount, question.line.quantity, of: question.asked.stack, question.policy.mode)
    }

    /// The percent on the whole amount, even when prices include tax.
    private func taxOnTop(of gross: Int64) -> Int64? {
        var total: Int64 = 0
        for component in table.rules.stacks[question.asked.stack].components
        where !component.rate.isWithheld {
            let share = TaxShare(component, component.onNet, common: 0)
            guard let tax = share.tax(on: gross, question.line.quantity, question.policy.mode),
                let sum = total.adding(tax)
            else { return nil }
            total = sum
        }
        return total
    }

    /// A price times the quantity in minor units, rounded half up; `nil` when there is no such.
    private func extended(_ price: Int64) -> Int64? {
        guard question.line.baseQuantity > 0 else { return nil }
        let (scaled, overflow) = (Int128(price) * Int128(question.line.quantity))
            .multipliedReportingOverflow(by: Int128(question.head.currency.minorUnitsPerUnit))
        guard !overflow else { return nil }
        return Int64(
            exactly: RoundingMode.halfUp.divide(
                scaled, by: Int128(question.line.baseQuantity) * 10_000))
    }
}

extension Int64 {
    /// The sum, or `nil` beyond `Int64`.
    func adding(_ other: Int64) -> Int64? {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? nil : sum
    }

    /// The difference, or `nil` beyond `Int64`.
    func subtracting(_ other: Int64) -> Int64? {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? nil : difference
    }
}
