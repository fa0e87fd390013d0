package import Domain

/// A document as it was billed: what the computation is given, and nothing that it finds.
///
/// Amounts, prices, quantities and rates are exact. `digits` is the currency's exponent.
package struct BilledDocument: Sendable {
    package var id: String
    package var currency: String
    package var digits: Int
    package var rounding: DocumentRounding
    package var included = IncludedTax.none
    package var taxPoint: Day?
    package var lines: [BilledLine] = []
    package var allowances: [BilledAdjustment] = []
    package var charges: [BilledAdjustment] = []
    package var prepaid = Rational.zero
    /// Added to what is payable; zero lets `cashUnit` decide.
    package var roundingAmount = Rational.zero
    /// The smallest coin, such as 0.05, that what is payable is a multiple of.
    package var cashUnit: Rational?
    package var taxCurrency: TaxCurrency?
    /// What was paid, on a cash basis; `nil` where tax is due when billed.
    package var payments: [BilledPayment]?
    package var advances: [BilledAdvance] = []
    package var credited: CreditedInvoice?

    package init(
        id: String, currency: String, digits: Int, rounding: DocumentRounding = .invoice
    ) {
        self.id = id
        self.currency = currency
        self.digits = digits
        self.rounding = rounding
    }
}

/// What is billed on one line.
package struct BilledLine: Sendable {
    package var id: String?
    package var quantity: Rational
    /// For `baseQuantity` units; with the tax in it where the document's prices include one.
    package var price: Rational
    package var baseQuantity = Rational.one
    package var allowances: [BilledAdjustment] = []
    package var charges: [BilledAdjustment] = []
    package var taxes: [BilledTax] = []
    /// A net that stands whatever quantity and price say; to compute from what a source states.
    package var statedNet: Rational?

    package init(id: String?, quantity: Rational, price: Rational, taxes: [BilledTax] = []) {
        self.id = id
        self.quantity = quantity
        self.price = price
        self.taxes = taxes
    }
}

/// An allowance or a charge, of a line or of the document; its amount is positive in both.
package struct BilledAdjustment: Sendable {
    /// Of `base`; it decides when there is one.
    package var percent: Rational?
    /// `nil` is the line's quantity × price, or the sum of the lines' nets.
    package var base: Rational?
    package var amount: Rational
    /// What a document's allowance or charge is taxed with; none is outside of any tax.
    package var taxes: [BilledTax]
    /// Whether a document's allowance or charge changes what its lines are taxed on.
    package var isSpread = false

    package init(
        percent: Rational? = nil, base: Rational? = nil, amount: Rational = .zero,
        taxes: [BilledTax] = []
    ) {
        self.percent = percent
        self.base = base
        self.amount = amount
        self.taxes = taxes
    }
}

/// Which taxes the prices contain.
package enum IncludedTax: Sendable, Equatable {
    case none
    case category(String)
    /// Every one that is not withheld.
    case all
}

/// Money that came in, or went back when negative.
package struct BilledPayment: Sendable {
    package let day: Day
    package let amount: Rational

    package init(day: Day, amount: Rational) {
        self.day = day
        self.amount = amount
    }
}

/// A taxable payment before the document; its amount contains the tax.
package struct BilledAdvance: Sendable {
    package let day: Day?
    package let amount: Rational
    package let taxes: [BilledTax]

    package init(day: Day?, amount: Rational, taxes: [BilledTax]) {
        self.day = day
        self.amount = amount
        self.taxes = taxes
    }
}

/// The currency that tax is declared in, when it is not the document's.
package struct TaxCurrency: Sendable {
    package let code: String
    package let digits: Int
    /// Units of this currency for one of the document's.
    package let rate: Rational

    package init(code: String, digits: Int, rate: Rational) {
        self.code = code
        self.digits = digits
        self.rate = rate
    }
}

/// What a credit note takes back: an invoice, and the notes that took from it before.
package struct CreditedInvoice: Sendable {
    private let documents: [BilledDocument]
    package var invoice: BilledDocument { documents[0] }
    package var earlier: ArraySlice<BilledDocument> { documents[1...] }

    package init(_ invoice: BilledDocument, earlier: [BilledDocument]) {
        documents = [invoice] + earlier
    }
}
