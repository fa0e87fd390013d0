/// Names of components over all batches, which may have met unknown names in different orders.
struct TaxNames {
    private(set) var all: [String]
    private let known: Int
    /// By index in the batch at hand, from the first name that the rules do not have.
    private var places: [Int32] = []

    init(_ names: [String]) {
        all = names
        known = names.count
    }

    /// Takes over a batch's names, which begin with those of the rules.
    mutating func learn(_ names: [String]) {
        precondition(
            names.starts(with: all.prefix(known)), "the batch was made for other tax rules")
        places = names.dropFirst(known).map { name in
            if let place = all.firstIndex(of: name) { return Int32(place) }
            all.append(name)
            return Int32(all.count - 1)
        }
    }

    /// The place in `all` of a batch's component.
    func own(_ component: Int32) -> Int32 {
        let index = Int(component)
        return index < known ? component : places[index - known]
    }
}
