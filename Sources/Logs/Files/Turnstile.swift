import Glibc
import Synchronization

/// A value that threads use in turn, each for no longer than a `write`.
///
/// Who waits looks for a while before it lets others run: a lock that sleeps makes two threads slower
/// than one here. Gate and value have cache lines of their own: whoever looks at the gate, or reads
/// what lies beside the value, would take the line from him who writes, which cost a third of the
/// speed, or nothing, as memory happened to lie.
final class Turnstile<Value: ~Copyable>: Sendable {
    private let before = InlineArray<16, UInt64>(repeating: 0)
    private let isTaken = Atomic<Bool>(false)
    private let between = InlineArray<16, UInt64>(repeating: 0)
    private let value: Mutex<Value>
    private let after = InlineArray<16, UInt64>(repeating: 0)

    init(_ value: consuming sending Value) { self.value = Mutex(value) }

    /// Has the value for a while.
    func pass<Result>(_ body: (inout sending Value) -> sending Result) -> sending Result {
        enter()
        defer { isTaken.store(false, ordering: .releasing) }
        return value.withLock(body)
    }

    private func enter() {
        // Longer than a `write` takes.
        let (looksMax, yieldsMax) = (4000, 200)
        var yields = 0
        while isTaken.exchange(true, ordering: .acquiring) {
            var looks = 0
            while isTaken.load(ordering: .relaxed), looks < looksMax { looks += 1 }
            guard looks == looksMax else { continue }
            yields += 1
            if yields < yieldsMax { sched_yield() } else { usleep(50) }
        }
    }
}
