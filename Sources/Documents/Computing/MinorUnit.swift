import Domain

/// Rounds to a currency's minor unit, and refuses what has no place there.
struct MinorUnit {
    let digits: Int
    let mode: RoundingMode

    /// The number in minor units.
    func round(
        _ number: Rational, _ what: String, line: String? = nil
    ) throws(DocumentFault) -> Int64 {
        guard let minor = number.minor(digits: digits, mode) else {
            throw .beyond(what, line: line)
        }
        return minor
    }

    /// The number in minor units; half a cent was never paid.
    func exact(_ number: Rational, _ what: String) throws(DocumentFault) -> Int64 {
        if let minor = number.exactMinor(digits: digits) { return minor }
        guard number.minor(digits: digits, mode) != nil else { throw .beyond(what) }
        throw DocumentFault(
            .amountTooPrecise, "\(what) has more than \(digits) decimals", member: what)
    }

    /// The number of so many minor units.
    func number(_ minor: Int64) -> Rational { Rational(Int128(minor), digits: digits) }

    func rounded(
        _ number: Rational, _ what: String, line: String? = nil
    ) throws(DocumentFault) -> Rational {
        self.number(try round(number, what, line: line))
    }

    /// A sum of figures that are each in bounds.
    func sum(_ parts: some Sequence<Int64>, _ what: String) throws(DocumentFault) -> Int64 {
        let sum = parts.reduce(Int128(0)) { $0 + Int128($1) }
        guard sum.magnitude < UInt128(Rational.minorBound) else { throw .beyond(what) }
        return Int64(sum)
    }
}

/// Changes parts by single minor units so that they sum to a total.
///
/// - Parameters:
///   - change: what the parts are to sum to, less what they sum to.
///   - places: the parts that take part.
///   - weight: how large a part is; the largest ones change first, ties go by place.
///   - apply: adds units to a part.
func spread(
    _ change: Int64, over places: [Int], by weight: (Int) -> Rational,
    _ apply: (Int, Int64) -> Void
) {
    guard change != 0, !places.isEmpty else { return }
    let weights = places.map { (place: $0, weight: weight($0).magnitude) }
    let order = weights.sorted {
        $0.weight == $1.weight ? $0.place < $1.place : $1.weight < $0.weight
    }
    let (each, rest) = change.magnitude.quotientAndRemainder(dividingBy: UInt64(order.count))
    for (rank, part) in order.enumerated() {
        let units = Int64(each) + (rank < Int(rest) ? 1 : 0)
        if units > 0 { apply(part.place, change < 0 ? -units : units) }
    }
}
