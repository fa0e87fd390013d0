import Glibc
import Synchronization

/// Lets threads take turns that are as short as a `write`.
///
/// Who waits looks for a while before it lets others run. A lock that sleeps makes two threads slower than one here.
///
/// It has a cache line of its own: who looks at it would else take the line of what the other one is
/// writing away from him, which cost a third of the speed, or nothing, as memory happened to lie.
final class SpinGate: Sendable {
    private let before = InlineArray<16, UInt64>(repeating: 0)
    private let isTaken = Atomic<Bool>(false)
    private let after = InlineArray<16, UInt64>(repeating: 0)

    /// Longer than a `write` takes.
    private static let looksMax = 4000
    private static let yieldsMax = 200

    func pass<Result>(_ body: () -> Result) -> Result {
        var yields = 0
        while isTaken.exchange(true, ordering: .acquiring) {
            var looks = 0
            while isTaken.load(ordering: .relaxed), looks < Self.looksMax { looks += 1 }
            guard looks == Self.looksMax else { continue }
            yields += 1
            if yields < Self.yieldsMax { sched_yield() } else { usleep(50) }
        }
        defer { isTaken.store(false, ordering: .releasing) }
        return body()
    }
}
