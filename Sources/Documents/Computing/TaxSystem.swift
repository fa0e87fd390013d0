import Domain

/// The taxes of one line as linear functions of its net amount.
///
/// Each tax is `factor × net + constant`, whatever compounds on what; the prices contain the net
/// and the taxes included, which gives the net.
struct TaxSystem {
    /// What one tax is computed on, and what it is multiplied by.
    private struct Term {
        var base = (factor: Rational.one, constant: Rational.zero)
        var tax = (factor: Rational.zero, constant: Rational.zero)
    }

    private let taxes: [BilledTax]
    private let quantity: Rational
    private let multipliers: [Rational]
    private var terms: [Term?]

    /// Taxes that one line may have.
    private static let taxesMax = 64

    /// - Throws: `taxDocumentInvalid` for a cycle, a name that the line does not have, or division
    ///   taxes of the whole gross.
    init(_ taxes: [BilledTax], quantity: Rational) throws(DocumentFault) {
        guard taxes.count <= Self.taxesMax else {
            throw DocumentFault("a line has more than \(Self.taxesMax) taxes", member: "taxes")
        }
        self.taxes = taxes
        self.quantity = quantity
        multipliers = try Self.multipliers(taxes)
        terms = Array(repeating: nil, count: taxes.count)
        var open: [Int] = []
        for place in taxes.indices { try solve(place, &open) }
    }

    /// Base, tax and surcharge of each tax, for an amount that contains the included ones.
    func shares(of amount: Rational, _ included: IncludedTax) -> [TaxShare] {
        var (factor, constant) = (Rational.one, Rational.zero)
        if included != .none {
            for (tax, term) in zip(taxes, terms) where tax.isIn(included) {
                guard let term else { continue }
                factor += term.tax.factor
                constant += term.tax.constant
            }
        }
        let net = included == .none ? amount : (amount - constant) / factor
        return taxes.indices.map { place in
            let term = terms[place] ?? Term()
            let base = term.base.factor * net + term.base.constant
            return TaxShare(
                base: base, quantity: quantity, multiplier: multipliers[place],
                tax: term.tax.factor * net + term.tax.constant,
                surcharge: taxes[place].surcharge.map { base * $0.share } ?? .zero)
        }
    }

    /// The usual case: nothing compounds, nothing is included, every tax is a percentage.
    static func plainShares(_ taxes: [BilledTax], of amount: Rational) -> [TaxShare]? {
        for tax in taxes {
            guard case .percent = tax.kind, tax.compounding == .none else { return nil }
        }
        return taxes.map { tax in
            let share = tax.rate?.share ?? .zero
            return TaxShare(
                base: amount, quantity: .zero, multiplier: share, tax: amount * share,
                surcharge: tax.surcharge.map { amount * $0.share } ?? .zero)
        }
    }

    private static func multipliers(_ taxes: [BilledTax]) throws(DocumentFault) -> [Rational] {
        var parts = Rational.zero
        for tax in taxes {
            if case .division = tax.kind { parts += tax.rate?.share ?? .zero }
        }
        guard parts < .one else {
            throw DocumentFault("division taxes of 100 % leave nothing of the gross")
        }
        return taxes.map { tax in
            let share = tax.rate?.share ?? .zero
            return switch tax.kind {
            case .percent: share
            case .division: share / (.one - parts)
            case .perUnit: .zero
            }
        }
    }

    /// Works out a tax after those that it compounds on; `open` are those that wait for it.
    private mutating func solve(_ place: Int, _ open: inout [Int]) throws(DocumentFault) {
        guard terms[place] == nil else { return }
        if let start = open.firstIndex(of: place) {
            let names = (open[start...] + [place]).map { taxes[$0].category ?? "?" }
            throw DocumentFault(
                "taxes compound in a cycle: \(names.joined(separator: " → "))",
                member: "compounds_on")
        }
        open.append(place)
        var term = Term()
        for other in try dependencies(of: place) {
            try solve(other, &open)
            term.base.factor += terms[other]?.tax.factor ?? .zero
            term.base.constant += terms[other]?.tax.constant ?? .zero
        }
        open.removeLast()
        if case .perUnit(let amount) = taxes[place].kind {
            term.tax.constant = quantity * amount
        } else {
            term.tax = (
                term.base.factor * multipliers[place], term.base.constant * multipliers[place]
            )
        }
        terms[place] = term
    }

    private func dependencies(of place: Int) throws(DocumentFault) -> [Int] {
        switch taxes[place].compounding {
        case .none: return []
        case .before: return taxes[..<place].indices.filter { !taxes[$0].isRetained }
        case .named(let names):
            var found: [Int] = []
            for name in names {
                let matching = taxes.indices.filter { taxes[$0].category == name }
                guard !matching.isEmpty else {
                    throw DocumentFault(
                        "a tax compounds on \(AppError.quoted(name)), which the line does not have",
                        member: "compounds_on")
                }
                found += matching.filter { !found.contains($0) }
            }
            return found
        }
    }
}
