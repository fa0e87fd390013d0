import Domain

/// A document's lines by the size of their amounts, largest first, ties by position.
struct TaxLineOrder {
    /// Places of the lines within their document.
    private(set) var places: ContiguousArray<Int> = []

    /// Empties the order for the next document.
    mutating func forget() { places.removeAll(keepingCapacity: true) }

    /// Orders the document's lines, unless that is done already.
    mutating func make(
        _ lines: ContiguousArray<TaxRecomputation.Line>, _ batch: TaxBatch, _ document: Int
    ) {
        guard places.isEmpty else { return }
        let first = batch.documents[document].lines.lowerBound
        places.append(contentsOf: lines.indices)
        func precedes(_ left: Int, _ right: Int) -> Bool {
            let (large, small) = (lines[left].amount.magnitude, lines[right].amount.magnitude)
            if large != small { return large > small }
            let (upper, lower) = (batch.lines[first + left], batch.lines[first + right])
            return (upper.position, upper.id) < (lower.position, lower.id)
        }
        guard places.count <= 16 else { return places.sort(by: precedes) }
        // Documents are short; the library's sort asks for memory each time.
        for end in places.indices.dropFirst() {
            var place = end
            while place > 0, precedes(places[place], places[place - 1]) {
                places.swapAt(place, place - 1)
                place -= 1
            }
        }
    }
}
