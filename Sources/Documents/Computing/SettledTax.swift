package import Domain

/// The tax of a document in the currency that it is declared in, in that currency's minor unit.
///
/// The total is converted once; what the groups, converted each, differ from it goes to the largest.
package struct ConvertedTax: Sendable {
    package let currency: TaxCurrency
    package let totalMinor: Int64
    /// Tax and surcharge of each group, in the order of the document's; `nil` for one withheld.
    package let groupsMinor: [Int64?]

    init(
        _ groups: [TaxGroup], _ tax: Int64, _ currency: TaxCurrency, _ unit: MinorUnit
    ) throws(DocumentFault) {
        let foreign = MinorUnit(digits: currency.digits, mode: unit.mode)
        totalMinor = try foreign.round(unit.number(tax) * currency.rate, "tax_currency")
        var parts: [Int64] = []
        for group in groups {
            let own = unit.number(group.taxMinor) + unit.number(group.surchargeMinor)
            parts.append(try foreign.round(own * currency.rate, "tax_currency"))
        }
        let due = groups.indices.filter { !groups[$0].tax.isRetained }
        let change = totalMinor - (try foreign.sum(due.map { parts[$0] }, "tax_currency"))
        let weights = parts.map { Rational(Int128($0)) }
        let taxed = due.filter { parts[$0] != 0 }
        spread(change, over: taxed.isEmpty ? due : taxed, by: { weights[$0] }) { parts[$0] += $1 }
        self.currency = currency
        groupsMinor = groups.indices.map { groups[$0].tax.isRetained ? nil : parts[$0] }
    }
}

/// Tax that became due with a payment, on a cash basis.
package struct RecognisedTax: Sendable {
    package let day: Day
    package let netMinor: Int64
    package let taxMinor: Int64

    /// One row a payment, by day; each is what all payments so far come to, less what was said.
    static func rows(
        _ payments: [BilledPayment], gross: Int64, tax: Int64, _ unit: MinorUnit
    ) throws(DocumentFault) -> [RecognisedTax] {
        var (rows, paid, netBefore, taxBefore) = ([RecognisedTax](), Int64(0), Int64(0), Int64(0))
        let ordered = payments.enumerated().sorted {
            ($0.element.day, $0.offset) < ($1.element.day, $1.offset)
        }
        for (_, payment) in ordered {
            paid = try unit.sum([paid, try unit.exact(payment.amount, "payments")], "payments")
            let settled = gross < 0 ? max(paid, gross) : min(paid, gross)
            let due =
                gross == 0
                ? 0
                : try unit.round(
                    unit.number(tax) * Rational(Int128(settled)) / Rational(Int128(gross)),
                    "payments")
            let net = settled - due
            rows.append(
                RecognisedTax(
                    day: payment.day, netMinor: net - netBefore, taxMinor: due - taxBefore))
            (netBefore, taxBefore) = (net, due)
        }
        return rows
    }
}

/// Tax of advances: due when they came in, and deducted from the document's.
package struct AdvanceTax: Sendable {
    /// One advance and the tax that it contains.
    package struct Row: Sendable {
        package let advance: BilledAdvance
        package let netMinor: Int64
        package let taxMinor: Int64
        package let groups: [TaxGroup]
    }

    package let rows: [Row]
    package let taxMinor: Int64
    /// What is left of the document's tax.
    package let dueMinor: Int64

    init(
        _ advances: [BilledAdvance], deductedFrom tax: Int64, _ unit: MinorUnit,
        _ rounding: DocumentRounding
    ) throws(DocumentFault) {
        var rows: [Row] = []
        for advance in advances {
            let amount = try unit.exact(advance.amount, "advances")
            let holder = TaxHolder(
                .charge(0), name: nil, id: nil, amount: advance.amount, quantity: .zero,
                taxes: advance.taxes, .all)
            var taxation = try Taxation([holder], unit, rounding)
            try taxation.settle()
            let contained = try taxation.total(.contained)
            rows.append(
                Row(
                    advance: advance, netMinor: amount - contained, taxMinor: contained,
                    groups: taxation.groups))
        }
        self.rows = rows
        taxMinor = try unit.sum(rows.map(\.taxMinor), "advances")
        dueMinor = try unit.sum([tax, -taxMinor], "tax_due")
    }
}
