import Domain

/// What becomes of a fraction of a minor unit; written here anew, to be a second opinion.
enum Halves: String, CaseIterable {
    case halfUp = "half_up"
    case halfEven = "half_even"
    case down, up

    /// `dividend` / `divisor`, rounded; neither is negative.
    func quotient(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        let (whole, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard rest != 0 else { return whole }
        return switch self {
        case .halfUp: rest >= divisor - rest ? whole + 1 : whole
        case .halfEven:
            rest > divisor - rest || (rest == divisor - rest && whole % 2 == 1) ? whole + 1 : whole
        case .down: whole
        case .up: whole + 1
        }
    }
}

/// How a clinic rounds tax: over what, and which way.
struct TaxRule: Equatable {
    let level: RoundingLevel
    let mode: Halves

    /// All twelve rules there are.
    static let all = RoundingLevel.allCases.flatMap { level in
        Halves.allCases.map { TaxRule(level: level, mode: $0) }
    }

    /// Charges every line of a document.
    ///
    /// With lines of earlier credit notes of the same invoice: what this one adds to their tax.
    func charge(_ lines: inout [Line], after earlier: [Line] = []) {
        for index in lines.indices {
            let line = lines[index]
            let known =
                level != .line
                ? 0
                : earlier.filter { $0.credited == line.credited }
                    .reduce(0) { $0 + $1.amount }
            lines[index].split =
                line.stack.split(known + line.amount, mode) &- line.stack.split(known, mode)
        }
        guard level != .line, lines.count > 1 || !earlier.isEmpty else { return }
        for place in 0..<Split.scalarCount {
            var settled: UInt64 = 0
            for first in lines.indices
            where settled & (1 << UInt64(first)) == 0 && lines[first].stack.parts[place] != 0 {
                let group = members(like: first, at: place, of: lines)
                let code = lines[first].code
                let before = earlier.filter { level == .document || $0.code == code }
                settle(group, at: place, of: &lines, after: before)
                settled |= group
            }
        }
    }

    /// The lines that are rounded together with one of them, a bit each.
    private func members(like first: Int, at place: Int, of lines: [Line]) -> UInt64 {
        var group: UInt64 = 0
        for index in lines.indices
        where lines[index].stack.parts[place] != 0
            && (level == .document || lines[index].code == lines[first].code)
        {
            group |= 1 << UInt64(index)
        }
        return group
    }

    /// Rounds a group's tax once, and hands the difference to its largest lines.
    private func settle(
        _ group: UInt64, at place: Int, of lines: inout [Line], after earlier: [Line]
    ) {
        var (exact, divisor, rounded) = (Int64(0), Int64(1), Int64(0))
        for line in earlier where line.stack.parts[place] != 0 {
            add(line, at: place, to: &exact, over: &divisor)
        }
        let (before, over) = (exact, divisor)
        for index in lines.indices where group & (1 << UInt64(index)) != 0 {
            add(lines[index], at: place, to: &exact, over: &divisor)
            rounded += lines[index].split[place]
        }
        var delta = mode.quotient(exact, divisor) - mode.quotient(before, over) - rounded
        var waiting = group
        while delta != 0 {
            if waiting == 0 { waiting = group }
            let index = largest(of: waiting, in: lines)
            lines[index].split[place] += delta.signum()
            waiting &= ~(1 << UInt64(index))
            delta -= delta.signum()
        }
    }

    private func add(
        _ line: Line, at place: Int, to exact: inout Int64, over divisor: inout Int64
    ) {
        let shared = greatestCommonDivisor(divisor, line.stack.divisor)
        let (here, there) = (line.stack.divisor / shared, divisor / shared)
        exact = exact * here + line.amount * line.stack.parts[place] * there
        divisor *= here
    }

    private func largest(of waiting: UInt64, in lines: [Line]) -> Int {
        var best = waiting.trailingZeroBitCount
        for index in lines.indices
        where waiting & (1 << UInt64(index)) != 0 && lines[index].amount > lines[best].amount {
            best = index
        }
        return best
    }
}
