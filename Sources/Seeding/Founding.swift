import Access
import Domain

/// Makes clinics after templates, each with its rows that no day changes.
struct Founding {
    private let books: Books
    private let options: SeedOptions
    private let staff: Staff
    private let templates: [Template]

    init(_ options: SeedOptions, _ books: Books) {
        (self.options, self.books) = (options, books)
        staff = Staff(books)
        templates = Template.all(options.lastMonth)
        books.clinicGroup.add { row in
            row.int(books.clinicGroup.nextID())
            row.text("evergreen")
            row.text("Evergreen Clinics")
        }
        ExchangeRates.write(options, books)
    }

    /// Founds the clinic of an index, 0 and up, which will write so many lines.
    func found(_ index: Int, lines: Int) -> Site {
        let round = index / templates.count
        let plain = templates[index % templates.count]
        let template = round % 2 == 1 && plain.country == "US" ? plain.withCompoundCityTax : plain
        let slug = round == 0 ? template.slug : "\(template.slug)-\(round + 1)"
        let id = books.clinic.nextID()
        writeClinic(id, slug, template, round: round, index: index)
        let table = TaxTable(
            codes: template.codes, policies: template.policies,
            extraPlaces: template.strayComponents, pricesIncludeTax: template.pricesIncludeTax)
        var dice = Dice(seed: options.seed, stream: UInt64(index + 1))
        let people = People.enrol(max(40, lines / 12), in: id, like: template, books, &dice)
        return Site(
            id: id, slug: slug, template: template, table: table,
            catalogue: Catalogue(of: id, like: template, table, books), people: people,
            team: staff.assign(to: id, slug: slug, index: index, books),
            calendar: Calendar(
                from: options.lastMonth.firstOfMonth(adding: 1 - options.months),
                until: options.lastMonth.firstOfMonth(adding: 1),
                clinicShut: template.clinicShut, bankShut: template.bankShut),
            books: books, dice: dice,
            planter: BillingPlanter(
                seed: options.seed, clinic: id, isPlanting: options.breaks),
            corrections: Corrections(seed: options.seed, clinic: id))
    }

    private func writeClinic(
        _ id: Int64, _ slug: String, _ template: Template, round: Int, index: Int
    ) {
        let plain = template.names[round % template.names.count]
        let again = round / template.names.count
        let name = again == 0 ? plain : "\(plain) \(again + 1)"
        let entity = books.legalEntity.nextID()
        books.legalEntity.add { row in
            row.int(entity)
            row.text("\(name) \(Self.form(template.country))")
            row.text(template.country)
        }
        books.clinic.add { row in
            row.int(id)
            row.text(slug)
            row.text(name)
            row.int(entity)
            row.reference(index % 5 == 4 ? 0 : 1)
            row.text(template.country)
            row.text(template.currency.code)
            row.text(template.zone.rawValue)
            row.int2(Int16(template.fiscalStartMonth))
            row.bool(template.pricesIncludeTax)
            row.bool(true)
        }
        writeRegistration(id, template)
        AccountMap.write(of: id, template, books)
    }

    private func writeRegistration(_ clinic: Int64, _ template: Template) {
        let id = books.taxRegistration.nextID()
        let frequency =
            template.country == "US" || template.country == "KW" ? "quarterly" : "monthly"
        books.taxRegistration.add { row in
            row.int(clinic)
            row.int(id)
            row.text("\(template.registration)\((4_180_000 + Int(id) * 3571).padded(8))")
            row.text(frequency)
            row.day(.on(2018, 1, 1))
            row.null()
        }
    }

    private static func form(_ country: String) -> String {
        switch country {
        case "US": "LLC"
        case "IN": "Private Limited"
        case "DE": "MVZ GmbH"
        case "JP": "医療法人社団"
        default: "W.L.L."
        }
    }
}
