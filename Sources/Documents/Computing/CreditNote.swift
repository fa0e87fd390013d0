import Domain

/// Whether an invoice's credit notes exceed it.
package struct CreditTax: Sendable {
    /// The gross of all notes so far less the invoice's, in minor units; zero when they fit.
    package let excessMinor: Int64
}

/// The tax of one credit note beside those before it.
///
/// It is the tax of all notes so far less the tax of the earlier ones, so that the notes of an
/// invoice that is credited whole sum to its tax, whatever each alone would be rounded to.
struct CreditNote {
    /// Tax and surcharge of each of the note's groups.
    let figures: [(tax: Int64, surcharge: Int64)]
    let sums: TaxSums
    let result: CreditTax

    init(
        _ note: DocumentAmounts, _ own: Taxation, _ credited: CreditedInvoice, _ unit: MinorUnit,
        _ rounding: DocumentRounding
    ) throws(DocumentFault) {
        var earlier: [DocumentAmounts] = []
        for document in [credited.invoice] + credited.earlier
        where document.digits != unit.digits || document.currency != note.document.currency {
            throw DocumentFault(
                "\(AppError.quoted(document.id)) is in another currency", member: "credits")
        }
        for document in credited.earlier {
            earlier.append(try DocumentAmounts(document, unit, rounding))
        }
        let before = try Notes(earlier, unit, rounding)
        let all = try Notes(earlier + [note], unit, rounding)
        let invoice = try Notes(
            [try DocumentAmounts(credited.invoice, unit, rounding)], unit, rounding)
        figures = Self.figures(of: own.groups, all, before)
        sums = TaxSums(
            tax: all.sums.tax - before.sums.tax,
            contained: all.sums.contained - before.sums.contained,
            retained: all.sums.retained - before.sums.retained)
        // Notes are written with positive amounts or with negative ones.
        let excess = Int128(all.gross.magnitude) - Int128(invoice.gross.magnitude)
        result = CreditTax(excessMinor: Int64(clamping: max(0, excess)))
    }

    /// What each of the note's groups is in all notes, less what it was before.
    ///
    /// Where a category is rounded once, a cent of it may have moved to a group that only earlier
    /// notes have; the note's own groups bear it, the largest first.
    private static func figures(
        of groups: [TaxGroup], _ all: Notes, _ before: Notes
    ) -> [(tax: Int64, surcharge: Int64)] {
        var figures = groups.map { group in
            let (now, then) = (all.figures(group), before.figures(group))
            return (tax: now.tax - then.tax, surcharge: now.surcharge - then.surcharge)
        }
        let (now, then) = (all.categories, before.categories)
        let own = Dictionary(grouping: groups.indices) { Category(groups[$0].tax) }
        for (category, places) in own {
            var (tax, surcharge) = now[category] ?? (0, 0)
            tax -= then[category]?.tax ?? 0
            surcharge -= then[category]?.surcharge ?? 0
            for place in places {
                tax -= figures[place].tax
                surcharge -= figures[place].surcharge
            }
            let taxed = places.filter { groups[$0].isTaxing }
            spread(tax, over: taxed.isEmpty ? places : taxed, by: { groups[$0].base }) {
                figures[$0].tax += $1
            }
            let raised = places.filter { !groups[$0].surcharge(on: .one).isZero }
            spread(surcharge, over: raised.isEmpty ? places : raised, by: { groups[$0].base }) {
                figures[$0].surcharge += $1
            }
        }
        return figures
    }

    /// What is rounded once where a document is: a name, and what is withheld of it apart.
    private struct Category: Hashable {
        let name: String?
        let isRetained: Bool

        init(_ tax: BilledTax) {
            name = tax.category
            isRetained = tax.isRetained
        }
    }

    /// Several documents taxed as one.
    private struct Notes {
        let groups: [TaxGroup]
        private let places: [TaxKey: Int]
        let sums: TaxSums
        let gross: Int64

        init(
            _ documents: [DocumentAmounts], _ unit: MinorUnit, _ rounding: DocumentRounding
        ) throws(DocumentFault) {
            let holders = documents.flatMap { $0.holders() }
            var taxation = try Taxation(Self.merged(holders), unit, rounding)
            try taxation.settle()
            groups = taxation.groups
            places = Dictionary(uniqueKeysWithValues: zip(groups.map(\.key), groups.indices))
            sums = TaxSums(
                tax: try taxation.total(.tax), contained: try taxation.total(.contained),
                retained: try taxation.total(.retained))
            let total = documents.reduce(Rational.zero) { $0 + $1.gross }
            gross = try unit.sum(
                [try unit.round(total, "gross_total"), sums.tax, -sums.contained], "gross_total")
        }

        func figures(_ group: TaxGroup) -> (tax: Int64, surcharge: Int64) {
            guard let place = places[group.key] else { return (0, 0) }
            return (groups[place].taxMinor, groups[place].surchargeMinor)
        }

        var categories: [Category: (tax: Int64, surcharge: Int64)] {
            var sums: [Category: (tax: Int64, surcharge: Int64)] = [:]
            for group in groups {
                sums[Category(group.tax), default: (0, 0)].tax += group.taxMinor
                sums[Category(group.tax), default: (0, 0)].surcharge += group.surchargeMinor
            }
            return sums
        }

        /// One holder a line of the invoice, and one an allowance or charge by its place: what is
        /// rounded, or changed by a cent, by lines is so by those of the invoice.
        private static func merged(_ holders: [TaxHolder]) -> [TaxHolder] {
            var (merged, places) = ([TaxHolder](), [String: Int]())
            for holder in holders {
                let name = holder.nameInNotes
                if let name, let place = places[name],
                    merged[place].isTaxed(like: holder)
                {
                    merged[place].amount += holder.amount
                    merged[place].quantity += holder.quantity
                } else {
                    if let name, places[name] == nil { places[name] = merged.count }
                    merged.append(holder)
                }
            }
            return merged
        }
    }
}

extension TaxHolder {
    /// What is credited in several notes has one name in all of them.
    fileprivate var nameInNotes: String? {
        switch origin {
        case .line: id.map { "line \($0)" }
        case .allowance(let place): "allowance \(place)"
        case .charge(let place): "charge \(place)"
        }
    }

    fileprivate func isTaxed(like other: TaxHolder) -> Bool {
        guard taxes.count == other.taxes.count, included == other.included else { return false }
        return zip(taxes, other.taxes).allSatisfy { one, two in
            TaxKey(one, multiplier: .zero) == TaxKey(two, multiplier: .zero)
        }
    }
}
