import Access
import Domain

/// What a clinic sells, with the ids that its rows have.
struct Catalogue {
    let entries: [Entry]
    /// Ids of the tax codes, in the order of the tax table.
    let codeIDs: [Int64]

    /// An offer with its id, its price and its tax.
    struct Entry {
        let id: Int64
        let offer: Offer
        /// In ten-thousandths.
        let price: Int64
        /// Where the tax table has its code.
        let code: Int
    }

    /// Writes the tax codes with their rates and rules, the services and the medicines.
    init(
        of clinic: Int64, like template: Template, _ table: TaxTable, _ books: Books
    ) {
        let digits = template.currency.exponent
        codeIDs = table.codes.map { Self.write($0, of: clinic, books) }
        for policy in table.policies {
            books.taxPolicy.add { row in
                row.int(clinic)
                row.day(policy.from)
                row.text(policy.rule.level.rawValue)
                row.text(policy.rule.mode.rawValue)
                row.text(template.basis.rawValue)
                if template.cashUnit > 1 {
                    row.numeric(template.cashUnit, digits: digits)
                } else {
                    row.null()
                }
            }
        }
        var entries: [Entry] = []
        for offer in template.offers {
            let sheaf = offer.isMedicine ? books.medicine : books.service
            let code = table.codes.firstIndex { $0.code == offer.taxCode } ?? 0
            let entry = Entry(
                id: sheaf.nextID(), offer: offer,
                price: Price.of(minor: offer.price, digits: digits), code: code)
            entries.append(entry)
            let codeID = codeIDs[code]
            sheaf.add { row in
                row.int(clinic)
                row.int(entry.id)
                row.text(offer.code)
                row.text(offer.name)
                row.numeric(entry.price, digits: 4)
                row.int(codeID)
            }
        }
        self.entries = entries
    }

    private static func write(_ code: LevyCode, of clinic: Int64, _ books: Books) -> Int64 {
        let id = books.taxCode.nextID()
        books.taxCode.add { row in
            row.int(clinic)
            row.int(id)
            row.text(code.code)
            row.text(code.name)
            row.text(code.category)
        }
        for rate in code.rates {
            books.taxRate.add { row in
                row.int(clinic)
                row.int(books.taxRate.nextID())
                row.int(id)
                row.text(rate.component)
                row.numeric(rate.percent, digits: 6)
                row.int2(Int16(rate.position))
                row.bool(rate.compound)
                row.day(rate.from)
                row.day(rate.until)
            }
        }
        return id
    }
}
