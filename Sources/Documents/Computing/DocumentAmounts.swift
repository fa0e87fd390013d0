package import Domain

/// An allowance or a charge as it was worked out.
package struct ComputedAdjustment: Sendable {
    package let billed: BilledAdjustment
    /// What the percentage is of.
    package let base: Rational
    package let exact: Rational
    /// What is taken off or added: exact, or rounded.
    package let amount: Rational
    package let minor: Int64
    /// What each line bears of it, where it is spread.
    package internal(set) var spreadMinor: [Int64] = []
    /// The tax that it takes off, or adds.
    package internal(set) var taxMinor: Int64 = 0
}

/// A line as it was worked out, before its tax.
package struct ComputedLine: Sendable {
    package let billed: BilledLine
    /// Its id, or its number with a `#`.
    package let name: String
    /// Quantity × price ÷ base quantity.
    package let exact: Rational
    /// The same, or rounded.
    package let amount: Rational
    package let allowances: [ComputedAdjustment]
    package let charges: [ComputedAdjustment]
    package let net: Rational
    package let netMinor: Int64
    /// What taxes are computed on: the net with its part of what is spread.
    package internal(set) var taxed: Rational
    package internal(set) var shares: [TaxShare] = []
    package internal(set) var taxMinor: Int64 = 0
}

/// What a document comes to before tax.
struct DocumentAmounts {
    private(set) var lines: [ComputedLine] = []
    private(set) var allowances: [ComputedAdjustment] = []
    private(set) var charges: [ComputedAdjustment] = []
    /// The exact sum of the lines' nets.
    private(set) var lineTotal = Rational.zero
    private(set) var allowanceTotal = Rational.zero
    private(set) var chargeTotal = Rational.zero
    let document: BilledDocument
    private let unit: MinorUnit
    private let roundsNets: Bool

    /// With tax, where prices include it.
    var gross: Rational { lineTotal - allowanceTotal + chargeTotal }

    init(
        _ document: BilledDocument, _ unit: MinorUnit, _ rounding: DocumentRounding
    ) throws(DocumentFault) {
        self.document = document
        self.unit = unit
        roundsNets = rounding.roundsNets
        lines.reserveCapacity(document.lines.count)
        for (place, line) in document.lines.enumerated() {
            let computed = try compute(line, line.id ?? "#\(place + 1)")
            lineTotal += computed.net
            lines.append(computed)
        }
        allowances = try document.allowances.map { one throws(DocumentFault) in
            try adjust(one, of: lineTotal, "allowance_total", nil)
        }
        charges = try document.charges.map { one throws(DocumentFault) in
            try adjust(one, of: lineTotal, "charge_total", nil)
        }
        allowanceTotal = allowances.reduce(.zero) { $0 + $1.amount }
        chargeTotal = charges.reduce(.zero) { $0 + $1.amount }
        for place in allowances.indices where allowances[place].billed.isSpread {
            allowances[place] = try bear(allowances[place], sign: -1)
        }
        for place in charges.indices where charges[place].billed.isSpread {
            charges[place] = try bear(charges[place], sign: 1)
        }
    }

    private func compute(_ line: BilledLine, _ name: String) throws(DocumentFault) -> ComputedLine {
        guard !line.baseQuantity.isZero else {
            throw DocumentFault("base_quantity is zero", line: name, member: "base_quantity")
        }
        let product = line.quantity * line.price
        let exact = line.baseQuantity == .one ? product : product / line.baseQuantity
        let amount = roundsNets ? try unit.rounded(exact, "net", line: name) : exact
        let allowances = try line.allowances.map { one throws(DocumentFault) in
            try adjust(one, of: amount, "allowances", name)
        }
        let charges = try line.charges.map { one throws(DocumentFault) in
            try adjust(one, of: amount, "charges", name)
        }
        var net = charges.reduce(amount) { $0 + $1.amount }
        net = line.statedNet ?? allowances.reduce(net) { $0 - $1.amount }
        return ComputedLine(
            billed: line, name: name, exact: exact, amount: amount, allowances: allowances,
            charges: charges, net: net, netMinor: try unit.round(net, "net", line: name),
            taxed: net)
    }

    private func adjust(
        _ billed: BilledAdjustment, of whole: Rational, _ what: String, _ line: String?
    ) throws(DocumentFault) -> ComputedAdjustment {
        let base = billed.base ?? whole
        let exact = billed.percent.map { $0 * Rational(1, digits: 2) * base } ?? billed.amount
        let minor = try unit.round(exact, what, line: line)
        return ComputedAdjustment(
            billed: billed, base: base, exact: exact,
            amount: roundsNets || billed.isSpread ? unit.number(minor) : exact, minor: minor)
    }

    /// Gives each line its part in proportion to its net; the parts sum to the whole.
    private mutating func bear(
        _ billed: ComputedAdjustment, sign: Rational
    ) throws(DocumentFault) -> ComputedAdjustment {
        var adjustment = billed
        guard !lineTotal.isZero else {
            throw DocumentFault("nothing can be spread over lines that sum to zero")
        }
        let nets = lines.map(\.net)
        var parts: [Int64] = []
        for (net, line) in zip(nets, lines) {
            parts.append(
                try unit.round(adjustment.amount * net / lineTotal, "spread", line: line.name))
        }
        let sum = try unit.sum(parts, "spread")
        let places = nets.indices.filter { !nets[$0].isZero }
        spread(adjustment.minor - sum, over: places, by: { nets[$0] }) { parts[$0] += $1 }
        adjustment.spreadMinor = parts
        for (place, part) in parts.enumerated() {
            lines[place].taxed += sign * unit.number(part)
        }
        return adjustment
    }

    /// What taxes are computed on, in the order in which groups appear.
    func holders() -> [TaxHolder] {
        var holders: [TaxHolder] = []
        holders.reserveCapacity(lines.count)
        for (place, line) in lines.enumerated() {
            holders.append(
                TaxHolder(
                    .line(place), name: line.name, id: line.billed.id, amount: line.taxed,
                    quantity: line.billed.quantity, taxes: line.billed.taxes, document.included))
        }
        for (place, one) in allowances.enumerated() where !one.billed.taxes.isEmpty {
            holders.append(holder(.allowance(place), -one.amount, one))
        }
        for (place, one) in charges.enumerated() where !one.billed.taxes.isEmpty {
            holders.append(holder(.charge(place), one.amount, one))
        }
        return holders
    }

    private func holder(
        _ origin: TaxHolder.Origin, _ amount: Rational, _ adjustment: ComputedAdjustment
    ) -> TaxHolder {
        TaxHolder(
            origin, name: nil, id: nil, amount: amount, quantity: .zero,
            taxes: adjustment.billed.taxes, document.included)
    }

    /// Puts the shares of settled holders where they come from.
    mutating func take(_ holders: [TaxHolder]) {
        for holder in holders {
            switch holder.origin {
            case .line(let place):
                lines[place].shares = holder.shares
                lines[place].taxMinor = holder.taxMinor
            case .allowance(let place): allowances[place].taxMinor = -holder.taxMinor
            case .charge(let place): charges[place].taxMinor = holder.taxMinor
            }
        }
    }
}
