/// Clinics whose results are joined.
package struct ClinicGroup: Sendable, Equatable {
    /// A clinic of it, by what a joined report says of clinics.
    package struct Member: Sendable, Equatable {
        package let id: ClinicID
        package let slug: String
        package let name: String

        package init(id: ClinicID, slug: String, name: String) {
            self.id = id
            self.slug = slug
            self.name = name
        }
    }

    package let slug: String
    package let name: String
    /// The active ones, by slug.
    package let members: [Member]

    package init(slug: String, name: String, members: [Member]) {
        self.slug = slug
        self.name = name
        self.members = members
    }

    /// What stands on the line of a run where a clinic does.
    ///
    /// No clinic has the number 0, so row-level security shows a session of it no tenant's row (I7).
    package var standIn: Clinic {
        Clinic(
            id: ClinicID(rawValue: 0), slug: slug, name: name,
            legalEntity: "\(members.count) clinic\(members.count == 1 ? "" : "s")", currency: .usd,
            timeZone: "UTC", fiscalStartMonth: 1, pricesIncludeTax: false)
    }
}
