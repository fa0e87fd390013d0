import Domain

/// A document with everything that follows from it, each step beside its result.
///
/// Amounts that end in `Minor` are in the currency's minor unit; the others are exact.
package struct ComputedDocument: Sendable {
    package let billed: BilledDocument
    /// The policy that held: the credited invoice's where there is one.
    package let rounding: DocumentRounding
    package let lines: [ComputedLine]
    package let allowances: [ComputedAdjustment]
    package let charges: [ComputedAdjustment]
    package let groups: [TaxGroup]
    package let totals: Totals
    package let converted: ConvertedTax?
    package let recognised: [RecognisedTax]?
    package let advances: AdvanceTax?
    package let credit: CreditTax?

    /// The document's totals, in minor units.
    package struct Totals: Sendable {
        package var lines: Int64 = 0
        package var allowances: Int64 = 0
        package var charges: Int64 = 0
        /// The tax that the prices contain.
        package var contained: Int64 = 0
        package var net: Int64 = 0
        package var tax: Int64 = 0
        package var retained: Int64 = 0
        package var gross: Int64 = 0
        package var prepaid: Int64 = 0
        package var rounding: Int64 = 0
        package var payable: Int64 = 0
    }

    /// Computes everything; the same document gives the same result.
    ///
    /// - Throws: what is wrong with the document, and where.
    package init(_ billed: BilledDocument) throws(DocumentFault) {
        let policy = billed.credited?.invoice.rounding ?? billed.rounding
        let unit = MinorUnit(digits: billed.digits, mode: policy.mode)
        var amounts = try DocumentAmounts(billed, unit, policy)
        var taxation = try Taxation(amounts.holders(), unit, policy)
        try taxation.settle()
        var sums = TaxSums(
            tax: try taxation.total(.tax), contained: try taxation.total(.contained),
            retained: try taxation.total(.retained))
        if let credited = billed.credited {
            let credit = try CreditNote(amounts, taxation, credited, unit, policy)
            try taxation.restate(credit.figures)
            sums = credit.sums
            self.credit = credit.result
        } else {
            credit = nil
        }
        try taxation.share(sums.tax)
        amounts.take(taxation.holders)
        self.billed = billed
        rounding = policy
        lines = amounts.lines
        allowances = amounts.allowances
        charges = amounts.charges
        groups = taxation.groups
        let totals = try Totals(amounts, sums, unit)
        self.totals = totals
        converted = try billed.taxCurrency.map { currency throws(DocumentFault) in
            try ConvertedTax(taxation.groups, sums.tax, currency, unit)
        }
        recognised = try billed.payments.map { payments throws(DocumentFault) in
            try RecognisedTax.rows(payments, gross: totals.gross, tax: totals.tax, unit)
        }
        advances =
            billed.advances.isEmpty
            ? nil : try AdvanceTax(billed.advances, deductedFrom: sums.tax, unit, policy)
    }
}

/// The sums of taxes that totals are made of, in minor units.
struct TaxSums {
    var tax: Int64
    var contained: Int64
    var retained: Int64
}

extension ComputedDocument.Totals {
    init(
        _ amounts: DocumentAmounts, _ sums: TaxSums, _ unit: MinorUnit
    ) throws(DocumentFault) {
        let billed = amounts.document
        lines = try unit.round(amounts.lineTotal, "line_total")
        allowances = try unit.round(amounts.allowanceTotal, "allowance_total")
        charges = try unit.round(amounts.chargeTotal, "charge_total")
        contained = sums.contained
        tax = sums.tax
        retained = sums.retained
        net = try unit.sum([try unit.round(amounts.gross, "net_total"), -contained], "net_total")
        gross = try unit.sum([net, tax], "gross_total")
        prepaid = try unit.exact(billed.prepaid, "prepaid")
        rounding = try unit.exact(billed.roundingAmount, "rounding_amount")
        let due = try unit.sum([gross, -retained, -prepaid], "payable")
        if rounding == 0, let coin = billed.cashUnit {
            rounding = try Self.cashRounding(due, try unit.exact(coin, "cash_rounding_unit"))
        }
        payable = try unit.sum([due, rounding], "payable")
    }

    /// What makes an amount a multiple of the coin; halves go away from zero.
    private static func cashRounding(_ due: Int64, _ coin: Int64) throws(DocumentFault) -> Int64 {
        guard coin > 0 else {
            throw DocumentFault(
                "the unit of cash rounding is not positive", member: "cash_rounding_unit")
        }
        let whole = RoundingMode.halfUp.divide(Int128(due), by: Int128(coin)) * Int128(coin)
        return Int64(clamping: whole - Int128(due))
    }
}
