/// An issued invoice or credit note as the recomputation of its tax reads it.
package struct TaxDocument: Sendable {
    package let id: Int64
    package let number: String
    /// A credit note is stored with positive amounts; in totals it counts negative.
    package let isCredit: Bool
    /// The tax point; for a credit note the tax point of the invoice it credits.
    package let rateDay: Day
    package let currency: Currency
    /// Stored totals in minor units.
    package let net: Int64
    package let tax: Int64
    /// Its lines, as indexes into the batch.
    package internal(set) var lines: Range<Int>
}

/// One line of a document; amounts are minor units of the document's currency.
package struct TaxLine: Sendable {
    package let id: Int64
    package let position: Int32
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
