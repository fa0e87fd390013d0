import Domain

/// A kind of clinic, after which the clinics of the seed are made.
struct Template {
    let slug: String
    let names: [String]
    let country: String
    let currency: Currency
    let zone: Zone
    var fiscalStartMonth = 1
    let pricesIncludeTax: Bool
    /// In front of document numbers.
    let series: String
    var codes: [LevyCode]
    var policies: [TaxTable.Policy]
    /// When tax is due.
    var basis = TaxBasis.accrual
    /// The tax code of advances, if tax is due when they are received.
    var advanceTaxCode: String?
    /// Component names that only mistakes use.
    var strayComponents: [String] = []
    /// What a document's gross is rounded to, in minor units.
    var cashUnit: Int64 = 1
    let offers: [Offer]
    let tenders: [Tender]
    let gateway: GatewayTerms
    let people: NameStock
    let registration: String
    let bank: String
    var clinicShut = [7]
    var bankShut = [6, 7]
    /// Minor units a month.
    let rent: Int64

    /// The templates in the order in which clinics are made after them.
    static func all(_ lastMonth: Day) -> [Template] {
        [harbor(lastMonth), nilgiri, rhein(lastMonth), sakura, gulf]
    }
}

/// A service or a medicine with its list price.
struct Offer {
    let code: String
    let name: String
    /// In minor units, for `base` of it.
    let price: Int64
    let taxCode: String
    let isMedicine: Bool
    /// What is usually sold, and how much the price is for.
    var quantities: ClosedRange<Int> = 1...1
    var base: Int64 = 1

    static func service(_ code: String, _ name: String, _ price: Int64, _ taxCode: String) -> Offer
    {
        Offer(code: code, name: name, price: price, taxCode: taxCode, isMedicine: false)
    }

    static func medicine(
        _ code: String, _ name: String, _ price: Int64, _ taxCode: String,
        _ quantities: ClosedRange<Int> = 1...2, per base: Int64 = 1
    ) -> Offer {
        Offer(
            code: code, name: name, price: price, taxCode: taxCode, isMedicine: true,
            quantities: quantities, base: base)
    }
}

/// A way to pay and how many in a thousand choose it.
struct Tender {
    let method: Method
    let name: String
    let perMille: Int

    /// As `clinic.payment.method` names it.
    enum Method: String {
        case cash, card, upi, wallet, cheque
        case bankTransfer = "bank_transfer"

        var isThroughGateway: Bool { self == .card || self == .upi || self == .wallet }
    }

    init(_ method: Method, _ name: String, _ perMille: Int) {
        (self.method, self.name, self.perMille) = (method, name, perMille)
    }
}

/// What a payment gateway takes, and when it pays out.
struct GatewayTerms {
    let name: String
    /// Hundredths of a percent of the amount.
    let feeBasisPoints: Int64
    /// Minor units on top.
    let feeFixed: Int64
    /// Percent of the fee.
    let feeTax: Int64
    /// Minor units that a dispute costs.
    let disputeFee: Int64
    /// Business days between payouts.
    let everyDays: Int
}

/// Names that nobody needs to have.
struct NameStock {
    let given: [String]
    let family: [String]
    let insurers: [String]
    let specialities: [String]
}
