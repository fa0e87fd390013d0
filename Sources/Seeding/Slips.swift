/// Wrong taxes that somebody might have charged on a line.
struct Slips {
    private let books: Recomputation
    private let index: Int
    private let line: Line

    init(_ books: Recomputation, line index: Int) {
        (self.books, self.index) = (books, index)
        line = books.lines[index]
    }

    /// What to try for a reason; none where the line cannot have it.
    func proposals(for reason: PlantedReason, _ dice: inout Dice) -> [Split] {
        let right = line.split.total
        switch reason {
        case .taxOnExempt: return books.table.isStandard(line.code) ? [] : standardTaxes
        case .missingTax: return right >= 10 ? [.zero] : []
        case .wrongComponent: return right >= 10 ? otherSplits(&dice) : []
        case .rounding: return known(.rounding).filter { $0.total > 0 }
        case .rateNotInForce, .wrongRate, .wrongBase:
            return known(reason).filter { abs($0.total - right) >= 3 && $0.total > 0 }
        case .unexplained: return right >= 20 ? farOff(&dice) : []
        case .noTaxCode, .sumMismatch, .creditExceedsInvoice: return []
        }
    }

    private func known(_ reason: PlantedReason) -> [Split] {
        guard books.table.isStandard(line.code) else { return [] }
        return books.slips(index).first { $0.0 == reason }?.1 ?? []
    }

    /// What standard codes would charge on a line that owes nothing.
    private var standardTaxes: [Split] {
        books.table.stacks(otherThan: line.code, on: books.document.rateDay)
            .map { $0.split(line.amount, .halfUp) }.filter { $0.total >= 10 }
    }

    /// The right total under other names: all in one component, or a part moved.
    private func otherSplits(_ dice: inout Dice) -> [Split] {
        let total = line.split.total
        let last = books.table.places.count - 1
        var alone = Split.zero
        alone[last] = total
        var moved = line.split
        let part = Int64(dice.between(1, Int(max(1, line.split[0] / 2))))
        moved[0] -= part
        moved[1] += part
        return dice.chance(perMille: 500) ? [alone, moved] : [moved, alone]
    }

    /// Amounts at least three minor units away from whatever any slip would give.
    private func farOff(_ dice: inout Dice) -> [Split] {
        let right = line.split.total
        let slips = books.slips(index).flatMap { $0.1 }.map(\.total) + [0, right]
        let place = line.split.indices.first { line.split[$0] > 0 } ?? 0
        return (0..<20).compactMap { _ in
            let delta = 5 + right * Int64(dice.between(8, 45)) / 100
            let total = dice.chance(perMille: 500) ? right + delta : right - delta
            guard total > 3, slips.allSatisfy({ abs($0 - total) >= 3 }) else { return nil }
            var split = line.split
            split[place] += total - right
            return split.min() >= 0 ? split : nil
        }
    }
}
