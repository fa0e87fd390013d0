import Dispatch

/// Waits for a number of threads.
final class Countdown: Sendable {
    private let group = DispatchGroup()

    init(_ count: Int) { for _ in 0..<count { group.enter() } }

    func finish() { group.leave() }

    func wait() { group.wait() }
}
