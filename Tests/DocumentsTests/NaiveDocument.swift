import Documents
import Domain

/// The rules of `templates/README.md` read aloud: a second computation that knows nothing of the first.
struct NaiveDocument {
    /// One tax of one line, or of an allowance or charge.
    private struct Piece {
        let holder: Int
        let group: Int
        let base, tax, surcharge: NaiveFraction
        var taxMinor: Int64 = 0
        var surchargeMinor: Int64 = 0
    }

    private struct Group {
        let name: String
        let tax: Sketch.Tax
        let multiplier: NaiveFraction
        var base = NaiveFraction(0)
        var exact = NaiveFraction(0)
        var exactSurcharge = NaiveFraction(0)
        var quantity = NaiveFraction(0)
        var baseMinor: Int64 = 0
        var taxMinor: Int64 = 0
        var surchargeMinor: Int64 = 0
    }

    private let sketch: Sketch
    private var holders: [NaiveFraction] = []
    private var pieces: [Piece] = []
    private var groups: [Group] = []
    /// The figures, each with its name, in an order of their own.
    private(set) var figures: [String: Int64] = [:]
    /// A text for each group, in order of the alphabet.
    private(set) var rows: [String] = []
    /// Whether something is to be spread over nothing.
    private(set) var isRefused = false

    init(_ sketch: Sketch) {
        self.sketch = sketch
        var total = NaiveFraction(0)
        var nets: [NaiveFraction] = []
        for (place, line) in sketch.lines.enumerated() {
            let net = net(of: line)
            figures["line \(place) net"] = round(net)
            nets.append(net)
            total = total + net
        }
        var taxed = nets
        for (list, sign) in [(sketch.allowances, Int64(-1)), (sketch.charges, 1)] {
            for one in list where one.isSpread {
                guard !total.isZero else {
                    isRefused = true
                    continue
                }
                for (place, part) in parts(of: one, nets, total).enumerated() {
                    taxed[place] = taxed[place] + NaiveFraction(sign) * whole(part)
                }
            }
        }
        for (net, line) in zip(taxed, sketch.lines) {
            hold(net, line.taxes, quantity: NaiveFraction(line.quantity))
        }
        var gross = total
        for (name, list, sign) in [
            ("allowance", sketch.allowances, Int64(-1)), ("charge", sketch.charges, 1),
        ] {
            var sum = NaiveFraction(0)
            for one in list {
                let amount = amount(one, of: total)
                sum = sum + amount
                if !one.taxes.isEmpty {
                    hold(NaiveFraction(sign) * amount, one.taxes, quantity: NaiveFraction(0))
                }
            }
            figures[name] = round(sum)
            gross = gross + NaiveFraction(sign) * sum
        }
        figures["lines"] = round(total)
        roundTaxes()
        finish(gross)
    }

    // Amounts.

    private func net(of line: Sketch.Line) -> NaiveFraction {
        var net =
            NaiveFraction(line.quantity) * NaiveFraction(line.price) / NaiveFraction(line.base)
        if sketch.rounding.roundsNets { net = whole(round(net)) }
        let amount = net
        for one in line.allowances { net = net - self.amount(one, of: amount) }
        for one in line.charges { net = net + self.amount(one, of: amount) }
        return net
    }

    private func amount(_ one: Sketch.Adjustment, of base: NaiveFraction) -> NaiveFraction {
        var amount = NaiveFraction(one.amount)
        if let percent = one.percent {
            amount =
                NaiveFraction(percent) / NaiveFraction(100)
                * (one.base.map { NaiveFraction($0) } ?? base)
        }
        return sketch.rounding.roundsNets || one.isSpread ? whole(round(amount)) : amount
    }

    /// What each line bears: by its net, in minor units, the rest to the largest.
    private func parts(
        of one: Sketch.Adjustment, _ nets: [NaiveFraction], _ total: NaiveFraction
    ) -> [Int64] {
        let amount = round(self.amount(one, of: total))
        var parts = nets.map { round(whole(amount) * $0 / total) }
        let order = sorted(nets.indices.filter { !nets[$0].isZero }) { nets[$0] }
        var (change, place) = (amount - parts.reduce(0, +), 0)
        while change != 0 {
            parts[order[place % order.count]] += change.signum()
            change -= change.signum()
            place += 1
        }
        return parts
    }

    // Taxes.

    private func share(_ number: Decimals?) -> NaiveFraction {
        number.map { NaiveFraction($0) / NaiveFraction(100) } ?? NaiveFraction(0)
    }

    private func multiplier(_ tax: Sketch.Tax, among taxes: [Sketch.Tax]) -> NaiveFraction {
        guard tax.kind == 1 else { return share(tax.rate) }
        var rest = NaiveFraction(1)
        for other in taxes where other.kind == 1 { rest = rest - share(other.rate) }
        return share(tax.rate) / rest
    }

    private func base(
        _ place: Int, _ taxes: [Sketch.Tax], net: NaiveFraction, quantity: NaiveFraction
    ) -> NaiveFraction {
        var base = net
        for (other, tax) in taxes.enumerated() where other != place {
            let isBefore = taxes[place].compounds == 1 && other < place && !tax.isRetained
            let isNamed =
                taxes[place].compounds > 1
                && tax.category == Sketch.categories[taxes[place].compounds - 2]
            if isBefore || isNamed {
                base = base + self.tax(other, taxes, net: net, quantity: quantity)
            }
        }
        return base
    }

    private func tax(
        _ place: Int, _ taxes: [Sketch.Tax], net: NaiveFraction, quantity: NaiveFraction
    ) -> NaiveFraction {
        taxes[place].kind == 2
            ? quantity * NaiveFraction(taxes[place].amount)
            : multiplier(taxes[place], among: taxes)
                * base(place, taxes, net: net, quantity: quantity)
    }

    private func isContained(_ tax: Sketch.Tax) -> Bool {
        sketch.included.map { ($0.isEmpty || $0 == tax.category) && !tax.isRetained } ?? false
    }

    /// The price is a straight line over the net: two points of it give the net.
    private func net(
        of amount: NaiveFraction, _ taxes: [Sketch.Tax], _ quantity: NaiveFraction
    ) -> NaiveFraction {
        guard taxes.contains(where: isContained) else { return amount }
        func price(_ net: NaiveFraction) -> NaiveFraction {
            taxes.indices.filter { isContained(taxes[$0]) }.reduce(net) {
                $0 + tax($1, taxes, net: net, quantity: quantity)
            }
        }
        let (zero, one) = (price(NaiveFraction(0)), price(NaiveFraction(1)))
        return (amount - zero) / (one - zero)
    }

    private mutating func hold(
        _ amount: NaiveFraction, _ taxes: [Sketch.Tax], quantity: NaiveFraction
    ) {
        let net = net(of: amount, taxes, quantity)
        for (place, tax) in taxes.enumerated() {
            let base = base(place, taxes, net: net, quantity: quantity)
            let name = Self.name(tax, taxes)
            var group = groups.firstIndex { $0.name == name } ?? -1
            if group < 0 {
                groups.append(
                    Group(name: name, tax: tax, multiplier: multiplier(tax, among: taxes)))
                group = groups.count - 1
            }
            let byLine = sketch.rounding.level == .line && sketch.rounding.roundsBases
            let taxed = byLine ? whole(round(base)) : base
            groups[group].base = groups[group].base + taxed
            groups[group].quantity = groups[group].quantity + quantity
            pieces.append(
                Piece(
                    holder: holders.count, group: group, base: taxed,
                    tax: byLine && tax.kind < 2
                        ? multiplier(tax, among: taxes) * taxed
                        : self.tax(place, taxes, net: net, quantity: quantity),
                    surcharge: share(tax.surcharge) * taxed))
        }
        holders.append(amount)
    }

    private static func name(_ tax: Sketch.Tax, _ taxes: [Sketch.Tax]) -> String {
        let rate = tax.rate.map { "\($0.unscaled)e\($0.scale)" } ?? "-"
        let surcharge = tax.surcharge == nil ? "" : " +"
        // What a part of the gross is multiplied by depends on the others of the line.
        let parts = tax.kind == 1 && tax.rate?.unscaled ?? 0 > 0 ? taxes : []
        let sum = parts.filter { $0.kind == 1 }.compactMap(\.rate).reduce(Int64(0)) { sum, rate in
            sum + rate.unscaled * [1000, 100, 10, 1][rate.scale]
        }
        let thousandths = tax.amount.unscaled * [1000, 100, 10, 1][tax.amount.scale]
        let amount = tax.kind == 2 ? " \(thousandths)" : ""
        return
            "\(tax.category ?? "") \(rate)\(surcharge) \(tax.isRetained) \(tax.kind) \(sum)\(amount)"
    }
}

// Rounding.
extension NaiveDocument {
    private func whole(_ minor: Int64) -> NaiveFraction {
        NaiveFraction(Decimals(unscaled: minor, scale: sketch.digits))
    }

    /// By the words of the modes, on the number without its sign.
    private func round(_ number: NaiveFraction) -> Int64 {
        let ten = NaiveFraction(Decimals(unscaled: 1, scale: sketch.digits)).bottom
        let size = NaiveWhole(digits: number.top.digits, isNegative: false) * ten
        let (quotient, rest) = size.divided(by: number.bottom)
        let twice = (rest + rest).digits
        let isHalf = twice == number.bottom.digits
        let isMore = NaiveWhole.isLess(number.bottom.digits, twice)
        let up =
            switch sketch.rounding.mode {
            case .halfUp: isHalf || isMore
            case .halfEven: isMore || (isHalf && quotient % 2 == 1)
            case .down: false
            case .up: !rest.isZero
            }
        return (number.top.isNegative ? -1 : 1) * (quotient + (up ? 1 : 0))
    }

    private mutating func roundTaxes() {
        for place in groups.indices {
            groups[place].baseMinor = round(groups[place].base)
            let base =
                sketch.rounding.roundsBases ? whole(groups[place].baseMinor) : groups[place].base
            groups[place].exact =
                groups[place].tax.kind == 2
                ? groups[place].quantity * NaiveFraction(groups[place].tax.amount)
                : groups[place].multiplier * base
            groups[place].exactSurcharge = share(groups[place].tax.surcharge) * base
        }
        for place in pieces.indices {
            pieces[place].taxMinor = round(pieces[place].tax)
            pieces[place].surchargeMinor = round(pieces[place].surcharge)
        }
        let rounding = sketch.rounding
        if rounding.level == .document, rounding.addsRounded {
            for category in Sketch.categories {
                for isRetained in [false, true] {
                    let all = groups.indices.filter {
                        groups[$0].tax.category == category
                            && groups[$0].tax.isRetained == isRetained
                    }
                    let sum = all.reduce(NaiveFraction(0)) { $0 + groups[$1].exact }
                    let more = all.reduce(NaiveFraction(0)) { $0 + groups[$1].exactSurcharge }
                    even(\.taxMinor, \.tax, to: round(sum), all)
                    even(\.surchargeMinor, \.surcharge, to: round(more), all)
                }
            }
        } else if rounding.level != .line {
            for place in groups.indices {
                even(\.taxMinor, \.tax, to: round(groups[place].exact), [place])
                even(
                    \.surchargeMinor, \.surcharge, to: round(groups[place].exactSurcharge), [place])
            }
        }
        for piece in pieces {
            groups[piece.group].taxMinor += piece.taxMinor
            groups[piece.group].surchargeMinor += piece.surchargeMinor
        }
    }

    /// Gives or takes a unit, largest first and round after round, until the pieces sum.
    private mutating func even(
        _ minor: WritableKeyPath<Piece, Int64>, _ exact: KeyPath<Piece, NaiveFraction>,
        to wanted: Int64, _ groups: [Int]
    ) {
        let all = pieces.indices.filter { groups.contains(pieces[$0].group) }
        var change = wanted - all.reduce(0) { $0 + pieces[$1][keyPath: minor] }
        guard change != 0 else { return }
        let order = sorted(all.filter { !pieces[$0][keyPath: exact].isZero }) {
            holders[pieces[$0].holder]
        }
        guard !order.isEmpty else { return }
        var place = 0
        while change != 0 {
            pieces[order[place % order.count]][keyPath: minor] += change.signum()
            change -= change.signum()
            place += 1
        }
    }

    private func sorted(_ places: [Int], by size: (Int) -> NaiveFraction) -> [Int] {
        var order: [Int] = []
        for place in places {
            let at = order.firstIndex { size(place).isLarger(than: size($0)) } ?? order.count
            order.insert(place, at: at)
        }
        return order
    }

    private func sum(_ chosen: (Group) -> Bool, surcharges: Bool) -> Int64 {
        let groups = groups.filter(chosen)
        if sketch.rounding.addsRounded || sketch.rounding.level == .line {
            return groups.reduce(0) { $0 + $1.taxMinor + (surcharges ? $1.surchargeMinor : 0) }
        }
        return round(
            groups.reduce(NaiveFraction(0)) {
                $0 + $1.exact + (surcharges ? $1.exactSurcharge : NaiveFraction(0))
            })
    }

    private mutating func finish(_ gross: NaiveFraction) {
        rows = groups.map { group in
            let tax = group.tax
            let rate = tax.rate.map { "\($0.unscaled)e\($0.scale)" } ?? "-"
            return "\(tax.category ?? "") \(rate) \(tax.isRetained) \(tax.surcharge != nil) "
                + "\(group.baseMinor) \(group.taxMinor) \(group.surchargeMinor)"
        }.sorted()
        let tax = sum({ !$0.tax.isRetained }, surcharges: true)
        let contained = sum({ isContained($0.tax) }, surcharges: false)
        let retained = sum({ $0.tax.isRetained }, surcharges: true)
        let net = round(gross) - contained
        figures["net"] = net
        figures["tax"] = tax
        figures["retained"] = retained
        figures["gross"] = net + tax
        figures["payable"] = net + tax - retained - round(NaiveFraction(sketch.prepaid))
        var shares = Array(repeating: Int64(0), count: holders.count)
        var taxed: Set<Int> = []
        for piece in pieces where !groups[piece.group].tax.isRetained {
            shares[piece.holder] += piece.taxMinor + piece.surchargeMinor
            if !piece.tax.isZero || !piece.surcharge.isZero { taxed.insert(piece.holder) }
        }
        var change = tax - shares.reduce(0, +)
        let order = sorted(holders.indices.filter(taxed.contains)) { holders[$0] }
        var place = 0
        while change != 0, !order.isEmpty {
            shares[order[place % order.count]] += change.signum()
            change -= change.signum()
            place += 1
        }
        for place in sketch.lines.indices { figures["line \(place) tax"] = shares[place] }
    }
}

// The product's figures by the same names.
extension NaiveDocument {
    static func figures(_ document: ComputedDocument) -> [String: Int64] {
        let totals = document.totals
        var figures: [String: Int64] = [
            "lines": totals.lines, "allowance": totals.allowances, "charge": totals.charges,
            "net": totals.net, "tax": totals.tax, "retained": totals.retained,
            "gross": totals.gross, "payable": totals.payable,
        ]
        for (place, line) in document.lines.enumerated() {
            figures["line \(place) net"] = line.netMinor
            figures["line \(place) tax"] = line.taxMinor
        }
        return figures
    }

    static func rows(_ document: ComputedDocument) -> [String] {
        document.groups.map { group in
            let tax = group.tax
            return "\(tax.category ?? "") \(tax.rate?.text ?? "-") \(tax.isRetained) "
                + "\(tax.surcharge != nil) \(group.baseMinor) \(group.taxMinor) "
                + "\(group.surchargeMinor)"
        }.sorted()
    }
}
