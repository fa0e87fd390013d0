import Domain

/// What a statement states of its own entries in `TxsSummry`, and what they are.
struct CamtSummary {
    private struct Stated {
        var what: String
        var value: Fixed
        var line: Int
    }

    private var stated: [String: Stated] = [:]
    private var (credits, debits) = (Fixed.zero, Fixed.zero)
    private var (creditCount, debitCount) = (0, 0)
    private var currencies: Set<String?> = []

    private static let names = [
        "TtlNtries/NbOfNtries": "number of entries", "TtlNtries/Sum": "sum of entries",
        "TtlCdtNtries/NbOfNtries": "number of credits", "TtlCdtNtries/Sum": "sum of credits",
        "TtlDbtNtries/NbOfNtries": "number of debits", "TtlDbtNtries/Sum": "sum of debits",
    ]

    /// Takes what stands at a path below `TxsSummry`.
    mutating func take(_ path: ArraySlice<String>, _ leaf: CamtLeaf) throws(BankFault) {
        let name = path.joined(separator: "/")
        guard let what = Self.names[name] else { return }
        guard stated[name] == nil else { throw leaf.fault("is said twice") }
        let value = name.hasSuffix("Sum") ? try leaf.sum() : try leaf.count()
        stated[name] = Stated(what: what, value: value, line: leaf.place.line)
    }

    /// Counts an entry on the side that it is said to have, be it of nothing.
    mutating func add(_ line: BankLine, isCredit: Bool) {
        if currencies.count < 2 { currencies.insert(line.currency) }
        if isCredit {
            credits = credits.adding(line.amount)
            creditCount += 1
        } else {
            debits = debits.subtracting(line.amount)
            debitCount += 1
        }
    }

    /// What does not hold, in the order of the file.
    ///
    /// Sums of several currencies are none. The sum of all entries is with banks that of their sizes,
    /// or what remains of them.
    func discrepancies(of account: String?) -> [BankDiscrepancy] {
        let count = { (count: Int) in Fixed(unscaled: Int128(count), scale: 0) }
        let found = [
            "TtlNtries/NbOfNtries": [count(creditCount + debitCount)],
            "TtlNtries/Sum": [
                credits.adding(debits), credits.subtracting(debits), debits.subtracting(credits),
            ],
            "TtlCdtNtries/NbOfNtries": [count(creditCount)], "TtlCdtNtries/Sum": [credits],
            "TtlDbtNtries/NbOfNtries": [count(debitCount)], "TtlDbtNtries/Sum": [debits],
        ]
        let wrong = stated.compactMap { name, stated -> BankDiscrepancy? in
            guard !name.hasSuffix("Sum") || currencies.count < 2, let values = found[name],
                let first = values.first, !values.contains(stated.value)
            else { return nil }
            let of = account.map { " of account \($0)" } ?? ""
            return BankDiscrepancy(
                what: stated.what + of, stated: stated.value, found: first, line: stated.line)
        }
        return wrong.sorted { ($0.line, $0.what) < ($1.line, $1.what) }
    }
}

extension Fixed {
    fileprivate static var zero: Fixed { Fixed(unscaled: 0, scale: 0) }
}
