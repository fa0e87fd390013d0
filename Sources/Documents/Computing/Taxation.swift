import Domain

/// The taxes of some holders: their groups, and what is rounded where.
///
/// The exact part is worked out first; `settle` makes minor units of it by the policy.
struct Taxation {
    private(set) var holders: [TaxHolder]
    /// Categories in the order in which they first appear, and within each its groups likewise.
    private(set) var groups: [TaxGroup] = []
    let unit: MinorUnit
    let rounding: DocumentRounding

    init(
        _ holders: [TaxHolder], _ unit: MinorUnit, _ rounding: DocumentRounding
    ) throws(DocumentFault) {
        self.holders = holders
        self.unit = unit
        self.rounding = rounding
        for place in holders.indices { try self.holders[place].computeShares() }
        gather()
        try baseAmounts()
    }

    /// Finds each share's group, and sums the bases.
    private mutating func gather() {
        var places: [TaxKey: Int] = [:]
        for holder in holders.indices {
            for share in holders[holder].shares.indices {
                let tax = holders[holder].taxes[share]
                let part = holders[holder].shares[share]
                let place = places[TaxKey(tax, multiplier: part.multiplier), default: groups.count]
                if place == groups.count {
                    groups.append(TaxGroup(tax, part, holders[holder].included))
                    places[groups[place].key] = place
                }
                groups[place].base += part.base
                groups[place].quantity += part.quantity
                holders[holder].shares[share].group = place
            }
        }
        orderByCategory()
    }

    private mutating func orderByCategory() {
        var categories: [String?: Int] = [:]
        let ranks = groups.map { group in
            let next = categories.count
            let rank = categories[group.tax.category, default: next]
            if rank == next { categories[group.tax.category] = rank }
            return rank
        }
        let order = groups.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
        guard order != Array(groups.indices) else { return }
        var places = Array(repeating: 0, count: groups.count)
        for (place, old) in order.enumerated() { places[old] = place }
        groups = order.map { groups[$0] }
        for holder in holders.indices {
            for share in holders[holder].shares.indices {
                holders[holder].shares[share].group = places[holders[holder].shares[share].group]
            }
        }
    }

    /// The bases that taxes are computed from, and the exact taxes.
    private mutating func baseAmounts() throws(DocumentFault) {
        let isByLine = rounding.level == .line
        if rounding.roundsBases, isByLine {
            for place in groups.indices { groups[place].base = .zero }
            for holder in holders {
                for share in holder.shares {
                    groups[share.group].base += try unit.rounded(
                        share.base, "base", line: holder.name)
                }
            }
        }
        for place in groups.indices {
            var group = groups[place]
            group.baseMinor = try unit.round(group.base, "base")
            group.taxedBase = rounding.roundsBases ? unit.number(group.baseMinor) : group.base
            group.exactTax = group.tax(on: group.taxedBase, quantity: group.quantity)
            group.exactSurcharge = group.surcharge(on: group.taxedBase)
            groups[place] = group
        }
    }
}

// Minor units.
extension Taxation {
    /// Rounds as the policy says; afterwards the shares of each group sum to it.
    mutating func settle() throws(DocumentFault) {
        try roundShares()
        switch rounding.level {
        case .line: break
        case .group: try roundGroups()
        case .document where rounding.addsRounded: try roundCategories()
        case .document: try roundGroups()
        }
        if rounding.level == .line || (rounding.level == .document && rounding.addsRounded) {
            try sumGroups()
        }
        try matchShares()
    }

    private mutating func roundShares() throws(DocumentFault) {
        let fromRounded = rounding.level == .line && rounding.roundsBases
        for holder in holders.indices {
            for place in holders[holder].shares.indices {
                let name = holders[holder].name
                var share = holders[holder].shares[place]
                var (tax, surcharge) = (share.tax, share.surcharge)
                if fromRounded {
                    let base = try unit.rounded(share.base, "base", line: name)
                    let group = groups[share.group]
                    tax = group.tax(on: base, quantity: share.quantity)
                    surcharge = group.surcharge(on: base)
                }
                share.taxMinor = try unit.round(tax, "tax", line: name)
                share.surchargeMinor = try unit.round(surcharge, "surcharge_tax", line: name)
                holders[holder].shares[place] = share
            }
        }
    }

    private mutating func roundGroups() throws(DocumentFault) {
        for place in groups.indices {
            groups[place].taxMinor = try unit.round(groups[place].exactTax, "tax")
            groups[place].surchargeMinor = try unit.round(
                groups[place].exactSurcharge, "surcharge_tax")
        }
    }

    /// Rounds each name's exact sum once, and spreads what that changes over its shares.
    private mutating func roundCategories() throws(DocumentFault) {
        let places = sharePlaces()
        var start = 0
        while start < groups.count {
            let name = groups[start].tax.category
            let end = groups[start...].firstIndex { $0.tax.category != name } ?? groups.count
            for isRetained in [false, true] {
                let chosen = (start..<end).filter { groups[$0].tax.isRetained == isRetained }
                var shares = chosen.flatMap { places[$0] }
                if chosen.count > 1 {
                    shares.sort { ($0.holder, $0.share) < ($1.holder, $1.share) }
                }
                let tax = chosen.reduce(Rational.zero) { $0 + groups[$1].exactTax }
                try match(try unit.round(tax, "tax"), .tax, shares)
                let surcharge = chosen.reduce(Rational.zero) { $0 + groups[$1].exactSurcharge }
                try match(try unit.round(surcharge, "surcharge_tax"), .surcharge, shares)
            }
            start = end
        }
    }

    private mutating func sumGroups() throws(DocumentFault) {
        var (taxes, surcharges) = (
            Array(repeating: Int128(0), count: groups.count),
            Array(repeating: Int128(0), count: groups.count)
        )
        for holder in holders {
            for share in holder.shares {
                taxes[share.group] += Int128(share.taxMinor)
                surcharges[share.group] += Int128(share.surchargeMinor)
            }
        }
        for place in groups.indices {
            groups[place].taxMinor = try unit.round(
                Rational(taxes[place], digits: unit.digits), "tax")
            groups[place].surchargeMinor = try unit.round(
                Rational(surcharges[place], digits: unit.digits), "surcharge_tax")
        }
    }

    /// Takes other figures for the groups; the shares follow.
    mutating func restate(_ taxes: [(tax: Int64, surcharge: Int64)]) throws(DocumentFault) {
        for (place, figures) in taxes.enumerated() {
            groups[place].taxMinor = figures.tax
            groups[place].surchargeMinor = figures.surcharge
        }
        try matchShares()
    }

    /// Makes the shares of each group sum to it.
    private mutating func matchShares() throws(DocumentFault) {
        var open: [(place: Int, part: Part)] = []
        var sums = [Int128](repeating: 0, count: groups.count * 2)
        for holder in holders {
            for share in holder.shares {
                sums[share.group * 2] += Int128(share.taxMinor)
                sums[share.group * 2 + 1] += Int128(share.surchargeMinor)
            }
        }
        for (place, group) in groups.enumerated() {
            if sums[place * 2] != Int128(group.taxMinor) { open.append((place, .tax)) }
            if sums[place * 2 + 1] != Int128(group.surchargeMinor) {
                open.append((place, .surcharge))
            }
        }
        guard !open.isEmpty else { return }
        let places = sharePlaces()
        for (place, part) in open {
            let group = groups[place]
            try match(part == .tax ? group.taxMinor : group.surchargeMinor, part, places[place])
        }
    }

    private enum Part { case tax, surcharge }

    /// Where a share is found.
    private typealias Place = (holder: Int, share: Int)

    /// The shares of each group, in the order of their holders.
    private func sharePlaces() -> [[Place]] {
        var places = Array(repeating: [Place](), count: groups.count)
        for (holder, each) in holders.enumerated() {
            for (share, one) in each.shares.enumerated() {
                places[one.group].append((holder, share))
            }
        }
        return places
    }

    /// Makes some shares sum to a figure, largest line first.
    private mutating func match(
        _ wanted: Int64, _ part: Part, _ all: [Place]
    ) throws(DocumentFault) {
        var (taxed, sum) = ([Place](), Int128(0))
        for place in all {
            let share = holders[place.holder].shares[place.share]
            sum += Int128(part == .tax ? share.taxMinor : share.surchargeMinor)
            let exact = part == .tax ? share.tax : share.surcharge
            if !exact.isZero { taxed.append(place) }
        }
        let change = try unit.sum([wanted, Int64(clamping: -sum)], "tax")
        guard change != 0 else { return }
        let parts = taxed.isEmpty ? all : taxed
        let weights = parts.map { self.holders[$0.holder].amount }
        var holders = self.holders
        self.holders = []
        spread(change, over: Array(parts.indices), by: { weights[$0] }) { place, units in
            let (holder, share) = parts[place]
            if part == .tax {
                holders[holder].shares[share].taxMinor += units
            } else {
                holders[holder].shares[share].surchargeMinor += units
            }
        }
        self.holders = holders
    }
}

// Totals.
extension Taxation {
    /// Which groups a total is of.
    enum Total: String {
        case tax = "tax_total"
        case contained = "contained_total"
        case retained = "retained_total"
    }

    /// A total by the policy: the sum of what was rounded, or the exact sum rounded.
    func total(_ total: Total) throws(DocumentFault) -> Int64 {
        let chosen = groups.filter {
            switch total {
            case .tax: !$0.tax.isRetained
            case .contained: $0.isContained
            case .retained: $0.tax.isRetained
            }
        }
        if rounding.addsRounded || rounding.level == .line {
            return try unit.sum(
                chosen.map { $0.taxMinor + (total == .contained ? 0 : $0.surchargeMinor) },
                total.rawValue)
        }
        let sum = chosen.reduce(Rational.zero) {
            $0 + $1.exactTax + (total == .contained ? .zero : $1.exactSurcharge)
        }
        return try unit.round(sum, total.rawValue)
    }

    /// Gives each holder its tax, so that all of them sum to the document's.
    mutating func share(_ total: Int64) throws(DocumentFault) {
        var holders = self.holders
        var sum = Int128(0)
        for place in holders.indices {
            var tax = Int128(0)
            for share in holders[place].shares where !groups[share.group].tax.isRetained {
                tax += Int128(share.taxMinor) + Int128(share.surchargeMinor)
            }
            holders[place].taxMinor = try unit.sum([Int64(clamping: tax)], "tax")
            sum += tax
        }
        let change = try unit.sum([total, Int64(clamping: -sum)], "tax_total")
        if change != 0 {
            let taxed = holders.indices.filter { place in
                holders[place].shares.contains {
                    !groups[$0.group].tax.isRetained && !($0.tax + $0.surcharge).isZero
                }
            }
            let amounts = holders.map(\.amount)
            spread(change, over: taxed, by: { amounts[$0] }) { holders[$0].taxMinor += $1 }
        }
        self.holders = holders
    }
}
