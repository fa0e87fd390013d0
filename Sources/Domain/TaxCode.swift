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
    /// What is wrong with the code by itself; documents that use it are not computed.
    package let fault: String?

    package init(id: Int64, code: String, category: TaxCategory) {
        self.id = id
        self.code = code
        self.category = category
        fault = nil
    }

    /// A code as the database names its category, which may be none that is known.
    package init(id: Int64, code: String, categoryNamed name: String) {
        let known = TaxCategory(rawValue: name)
        self.id = id
        self.code = code
        category = known ?? .outOfScope
        fault = known == nil ? "category \(AppError.quoted(name)) is not known" : nil
    }

    private init(_ code: TaxCode, fault: String) {
        (id, self.code, category) = (code.id, code.code, code.category)
        self.fault = fault
    }

    /// The same code with what is wrong with it.
    package func faulty(_ fault: String) -> TaxCode { TaxCode(self, fault: fault) }
}
