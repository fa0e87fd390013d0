/// What kind of supply a tax code is for (UNTDID 5305, as EN 16931 uses it).
package enum TaxCategory: String, CaseIterable, Sendable {
    case standard = "S"
    case zeroRated = "Z"
    case exempt = "E"
    case outOfScope = "O"
    case reverseCharge = "AE"
    case intraCommunity = "K"
    case export = "G"
    case canaryIslands = "L"
    case ceutaAndMelilla = "M"

    /// Only the standard category bears tax; in every other the tax due is zero.
    package var bearsTax: Bool { self == .standard }
}

/// A tax code as lines name it.
package struct TaxCode: Hashable, Sendable {
    package let id: Int64
    package let code: String
    package let category: TaxCategory

    package init(id: Int64, code: String, category: TaxCategory) {
        self.id = id
        self.code = code
        self.category = category
    }
}
