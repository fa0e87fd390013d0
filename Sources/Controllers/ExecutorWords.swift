package import Domain

/// What a supervisor says to an executor, one line each on its standard input.
package enum SupervisorWord: Equatable, Sendable {
    /// Something may be due.
    case wake
    /// Finish the run at hand, give back the others, and end.
    case drain
    /// Give back the run at hand too: the time for finishing it is over.
    case release
    /// Somebody wants this run ended.
    case cancel(FencingToken)
    /// The job files have changed.
    case reload

    package init?(_ line: String) {
        switch line {
        case "wake": self = .wake
        case "drain": self = .drain
        case "release": self = .release
        case "reload": self = .reload
        default:
            guard line.hasPrefix("cancel "), let token = Int64(line.dropFirst(7)) else {
                return nil
            }
            self = .cancel(FencingToken(rawValue: token))
        }
    }

    package var line: String {
        switch self {
        case .wake: "wake"
        case .drain: "drain"
        case .release: "release"
        case .reload: "reload"
        case .cancel(let token): "cancel \(token.rawValue)"
        }
    }
}

/// An executor's beat, one line a second and a step on its standard output.
package struct Beat: Equatable, Sendable {
    /// The run at hand; `nil` when there is none.
    package var token: FencingToken?
    package var step = "idle"
    package var done: Int64 = 0
    /// Zero when it is not known.
    package var expected: Int64 = 0
    /// When it was sent, by the machine's steady clock; what lay in the pipe while its supervisor slept
    /// is as old as it is.
    package private(set) var sentAt: Instant?

    package init(
        token: FencingToken? = nil, step: String = "idle", done: Int64 = 0, expected: Int64 = 0
    ) {
        self.token = token
        self.step = step
        self.done = done
        self.expected = expected
    }

    package init?(_ line: String) {
        let parts = line.split(separator: " ")
        guard parts.count == 6, parts[0] == "beat", let token = Int64(parts[1]),
            let done = Int64(parts[3]), let expected = Int64(parts[4]), let sent = Int64(parts[5])
        else { return nil }
        self.init(
            token: token == 0 ? nil : FencingToken(rawValue: token), step: String(parts[2]),
            done: done, expected: expected)
        sentAt = Instant(microseconds: sent)
    }

    /// To be sent now.
    package var line: String {
        "beat \(token?.rawValue ?? 0) \(step) \(done) \(expected) \(Clock.steady.now.microseconds)"
    }
}
