package import Domain
import Glibc
import Synchronization

/// Rotating files that lines are written to, by any number of threads and processes.
///
/// A line that `write` has returned from is in the file and outlives this process, however it ends.
/// While the disk is full or the folder away, lines wait in memory of a bounded size, and what does
/// not fit is counted and told. Nothing is ever thrown at who logs.
package final class LogFileSink: Sendable {
    /// Takes what happened to the files.
    package typealias Hook = @Sendable (RotationEvent) -> Void

    private struct State: ~Copyable {
        var rotation: LogRotation
        var waiting = WaitingLines()
    }

    /// Whether a file was begun since somebody asked.
    private let hasNews = Atomic<Bool>(false)
    private let state: Turnstile<State>
    private let options: RotationOptions
    private let steady: Clock
    private let hook: Hook

    /// - Parameters:
    ///   - options: checked.
    ///   - steady: for the pause between two tries.
    ///   - hook: told what happens to files, and what keeps lines from them; may not log here.
    package init(
        _ options: RotationOptions, steady: Clock = .steady, hook: @escaping Hook = { _ in }
    ) {
        self.options = options
        self.steady = steady
        self.hook = hook
        state = Turnstile(State(rotation: LogRotation(options)))
    }

    /// Writes one line, which ends with its end of line.
    package func write(_ line: UnsafeRawBufferPointer, at now: Instant) {
        turn { state in
            if state.waiting.isEmpty {
                put(line, now, &state)
            } else {
                state.waiting.add(line, bytesMax: options.memoryBytesMax)
                retry(now, &state)
            }
        }
    }

    /// Writes one line, which ends with its end of line.
    package func write(_ line: [UInt8], at now: Instant) {
        line.withUnsafeBytes { write($0, at: now) }
    }

    /// Has the files for a while, and tells afterwards what happened to them.
    private func turn(_ body: (inout sending State) -> Void) {
        let events: [RotationEvent]? = state.pass { state in
            body(&state)
            return state.rotation.takeEvents()
        }
        guard let events else { return }
        for event in events {
            if case .new = event { hasNews.store(true, ordering: .relaxed) }
            hook(event)
        }
    }

    /// Whether a file was begun since the last call: then there may be one too many.
    func takeNews() -> Bool { hasNews.exchange(false, ordering: .relaxed) }

    private func put(_ lines: UnsafeRawBufferPointer, _ now: Instant, _ state: inout State) {
        do throws(LogFolder.Failure) {
            guard case .failed(let left, let number) = try state.rotation.append(lines, at: now)
            else { return }
            let name = state.rotation.folder.path(of: state.rotation.file?.name ?? "")
            let failure = LogFolder.Failure(what: name, number: number)
            left.withUnsafeBytes { keep($0, failure, &state) }
        } catch {
            keep(lines, error, &state)
        }
    }

    /// Takes lines that have no place, and says why.
    private func keep(
        _ lines: UnsafeRawBufferPointer, _ failure: LogFolder.Failure, _ state: inout State
    ) {
        state.waiting.begin(because: failure.sentence, until: steady.now.adding(seconds: 1))
        state.waiting.add(lines, bytesMax: options.memoryBytesMax)
        state.rotation.note(.error("\(failure.sentence); log lines wait in memory"))
    }

    /// Tries again what could not be written, once a second.
    private func retry(_ now: Instant, _ state: inout State) {
        guard !state.waiting.isEmpty, steady.now >= state.waiting.notBefore else { return }
        state.waiting.notBefore = steady.now.adding(seconds: 1)
        while let batch = state.waiting.batch(bytesMax: state.rotation.batchBytesMax) {
            let left = again(batch, now, &state)
            state.waiting.drop(batch.count)
            guard left.isEmpty else { return state.waiting.putBack(left) }
        }
        let (lost, why) = (state.waiting.lost, state.waiting.why)
        if lost > 0 {
            let line = LostLines.line(lost, because: why, at: now)
            guard again(line, now, &state).isEmpty else { return }
            LostLines.add(lost, in: state.rotation.folder)
        }
        state.waiting = WaitingLines()
        state.rotation.note(
            .error(lost > 0 ? "\(lost) log lines were lost: \(why)" : "log lines are written again")
        )
    }

    /// The lines that found no place again.
    private func again(_ lines: [UInt8], _ now: Instant, _ state: inout State) -> [UInt8] {
        switch try? lines.withUnsafeBytes({ try state.rotation.append($0, at: now) }) {
        case .done: []
        case .failed(let left, _), .deleted(let left), .again(let left): left
        case nil: lines
        }
    }

    /// Does what time asks for: the next period, a file that was moved away, lines that wait.
    package func tend(at now: Instant) {
        turn { state in
            retry(now, &state)
            guard state.waiting.isEmpty else { return }
            let (left, failure) = state.rotation.check(at: now)
            guard let failure else { return }
            guard !left.isEmpty else { return state.rotation.note(.error(failure.sentence)) }
            left.withUnsafeBytes { keep($0, failure, &state) }
        }
    }

    /// Lets go of the file, as a SIGHUP asks: the next line opens it anew.
    package func reopen() { turn { $0.rotation.close() } }

    /// Opens today's file before there is a line for it.
    package func open(at now: Instant) { turn { try? $0.rotation.follow(now) } }

    /// Whether this process has written to it.
    var isInUse: Bool { state.pass { $0.rotation.file != nil } }

    /// Compresses and removes what is due.
    ///
    /// Takes seconds, and no writer waits for it.
    package func tidy(at now: Instant) {
        let current = state.pass { $0.rotation.file?.name }
        for event in LogTidying(options).tidy(at: now, keeping: current) { hook(event) }
    }

    /// Tries once more what waits, and closes the file.
    ///
    /// - Returns: how many lines had no place.
    package func close(at now: Instant) -> Int {
        var left = 0
        turn { state in
            state.waiting.notBefore = Instant(microseconds: .min)
            retry(now, &state)
            state.rotation.close()
            left = state.waiting.count + state.waiting.lost
            if left > 0 { LostLines.add(left, in: state.rotation.folder) }
        }
        return left
    }
}
