import TestSupport

/// Python's standard library, as somebody else's opinion on calendars and fractions.
enum Python {
    /// Whether `python3` answers; tests that ask it are skipped with a line where it does not.
    static let isThere: Bool = {
        let done = try? Program.run("/usr/bin/env", ["python3", "-c", "print(1)"])
        return done?.status == 0
    }()

    /// The lines that a script prints; it must read all of its input before it prints any.
    static func lines(_ script: String, input: [String] = []) throws -> [Substring] {
        let done = try Program.run(
            "/usr/bin/env", ["python3", "-c", script], input: input.joined(separator: "\n"))
        guard done.status == 0 else { throw Failure(description: done.errors) }
        return done.output.split(separator: "\n")
    }

    /// What Python said instead of an answer.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}
