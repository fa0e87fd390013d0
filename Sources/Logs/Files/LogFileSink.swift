package import Domain
import Glibc
import Synchronization

/// Rotating files that lines are written to, by any number of threads and processes.
///
/// A line that `write` has returned from is in the file and outlives this process, however it ends.
/// While the disk is full or the folder away, lines wait in memory of a bounded size, and what does
/// not fit is counted and told. Nothing is ever thrown at who logs.
package final class LogFileSink: Sendable {
    package typealias Hook = @Sendable (RotationEvent) -> Void

    private struct State: ~Copyable {
        var rotation: LogRotation
        var waiting = WaitingLines()
    }

    private let state: Mutex<State>
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
        state = Mutex(State(rotation: LogRotation(options)))
    }

    /// Writes one line, which ends with its end of line.
    package func write(_ line: UnsafeRawBufferPointer, at now: Instant) {
        let events = state.withLock { state in
            if state.waiting.isEmpty {
                put(line, now, &state)
            } else {
                state.waiting.add(line, bytesMax: options.memoryBytesMax)
                retry(now, &state)
            }
            return state.rotation.takeEvents()
        }
        for event in events { hook(event) }
    }

    package func write(_ line: [UInt8], at now: Instant) {
        line.withUnsafeBytes { write($0, at: now) }
    }

    private func put(_ line: UnsafeRawBufferPointer, _ now: Instant, _ state: inout State) {
        do throws(LogFolder.Failure) {
            guard case .failed(let kept, let number) = try state.rotation.append(line, at: now)
            else { return }
            throw LogFolder.Failure(
                what: options.folder + "/" + (state.rotation.file?.name ?? options.filename),
                number: kept == line.count ? 0 : number)
        } catch {
            state.waiting.begin(because: error.sentence, until: steady.now.adding(seconds: 1))
            state.waiting.add(line, bytesMax: options.memoryBytesMax)
            state.rotation.note(.error("\(error.sentence); log lines wait in memory"))
        }
    }

    /// Tries again what could not be written, once a second.
    private func retry(_ now: Instant, _ state: inout State) {
        guard steady.now >= state.waiting.notBefore else { return }
        state.waiting.notBefore = steady.now.adding(seconds: 1)
        while let batch = state.waiting.batch(bytesMax: state.rotation.batchBytesMax) {
            do {
                let outcome = try batch.withUnsafeBytes {
                    try state.rotation.append($0, at: now)
                }
                guard case .failed(let kept, _) = outcome else {
                    state.waiting.drop(batch.count)
                    continue
                }
                return state.waiting.drop(kept)
            } catch {
                return
            }
        }
        let lost = state.waiting.lost
        let why = state.waiting.why
        state.waiting = WaitingLines()
        guard lost > 0 else { return state.rotation.note(.error("log lines are written again")) }
        put(LostLines.line(lost, because: why, at: now), now, &state)
        state.rotation.note(.error("\(lost) log lines were lost: \(why)"))
    }

    private func put(_ line: [UInt8], _ now: Instant, _ state: inout State) {
        line.withUnsafeBytes { put($0, now, &state) }
    }

    /// Does what time asks for: the next period, a file that was moved away, lines that wait.
    package func tend(at now: Instant) {
        let events = state.withLock { state in
            if !state.waiting.isEmpty { retry(now, &state) }
            if state.waiting.isEmpty, state.rotation.file != nil {
                do throws(LogFolder.Failure) {
                    try state.rotation.check(at: now)
                } catch {
                    state.rotation.note(.error(error.sentence))
                }
            }
            return state.rotation.takeEvents()
        }
        for event in events { hook(event) }
    }

    /// Opens the files anew, as a SIGHUP asks.
    package func reopen(at now: Instant) {
        state.withLock { state in try? state.rotation.reopen(at: now) }
    }

    /// Opens today's file before there is a line for it.
    package func open(at now: Instant) {
        let events = state.withLock { state in
            try? state.rotation.follow(now)
            return state.rotation.takeEvents()
        }
        for event in events { hook(event) }
    }

    /// Compresses and removes what is due. Takes seconds, and no writer waits for it.
    package func tidy(at now: Instant) {
        let current = state.withLock { $0.rotation.file?.name }
        for event in LogTidying(options).tidy(at: now, keeping: current) { hook(event) }
    }

    /// Tries once more what waits, and closes the file.
    ///
    /// - Returns: how many lines had no place.
    package func close(at now: Instant) -> Int {
        state.withLock { state in
            state.waiting.notBefore = Instant(microseconds: .min)
            if !state.waiting.isEmpty { retry(now, &state) }
            state.rotation.close()
            return state.waiting.count + state.waiting.lost
        }
    }
}
