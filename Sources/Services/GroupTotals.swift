import Domain
import Sheets

/// The control totals of several clinics in one currency: a row a total, a column a clinic, and the sum.
struct GroupTotals {
    private let currency: Currency
    /// Those with a figure in the currency.
    private let clinics: [String]
    private let others: [String]
    private let names: [String]
    private let amounts: [String: [String: Fixed]]

    init(_ packs: [JoinedPack], _ currency: Currency) {
        var (names, amounts): ([String], [String: [String: Fixed]]) = ([], [:])
        for pack in packs {
            for total in pack.totals where total.currency == currency {
                if amounts[total.name] == nil { names.append(total.name) }
                let known = amounts[total.name]?[pack.part.clinic]
                amounts[total.name, default: [:]][pack.part.clinic] =
                    known?.adding(total.amount) ?? total.amount
            }
        }
        let stating = Set(amounts.values.flatMap(\.keys))
        clinics = packs.clinics.filter { stating.contains($0) }
        others = packs.clinics.filter { !stating.contains($0) }
        (self.currency, self.names, self.amounts) = (currency, names, amounts)
    }

    var sheet: Sheet {
        Sheet(
            name: "Totals \(currency.code)", slug: "totals-\(currency.code.lowercased())",
            title: "Control totals in \(currency.code)",
            notes: [
                "As the clinics' manifests state them; currencies are never added up.",
                others.isEmpty
                    ? "Every clinic has figures in \(currency.code)."
                    : "Without figures in \(currency.code): \(others.joined(separator: ", ")).",
            ],
            columns: [Column("Total")]
                + (clinics + ["Group"]).map { Column($0, .decimal, digits: currency.exponent) },
            rows: names.map { name in
                SheetRow(
                    [.text(name)] + clinics.map { amounts[name]?[$0].map(Cell.decimal) ?? .empty }
                        + [.decimal(sum(name))])
            })
    }

    /// The sums, for the manifest.
    func stated() throws(AppError) -> [Report.Total] {
        try names.map { name throws(AppError) in
            guard let minor = sum(name).minor(digits: currency.exponent) else {
                throw AppError(.numericOutOfRange, "\(name) of the group, \(currency.code)")
            }
            return Report.Total(name, Money(minor: minor, currency))
        }
    }

    private func sum(_ name: String) -> Fixed {
        clinics.compactMap { amounts[name]?[$0] }
            .reduce(Fixed(unscaled: 0, scale: currency.exponent)) { $0.adding($1) }
    }
}
