package import Domain

/// What one tax takes of one line, exact and in minor units.
package struct TaxShare: Sendable {
    /// The group that it is a part of, by its place.
    package internal(set) var group = 0
    package let base: Rational
    package let quantity: Rational
    package let multiplier: Rational
    package let tax: Rational
    package let surcharge: Rational
    package internal(set) var taxMinor: Int64 = 0
    package internal(set) var surchargeMinor: Int64 = 0

    init(
        base: Rational, quantity: Rational, multiplier: Rational, tax: Rational,
        surcharge: Rational
    ) {
        self.base = base
        self.quantity = quantity
        self.multiplier = multiplier
        self.tax = tax
        self.surcharge = surcharge
    }
}

/// What a tax is computed on: a line, or a taxed allowance or charge of the document.
package struct TaxHolder: Sendable {
    /// Where in the document it stands, by its place.
    package enum Origin: Sendable, Equatable {
        case line(Int)
        case allowance(Int)
        case charge(Int)
    }

    package let origin: Origin
    /// A line's id, or its number with a `#`.
    let name: String?
    let id: String?
    /// Negative for an allowance.
    package internal(set) var amount: Rational
    var quantity: Rational
    let taxes: [BilledTax]
    let included: IncludedTax
    package internal(set) var shares: [TaxShare] = []
    /// Taxes that are not withheld, surcharges with them; all holders sum to the document.
    package internal(set) var taxMinor: Int64 = 0

    init(
        _ origin: Origin, name: String?, id: String?, amount: Rational, quantity: Rational,
        taxes: [BilledTax], _ included: IncludedTax
    ) {
        self.origin = origin
        self.name = name
        self.id = id
        self.amount = amount
        self.quantity = quantity
        self.taxes = taxes
        self.included = included
    }

    /// Works out what each tax is computed on, and its exact amount.
    mutating func computeShares() throws(DocumentFault) {
        guard !taxes.isEmpty else { return }
        if included == .none, let plain = TaxSystem.plainShares(taxes, of: amount) {
            shares = plain
            return
        }
        do {
            shares = try TaxSystem(taxes, quantity: quantity).shares(of: amount, included)
        } catch {
            var fault = error
            fault.line = name
            throw fault
        }
    }
}
