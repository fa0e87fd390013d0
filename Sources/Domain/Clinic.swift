/// A clinic as its reports need to know it.
package struct Clinic: Equatable, Sendable {
    package let id: ClinicID
    package let slug: String
    package let name: String
    package let legalEntity: String
    package let currency: Currency
    /// IANA name, such as `Asia/Kolkata`.
    package let timeZone: String
    /// 1 to 12.
    package let fiscalStartMonth: Int
    package let pricesIncludeTax: Bool

    package init(
        id: ClinicID, slug: String, name: String, legalEntity: String, currency: Currency,
        timeZone: String, fiscalStartMonth: Int, pricesIncludeTax: Bool
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.legalEntity = legalEntity
        self.currency = currency
        self.timeZone = timeZone
        self.fiscalStartMonth = fiscalStartMonth
        self.pricesIncludeTax = pricesIncludeTax
    }
}
