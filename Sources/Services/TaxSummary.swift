import Domain

/// The tally as a report shows it: in a fixed order, in minor units that `Int64` holds.
struct TaxSummary {
    let tally: TaxTally
    /// Names of components, those that only documents have among them.
    let names: [String]

    /// One row for each currency and set of rates that has lines.
    func rows() throws(AppError) -> [TaxSummaryRow] {
        var rows: [TaxSummaryRow] = []
        for index in tally.rows.indices where tally.rows[index].lines > 0 {
            rows.append(try row(index))
        }
        return rows.sorted { Self.key($0) < Self.key($1) }
    }

    func totals() throws(AppError) -> [TaxTotals] {
        var totals: [TaxTotals] = []
        for sums in tally.totals {
            let currency = sums.currency
            totals.append(
                TaxTotals(
                    currency: currency, documents: sums.documents, linesRead: sums.lines,
                    linesInAgreement: sums.lines - sums.variances,
                    linesWithVariance: sums.variances,
                    lineNet: try minor(sums.lineNet, currency),
                    lineTax: try minor(sums.lineTax, currency),
                    recomputedTax: try minor(sums.recomputedTax, currency),
                    componentTax: try minor(sums.componentTax, currency),
                    documentNet: try minor(sums.documentNet, currency),
                    documentTax: try minor(sums.documentTax, currency)))
        }
        return totals.sorted { $0.currency.code < $1.currency.code }
    }

    private func row(_ index: Int) throws(AppError) -> TaxSummaryRow {
        let (place, stack) = index.quotientAndRemainder(dividingBy: tally.table.stacks.count)
        let currency = tally.totals[place].currency
        let known = stack == tally.table.none ? nil : tally.table.rules.stacks[stack]
        let code = known.map { tally.table.rules.codes[$0.code] }
        let sums = tally.rows[index]
        return TaxSummaryRow(
            currency: currency, taxCode: code?.code ?? TaxSummaryRow.noCode,
            category: code?.category, validFrom: known?.validFrom, documents: sums.documents,
            lines: sums.lines, base: try minor(sums.base, currency),
            charged: try minor(sums.charged, currency),
            recomputed: try minor(sums.recomputed, currency),
            difference: try minor(sums.charged - sums.recomputed, currency),
            creditBase: try minor(sums.creditBase, currency),
            creditCharged: try minor(sums.creditCharged, currency),
            components: try components(of: known, index, place, currency))
    }

    private func components(
        of stack: TaxStack?, _ row: Int, _ place: Int, _ currency: Currency
    ) throws(AppError) -> [TaxSummaryComponent] {
        let entry = tally.table.stacks[row % tally.table.stacks.count]
        var found: [TaxSummaryComponent] = []
        for (component, share) in zip(stack?.components ?? [], entry.shares) {
            let sums = tally.components[place * tally.table.shares.count + share]
            found.append(
                TaxSummaryComponent(
                    component: names[Int(component.name)],
                    rate: component.rate,
                    charged: try minor(sums.charged, currency),
                    recomputed: try minor(sums.recomputed, currency),
                    difference: try minor(sums.charged - sums.recomputed, currency)))
        }
        var strays: [TaxSummaryComponent] = []
        for (stray, charged) in tally.strays where stray.row == row {
            let amount = try minor(charged, currency)
            let name = stray.component < 0 ? nil : names[Int(stray.component)]
            strays.append(
                TaxSummaryComponent(
                    component: name ?? TaxSummaryComponent.notSplit, rate: nil,
                    charged: amount, recomputed: 0, difference: amount))
        }
        return found + strays.sorted { Self.key($0) < Self.key($1) }
    }

    private func minor(_ sum: Int128, _ currency: Currency) throws(AppError) -> Int64 {
        guard let minor = Int64(exactly: sum) else {
            throw AppError(.numericOutOfRange, "a tax total in \(currency.code)")
        }
        return minor
    }

    private static func key(_ row: TaxSummaryRow) -> (String, Int, String, Int32) {
        // Lines without a code come last, whatever its codes are named.
        let isLast = row.category == nil ? 1 : 0
        return (row.currency.code, isLast, row.taxCode, row.validFrom?.number ?? .min)
    }

    private static func key(_ component: TaxSummaryComponent) -> (Int, String) {
        (component.component == TaxSummaryComponent.notSplit ? 1 : 0, component.component)
    }
}
