/// Orders places by the ids that stand there, in linear time: one pass for each eleven bits by which
/// the ids differ.
enum IDOrder {
    private static let digit: UInt64 = 11

    /// Sorts places of `ids` by id; those of the same id keep their order.
    static func sort(_ places: inout [Int32], by ids: [Int64]) {
        guard let first = places.first else { return }
        var (low, high) = (ids[Int(first)], ids[Int(first)])
        for place in places {
            low = min(low, ids[Int(place)])
            high = max(high, ids[Int(place)])
        }
        let range = UInt64(bitPattern: high &- low)
        var other = [Int32](repeating: 0, count: places.count)
        var shift: UInt64 = 0
        while shift < 64, range >> shift > 0 {
            pass(places, into: &other) {
                Int(UInt64(bitPattern: ids[Int($0)] &- low) >> shift & (1 << digit - 1))
            }
            swap(&places, &other)
            shift += digit
        }
    }

    private static func pass(
        _ places: [Int32], into other: inout [Int32], _ digitOf: (Int32) -> Int
    ) {
        var starts = [Int](repeating: 0, count: 1 << digit + 1)
        for place in places { starts[digitOf(place) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        for place in places {
            let digit = digitOf(place)
            other[starts[digit]] = place
            starts[digit] += 1
        }
    }
}
