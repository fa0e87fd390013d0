/// What a line's tax should be, and what every known slip would make of it.
///
/// It classifies as the contract says, from the first reason to the last, so that an error is only
/// planted where no earlier reason explains it too.
struct Recomputation {
    let table: TaxTable
    let pricesIncludeTax: Bool
    /// Currency digits: prices have four.
    let digits: Int
    let document: Document
    /// The document's lines, rightly charged.
    let lines: [Line]
    private let rule: TaxRule
    private let byRule: [[Line]]

    init(_ document: Document, table: TaxTable, pricesIncludeTax: Bool, digits: Int) {
        (self.table, self.pricesIncludeTax, self.digits) = (table, pricesIncludeTax, digits)
        self.document = document
        rule = table.rule(on: document.rateDay)
        func charged(_ rule: TaxRule) -> [Line] {
            var lines = document.lines
            rule.charge(&lines)
            return lines
        }
        lines = charged(rule)
        byRule = TaxRule.all.map(charged)
    }

    /// The first reason why `split` is charged on a line, or `nil` when it is right.
    func reason(_ index: Int, charged split: Split) -> PlantedReason? {
        let line = lines[index]
        guard line.code >= 0 else { return .noTaxCode }
        guard split != line.split else { return nil }
        if !table.isStandard(line.code), split.total != 0 { return .taxOnExempt }
        if split.total == 0, line.split.total != 0 { return .missingTax }
        if split.total == line.split.total { return .wrongComponent }
        for (reason, slips) in slips(index) where slips.contains(where: { $0.total == split.total })
        {
            return reason
        }
        return .unexplained
    }

    /// The reasons that are recognised by their amount, in order, with what each would charge.
    func slips(_ index: Int) -> [(PlantedReason, [Split])] {
        let line = lines[index]
        return [
            (
                .rateNotInForce,
                table.otherStacks(line.code, than: document.rateDay).map {
                    $0.split(line.amount, rule.mode)
                }
            ),
            (
                .wrongRate,
                table.stacks(otherThan: line.code, on: document.rateDay).map {
                    $0.split(line.amount, rule.mode)
                }
            ),
            (.rounding, byRule.map { $0[index].split }),
            (.wrongBase, onOtherBases(line)),
        ]
    }

    private func onOtherBases(_ line: Line) -> [Split] {
        let list = price(line.listPrice, of: line)
        let undiscounted = price(line.unitPrice, of: line)
        let gross = pricesIncludeTax ? line.amount : line.amount + line.split.total
        return [
            line.stack.split(list, rule.mode), line.stack.split(undiscounted, rule.mode),
            line.stack.splitOnTop(gross, rule.mode),
        ]
    }

    private func price(_ price: Int64, of line: Line) -> Int64 {
        Price.amount(price, quantity: line.quantity, base: line.base, digits: digits)
    }
}
