import Dispatch
import Domain
import Synchronization

/// Tells a monitor that we are at work: a dead-man's switch, which calls a person when it is not told.
///
/// A ping is made on a thread of its own and fails nothing. What is wrong with it is said once, and
/// again only when something else is.
package final class AliveSignal: Sendable {
    private struct State {
        var isUnderWay = false
        var notBefore: Instant
        /// What was said last; `nil` while pings are answered.
        var fault: String?
    }

    private let address: AliveAddress
    private let patienceSeconds: Int
    private let say: @Sendable (String) -> Void
    private let state: Mutex<State>

    /// Between two pings of a process that goes on.
    package static let pauseSeconds = 60

    /// - Parameters:
    ///   - address: of the monitor.
    ///   - firstAfterSeconds: how long a process has worked before it pings for the first time.
    ///   - patienceSeconds: for one ping, from the look-up of its name to the answer.
    ///   - say: told what is wrong, on any thread.
    package init(
        to address: AliveAddress, firstAfterSeconds: Int = 0, patienceSeconds: Int = 5,
        say: @escaping @Sendable (String) -> Void
    ) {
        self.address = address
        self.patienceSeconds = patienceSeconds
        self.say = say
        state = Mutex(
            State(notBefore: Clock.steady.now.adding(seconds: Int64(firstAfterSeconds))))
    }

    /// Pings, unless the last one began under a minute ago or is still under way; returns at once.
    package func ping() {
        let isDue = state.withLock { state in
            let now = Clock.steady.now
            guard !state.isUnderWay, now >= state.notBefore else { return false }
            state.notBefore = now.adding(seconds: Int64(Self.pauseSeconds))
            state.isUnderWay = true
            return true
        }
        guard isDue else { return }
        let isStarted = runInBackground { [self] in
            note(send())
            state.withLock { $0.isUnderWay = false }
        }
        if !isStarted { state.withLock { $0.isUnderWay = false } }
    }

    /// Pings a last time and waits for the answer, as long as the ping may take.
    package func pingAtEnd() {
        let isDone = DispatchSemaphore(value: 0)
        runInBackground { [self] in
            note(send())
            isDone.signal()
        }
        // Looking a name up knows no deadline.
        if isDone.wait(timeout: .now() + .seconds(patienceSeconds)) == .timedOut {
            note(PingFault.silent(seconds: patienceSeconds).what)
        }
    }

    /// What went wrong, if anything did.
    private func send() -> String? {
        do throws(PingFault) {
            try Ping(address: address, patienceSeconds: patienceSeconds).send()
            return nil
        } catch {
            return error.what
        }
    }

    private func note(_ fault: String?) {
        // Said under the lock: whoever finds it noted may rely on its having been said.
        state.withLock { state in
            guard fault != state.fault else { return }
            state.fault = fault
            say(
                fault.map { "ALIVE_URL \($0); the monitor will call" }
                    ?? "ALIVE_URL answers again")
        }
    }
}
