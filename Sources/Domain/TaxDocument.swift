/// An issued invoice or credit note as the recomputation of its tax reads it.
package struct TaxDocument: Sendable {
    package let id: Int64
    package let number: String
    /// A credit note is stored with positive amounts; in totals it counts negative.
    package let isCredit: Bool
    /// The tax point; for a credit note the tax point of the invoice it credits.
    package let rateDay: Day
    /// Its own tax point, which says what period it belongs to.
    package let taxPoint: Day
    package let currency: Currency
    /// Units of the clinic's currency for one of the document's, times 10⁹; a credit note's is that
    /// of the invoice it credits.
    package let exchangeRate: Int64
    /// Stored totals in minor units.
    package let net: Int64
    package let tax: Int64
    /// Its lines, as indexes into the batch.
    package internal(set) var lines: Range<Int>
    /// Lines of earlier credit notes of the same invoice, as indexes into `TaxBatch.earlier`.
    package internal(set) var earlier: Range<Int>
}

/// A line of an earlier credit note: what a later one is cumulated with.
package struct CreditedLine: Sendable {
    /// The invoice's line that is credited, or 0.
    package let credited: Int64
    /// Index into `TaxRules.codes`, or −1.
    package let codeIndex: Int32
    /// Net, or gross where prices include tax; minor units.
    package let amount: Int64
    /// Thousandths.
    package let quantity: Int64

    package init(credited: Int64, codeIndex: Int32, amount: Int64, quantity: Int64) {
        self.credited = credited
        self.codeIndex = codeIndex
        self.amount = amount
        self.quantity = quantity
    }
}

/// One line of a document; amounts are minor units of the document's currency.
package struct TaxLine: Sendable {
    package let id: Int64
    package let position: Int32
    /// The invoice's line that a credit note's line credits, or 0.
    package let credited: Int64
    /// Index into `TaxRules.codes`, or −1.
    package let codeIndex: Int32
    package let net: Int64
    /// Tax charged, all components together.
    package let tax: Int64
    /// Thousandths.
    package let quantity: Int64
    /// Thousandths: how many the prices are for.
    package let baseQuantity: Int64
    /// Units of 10⁻⁴ of the currency.
    package let listPrice: Int64
    package let unitPrice: Int64
    /// Its components as charged, as indexes into the batch.
    package internal(set) var charges: Range<Int>
}

/// The tax charged under one component's name on one line.
package struct ChargedComponent: Sendable {
    /// Index into `TaxBatch.componentNames`.
    package let component: Int32
    /// Minor units.
    package let tax: Int64
}
