/// Tax by component; every component name of a clinic has its own place.
typealias Split = SIMD4<Int64>

extension Split {
    var total: Int64 { wrappedSum() }
}

/// The components of a tax code that are in force on one day, as exact shares of the base.
///
/// A component's effective rate is `parts[k]` / `unit`, so that tax is one multiplication and one
/// rounded division, in integers throughout. Written apart from the worker's own tax engine, and
/// named apart from it, so that the two check each other.
struct Levy: Equatable {
    private(set) var parts = Split.zero
    private(set) var unit: Int64 = 1
    /// What the taxed amount is made of: `unit` without tax, `unit` plus all parts with it.
    private(set) var divisor: Int64 = 1

    /// No tax at all.
    static let none = Levy()

    private init() {}

    /// Rates in the order of their positions; `places` says which component stands where.
    init(_ rates: [LevyRate], places: [String], pricesIncludeTax: Bool) {
        for rate in rates.sorted(by: { $0.position < $1.position }) {
            guard let place = places.firstIndex(of: rate.component) else { continue }
            let base = rate.compound ? unit + parts.total : unit
            add(rate.percent * base, of: 100_000_000 * unit, at: place)
        }
        divisor = pricesIncludeTax ? unit + parts.total : unit
    }

    private mutating func add(_ part: Int64, of whole: Int64, at place: Int) {
        let shared = greatestCommonDivisor(part, whole)
        let (part, whole) = (part / shared, whole / shared)
        let common = unit / greatestCommonDivisor(unit, whole) * whole
        parts = parts &* Split(repeating: common / unit)
        parts[place] = part * (common / whole)
        unit = common
    }

    /// Each component's tax on an amount, rounded by itself.
    func split(_ amount: Int64, _ mode: Halves) -> Split { split(amount, over: divisor, mode) }

    /// The same with the percent put on top, even where prices include tax.
    func splitOnTop(_ amount: Int64, _ mode: Halves) -> Split { split(amount, over: unit, mode) }

    private func split(_ amount: Int64, over divisor: Int64, _ mode: Halves) -> Split {
        var split = Split.zero
        for place in 0..<Split.scalarCount where parts[place] != 0 {
            split[place] = mode.quotient(amount * parts[place], divisor)
        }
        return split
    }
}

func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
}
