import CSystem
import Domain
import Glibc

/// An executor process as its supervisor sees it.
///
/// It is in a process group of its own, so that a terminal's Ctrl-C reaches the supervisor alone.
package struct Child {
    let process: pid_t
    /// host/process, as the ledger has it.
    let worker: String
    /// Where our words go.
    let input: Int32
    /// Where its beats come from.
    let output: Int32
    let startedAt: Instant
    private(set) var beat = Beat()
    private(set) var heardAt: Instant
    /// Whether we ended it, and not the run that it had.
    private(set) var isGivenUp = false
    private var lines = Lines()

    /// The descriptor on which a child finds our standard output; its own is the pipe.
    ///
    /// Higher than those of the pipes of 64 children.
    package static var passedOutput: Int32 { 250 }

    /// Starts this program again, with other arguments.
    ///
    /// - Parameters:
    ///   - arguments: after the program's name.
    ///   - host: the worker's name before its process.
    /// - Throws: `unexpected` when the system has no process or pipe left.
    init(_ arguments: [String], host: String) throws(AppError) {
        var (words, beats): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard evclinic_pipe(&words, 0) == 0 else {
            throw AppError(.unexpected, "pipe, errno \(errno)")
        }
        guard evclinic_pipe(&beats, 0) == 0 else {
            words.forEach { close($0) }
            throw AppError(.unexpected, "pipe, errno \(errno)")
        }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
            close(words[0])
            close(beats[1])
        }
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, Self.passedOutput)
        posix_spawn_file_actions_adddup2(&actions, words[0], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, beats[1], STDOUT_FILENO)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var found = pid_t()
        let texts = (["evclinic"] + arguments).map { strdup($0) }
        defer { texts.forEach { free($0) } }
        let status = posix_spawn(
            &found, "/proc/self/exe", &actions, &attributes, texts + [nil], environ)
        guard status == 0 else {
            close(words[1])
            close(beats[0])
            throw AppError(.unexpected, "posix_spawn, errno \(status)")
        }
        // Who is stopped reads nothing; its supervisor must not wait for it. Beats are read while
        // there are any.
        for end in [words[1], beats[0]] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        process = found
        worker = "\(host)/\(found)"
        (input, output) = (words[1], beats[0])
        startedAt = Clock.steady.now
        heardAt = startedAt
    }

    /// Takes all that it has said; false when it has ended.
    mutating func listen() -> Bool {
        while true {
            let said = lines.read(from: output)
            for line in said {
                guard let beat = Beat(line) else { continue }
                self.beat = beat
                heardAt = max(heardAt, min(beat.sentAt ?? heardAt, Clock.steady.now))
            }
            guard !said.isEmpty, !lines.isEnded else { return !lines.isEnded }
        }
    }

    func tell(_ word: SupervisorWord) { Lines.write(word.line, to: input) }

    /// Closes the pipes and takes its exit status, so that no zombie stays.
    func bury() -> Int32 {
        close(input)
        close(output)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Ends it at once; what it was doing is put back as given up, not as the run's fault.
    mutating func kill() {
        isGivenUp = true
        Glibc.kill(process, SIGKILL)
    }
}
