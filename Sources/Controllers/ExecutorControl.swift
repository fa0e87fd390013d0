import CSystem
package import Domain
import Glibc
import Synchronization

/// An executor's second thread: beats on a pipe, takes the supervisor's words, holds the deadline.
///
/// When the pipe ends the process ends: no executor outlives its supervisor.
package final class ExecutorControl: Sendable {
    private struct State {
        var beat = Beat()
        var interrupt: Interrupt?
        var deadline: Instant?
        var why: Why?
        var isDraining = false
        var isReloading = false
    }

    /// Why a run was stopped from outside.
    package enum Why: Equatable, Sendable { case cancelled, overdue, released }

    /// How long past its deadline a run may stay deaf to the interrupt.
    private static var deafSeconds: Int64 { 30 }
    /// Exit status of a process that ended itself over a deaf run.
    package static var deafStatus: Int32 { 75 }

    private let state = Mutex(State())
    private let wake: (read: Int32, write: Int32)
    private let input: Int32
    private let output: Int32

    /// - Parameters:
    ///   - input: where the supervisor's words come from.
    ///   - output: where beats go.
    package init(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) {
        var ends: [Int32] = [-1, -1]
        guard evclinic_pipe(&ends, 1) == 0 else { preconditionFailure("no pipe") }
        wake = (ends[0], ends[1])
        self.input = input
        self.output = output
    }

    /// Starts the thread.
    package func start() { runInBackground { self.listen() } }

    /// Whether no further run is to be begun.
    package var isDraining: Bool {
        state.withLock { $0.isDraining } || evclinic_interrupted() != 0
    }

    /// Whether the job files should be read again; said once.
    package func takeReload() -> Bool {
        state.withLock { state in
            defer { state.isReloading = false }
            return state.isReloading
        }
    }

    /// Begins a run: it is named in beats, and interrupted at its deadline.
    ///
    /// The first beat goes out before the run does anything: who dies with it is known by name.
    package func begin(_ token: FencingToken, timeoutSeconds: Int) -> Interrupt {
        let interrupt = Interrupt()
        let line = state.withLock { state in
            state.beat = Beat(token: token, step: "begin")
            state.interrupt = interrupt
            state.deadline = Clock.steady.now.adding(seconds: Int64(timeoutSeconds))
            state.why = nil
            return state.beat.line
        }
        Lines.write(line, to: output)
        return interrupt
    }

    /// Notes a step of the run at hand, and says so at once; rows of the same step go along with the
    /// next beat.
    package func step(_ name: String, done: Int64 = 0, of expected: Int64 = 0) {
        let line: String? = state.withLock { state in
            let isNew = state.beat.step != name
            (state.beat.step, state.beat.done, state.beat.expected) = (name, done, expected)
            return isNew ? state.beat.line : nil
        }
        if let line { Lines.write(line, to: output) }
    }

    /// Ends the run at hand; says why it was stopped, if it was.
    package func end() -> Why? {
        state.withLock { state in
            defer { state = State(isDraining: state.isDraining, isReloading: state.isReloading) }
            return state.why
        }
    }

    /// Sleeps until woken, or so long at most.
    package func rest(milliseconds: Int) {
        Lines.write(Beat().line, to: output)
        var descriptor = pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, Int32(milliseconds))
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(wake.read, &bytes, bytes.count) > 0 {}
    }

    private func listen() {
        var lines = Lines()
        var nextBeat = Clock.steady.now
        while true {
            if Clock.steady.now >= nextBeat {
                Lines.write(state.withLock { $0.beat.line }, to: output)
                nextBeat = Clock.steady.now.adding(seconds: 1)
                checkDeadline()
            }
            var descriptor = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
            let left = (nextBeat.microseconds - Clock.steady.now.microseconds) / 1000
            guard poll(&descriptor, 1, Int32(max(left, 1))) > 0 else { continue }
            for line in lines.read(from: input) {
                if let word = SupervisorWord(line) { hear(word) }
            }
            if lines.isEnded { _exit(0) }
        }
    }

    private func hear(_ word: SupervisorWord) {
        state.withLock { state in
            switch word {
            case .wake: break
            case .drain: state.isDraining = true
            case .reload: state.isReloading = true
            case .release:
                state.isDraining = true
                state.why = state.why ?? .released
                state.interrupt?.raise()
            case .cancel(let token):
                guard state.beat.token == token else { return }
                state.why = state.why ?? .cancelled
                state.interrupt?.raise()
            }
        }
        Lines.write("", to: wake.write)
    }

    private func checkDeadline() {
        state.withLock { state in
            guard let deadline = state.deadline, Clock.steady.now > deadline else { return }
            state.why = state.why ?? .overdue
            state.interrupt?.raise()
            // A loop, or a disk that does not answer, hears no interrupt.
            if Clock.steady.now > deadline.adding(seconds: Self.deafSeconds) {
                _exit(Self.deafStatus)
            }
        }
    }
}
