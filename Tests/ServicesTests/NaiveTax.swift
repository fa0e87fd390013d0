import Domain

/// The contract read aloud: a second recomputation that knows nothing of the first.
struct NaiveTax {
    /// One component of a code: its name, its percent and whether it is compound.
    struct Part {
        let name: String
        let percent: Exact
        let compound: Bool
    }

    let codes: [[Part]]
    let included: Bool
    let level: RoundingLevel
    let mode: RoundingMode

    /// Taxes by line and component's name; amounts are net, or gross when prices include tax.
    func taxes(_ lines: [(code: Int, amount: Int64)]) -> [[String: Int128]] {
        let exact = lines.map { line in
            shares(line.code).mapValues { $0 * Exact(Int128(line.amount)) }
        }
        var taxes = exact.map { $0.mapValues { round($0) } }
        guard level != .line else { return taxes }
        let groups = level == .group ? Array(codes.indices) : [-1]
        for group in groups {
            let members = lines.indices.filter { group < 0 || lines[$0].code == group }
            for name in Set(members.flatMap { exact[$0].keys }) {
                let holders = members.filter { exact[$0][name] != nil }.sorted {
                    (-abs(Int128(lines[$0].amount)), $0) < (-abs(Int128(lines[$1].amount)), $1)
                }
                let total = round(holders.reduce(Exact(0)) { $0 + (exact[$1][name] ?? Exact(0)) })
                var place = 0
                while true {
                    let change = total - holders.reduce(0) { $0 + (taxes[$1][name] ?? 0) }
                    if change == 0 { break }
                    taxes[holders[place % holders.count]][name, default: 0] += change.signum()
                    place += 1
                }
            }
        }
        return taxes
    }

    private func shares(_ code: Int) -> [String: Exact] {
        var (total, shares) = (Exact(0), [String: Exact]())
        for part in codes[code] {
            let share = part.percent * (part.compound ? Exact(1) + total : Exact(1))
            shares[part.name] = share
            total = total + share
        }
        return included ? shares.mapValues { $0 / (Exact(1) + total) } : shares
    }

    /// By the words of the modes, on the number without its sign.
    private func round(_ number: Exact) -> Int128 {
        let size = number.top < 0 ? -number.top : number.top
        let (whole, rest) = (size / number.bottom, size % number.bottom)
        let half = (rest * 2 - number.bottom).signum()
        let up =
            switch mode {
            case .halfUp: half >= 0
            case .halfEven: half > 0 || (half == 0 && !whole.isMultiple(of: 2))
            case .down: false
            case .up: rest != 0
            }
        return (number.top < 0 ? -1 : 1) * (up ? whole + 1 : whole)
    }
}
