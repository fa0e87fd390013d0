import Domain

/// The contract read aloud: a second recomputation that knows nothing of the first.
struct NaiveTax {
    /// One component of a code.
    struct Part {
        let name: String
        let kind: TaxRateKind
        /// A part of one, or minor units for each unit of quantity.
        let figure: Exact
        let compound: Bool
        let isWithheld: Bool
    }

    /// A line: its amount is net, or gross when prices include tax; its quantity in thousandths.
    struct Line {
        var code: Int
        var amount: Int64
        var quantity: Int64
        /// The invoice's line that it credits, or 0.
        var credited: Int64 = 0
    }

    let codes: [[Part]]
    let included: Bool
    let level: RoundingLevel
    let mode: RoundingMode

    /// Taxes by line and component's name, those withheld among them; `earlier` are lines of
    /// earlier credit notes of the same invoice.
    func taxes(_ lines: [Line], after earlier: [Line] = []) -> [[String: Int128]] {
        let exact = lines.map(exactly)
        guard level != .line else {
            return lines.indices.map { index in
                var before = earlier + lines[..<index]
                let (own, credited) = (lines[index].code, lines[index].credited)
                before.removeAll { $0.code != own || $0.credited != credited || credited == 0 }
                let credits = before.map(exactly)
                return Dictionary(
                    uniqueKeysWithValues: exact[index].map { name, tax in
                        let sum = total(credits, name)
                        return (name, round(sum + tax) - round(sum))
                    })
            }
        }
        var taxes = exact.map { $0.mapValues { round($0) } }
        for group in level == .group ? Array(codes.indices) : [-1] {
            let members = lines.indices.filter { group < 0 || lines[$0].code == group }
            let credits = earlier.filter { group < 0 || $0.code == group }.map(exactly)
            for name in Set(members.flatMap { exact[$0].keys }) {
                // A line that owes nothing is not given a cent.
                let holders = members.filter { (exact[$0][name]?.top ?? 0) != 0 }.sorted {
                    (-abs(Int128(lines[$0].amount)), $0) < (-abs(Int128(lines[$1].amount)), $1)
                }
                let before = total(credits, name)
                let due = round(before + total(holders.map { exact[$0] }, name)) - round(before)
                var place = 0
                while true {
                    let change = due - holders.reduce(0) { $0 + (taxes[$1][name] ?? 0) }
                    if change == 0 { break }
                    taxes[holders[place % holders.count]][name, default: 0] += change.signum()
                    place += 1
                }
            }
        }
        return taxes
    }

    /// The tax of a line: what is not withheld.
    func tax(_ taxes: [String: Int128], _ code: Int) -> Int64 {
        codes[code].filter { !$0.isWithheld }.reduce(0) { $0 + Int64(taxes[$1.name] ?? 0) }
    }

    private func total(_ lines: [[String: Exact]], _ name: String) -> Exact {
        lines.reduce(Exact(0)) { $0 + ($1[name] ?? Exact(0)) }
    }

    /// The taxes of a line before they are rounded.
    private func exactly(_ line: Line) -> [String: Exact] {
        let amount = Exact(Int128(line.amount))
        let quantity = Exact(Int128(line.quantity), 1000)
        guard included else { return onNet(line.code, amount, quantity) }
        // The tax grows in a straight line, so that two points of it tell the net of a gross.
        let least = due(line.code, Exact(0), quantity)
        let slope = due(line.code, Exact(1), quantity) - least
        return onNet(line.code, (amount - least) / (Exact(1) + slope), quantity)
    }

    private func due(_ code: Int, _ net: Exact, _ quantity: Exact) -> Exact {
        let taxes = onNet(code, net, quantity)
        return codes[code].filter { !$0.isWithheld }
            .reduce(Exact(0)) { $0 + (taxes[$1.name] ?? Exact(0)) }
    }

    private func onNet(_ code: Int, _ net: Exact, _ quantity: Exact) -> [String: Exact] {
        var (sum, taxes) = (Exact(0), [String: Exact]())
        var left = Exact(1)
        for part in codes[code] where part.kind == .division {
            left = left - part.figure
        }
        for part in codes[code] {
            let base = part.compound ? net + sum : net
            let tax =
                switch part.kind {
                case .percent: base * part.figure
                case .division: base * part.figure / left
                case .perUnit: quantity * part.figure
                }
            taxes[part.name] = tax
            if !part.isWithheld { sum = sum + tax }
        }
        return taxes
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
