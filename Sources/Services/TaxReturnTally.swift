import Domain

/// Sums of the return by set of rates and component, in the clinic's currency.
///
/// What documents in that currency add is taken from the tally at the end; here stands what is
/// converted, deferred, paid in advance or recognised.
struct TaxReturnTally {
    private let table: TaxTable
    /// By stack, then source.
    private var bases: ContiguousArray<Int128>
    private var taxes: ContiguousArray<Int128>
    /// By share, then source.
    private var parts: ContiguousArray<Int128>

    private static let sources = TaxSource.allCases.count

    init(_ table: TaxTable) {
        self.table = table
        bases = ContiguousArray(repeating: 0, count: table.stacks.count * Self.sources)
        taxes = bases
        parts = ContiguousArray(repeating: 0, count: table.shares.count * Self.sources)
    }

    /// Adds a document's shares, `times` 1 or −1.
    mutating func add(_ shares: TaxDocumentShares, to source: TaxSource, times: Int128) {
        for group in shares.groups {
            let place = group.stack * Self.sources + source.rawValue
            bases[place] += times * Int128(group.base)
            taxes[place] += times * Int128(group.tax)
        }
        for part in shares.parts {
            parts[part.share * Self.sources + source.rawValue] += times * Int128(part.tax)
        }
    }

    /// Rows with anything in them, documents of the clinic's own currency among them.
    ///
    /// - Throws: `numericOutOfRange` when a total is more than `Int64` holds.
    func rows(_ tally: TaxTally, names: [String]) throws(AppError) -> [TaxReturnRow] {
        let own = tally.totals.firstIndex { $0.currency == table.rules.currency }
        var all = self
        for stack in table.stacks.indices {
            guard let own else { break }
            all.add(tally.rows[own * table.stacks.count + stack], stack)
            for share in table.stacks[stack].shares {
                all.add(tally.components[own * table.shares.count + share], share: share)
            }
        }
        var rows: [TaxReturnRow] = []
        for stack in table.stacks.indices {
            let places = stack * Self.sources..<(stack + 1) * Self.sources
            let lines = own.map { tally.rows[$0 * table.stacks.count + stack].lines } ?? 0
            let shares = table.stacks[stack].shares
            // What is withheld may be all there is, where base and tax round to nothing.
            let split = shares.lowerBound * Self.sources..<shares.upperBound * Self.sources
            let figures = all.bases[places] + all.taxes[places] + all.parts[split]
            guard lines > 0 || !figures.allSatisfy({ $0 == 0 }) else { continue }
            rows.append(try all.row(stack, names))
        }
        return rows.sorted { Self.key($0) < Self.key($1) }
    }

    private mutating func add(_ row: TaxTally.Row, _ stack: Int) {
        let place = stack * Self.sources
        bases[place + TaxSource.invoices.rawValue] += row.base - row.creditBase
        bases[place + TaxSource.creditNotes.rawValue] += row.creditBase
        taxes[place + TaxSource.invoices.rawValue] += row.charged - row.creditCharged
        taxes[place + TaxSource.creditNotes.rawValue] += row.creditCharged
    }

    private mutating func add(_ component: TaxTally.Component, share: Int) {
        let place = share * Self.sources
        parts[place + TaxSource.invoices.rawValue] += component.charged - component.creditCharged
        parts[place + TaxSource.creditNotes.rawValue] += component.creditCharged
    }

    private func row(_ stack: Int, _ names: [String]) throws(AppError) -> TaxReturnRow {
        let known = stack < table.rules.stacks.count ? table.rules.stacks[stack] : nil
        let code = known.map { table.rules.codes[$0.code] }
        var amounts: [TaxSource: TaxAmount] = [:]
        for source in TaxSource.allCases {
            let place = stack * Self.sources + source.rawValue
            amounts[source] = TaxAmount(base: try minor(bases[place]), tax: try minor(taxes[place]))
        }
        let places = stack * Self.sources..<(stack + 1) * Self.sources
        return TaxReturnRow(
            taxCode: code?.code ?? TaxSummaryRow.noCode, category: code?.category,
            validFrom: known?.validFrom, amounts: amounts,
            returned: TaxAmount(
                base: try minor(bases[places].reduce(0, +)),
                tax: try minor(taxes[places].reduce(0, +))),
            components: try components(stack, known, names))
    }

    private func components(
        _ stack: Int, _ known: TaxStack?, _ names: [String]
    ) throws(AppError) -> [TaxReturnComponent] {
        var found: [TaxReturnComponent] = []
        var other = ContiguousArray(
            taxes[stack * Self.sources..<(stack + 1) * Self.sources])
        for (component, share) in zip(known?.components ?? [], table.stacks[stack].shares) {
            let own = ContiguousArray(parts[share * Self.sources..<(share + 1) * Self.sources])
            if !component.rate.isWithheld {
                for source in own.indices { other[source] -= own[source] }
            }
            found.append(try self.component(names[Int(component.name)], component.rate, own))
        }
        guard other.contains(where: { $0 != 0 }) else { return found }
        return found + [try component(TaxReturnComponent.other, nil, other)]
    }

    private func component(
        _ name: String, _ rate: TaxRate?, _ sums: ContiguousArray<Int128>
    ) throws(AppError) -> TaxReturnComponent {
        var taxes: [TaxSource: Int64] = [:]
        for source in TaxSource.allCases { taxes[source] = try minor(sums[source.rawValue]) }
        return TaxReturnComponent(
            component: name, rate: rate, taxes: taxes, returned: try minor(sums.reduce(0, +)))
    }

    private func minor(_ sum: Int128) throws(AppError) -> Int64 {
        guard let minor = Int64(exactly: sum) else {
            throw AppError(.numericOutOfRange, "a total of the tax return")
        }
        return minor
    }

    private static func key(_ row: TaxReturnRow) -> (Int, String, Int32) {
        (row.category == nil ? 1 : 0, row.taxCode, row.validFrom?.number ?? .min)
    }
}
