import Testing

/// A rule about one file at a time, with the samples that prove that it can fail.
struct Rule: Sendable, CustomTestStringConvertible {
    /// A line, and what to do about it.
    struct Finding: Sendable, Equatable {
        let line: Int
        let what: String
    }

    /// A file that a rule is tried on.
    struct Sample: Sendable {
        let path: String
        let text: String

        init(_ path: String, _ text: String) {
            self.path = path
            self.text = text
        }
    }

    let name: String
    let applies: @Sendable (TextFile) -> Bool
    let findings: @Sendable (TextFile) -> [Finding]
    /// Each is refused.
    let offends: [Sample]
    /// Each passes, or is none of this rule's business.
    let passes: [Sample]

    var testDescription: String { name }

    func breaches(of file: TextFile) -> [Finding] { applies(file) ? findings(file) : [] }
}

extension Rule {
    /// A rule that code, without its comments and strings, never matches a pattern.
    static func code<Output>(
        _ name: String, without pattern: @Sendable @escaping @autoclosure () -> Regex<Output>,
        in applies: @Sendable @escaping (TextFile) -> Bool, do what: String,
        offends: [Sample], passes: [Sample]
    ) -> Rule {
        Rule(
            name: name, applies: { $0.swift != nil && applies($0) },
            findings: { file in
                TextFile.lines(of: pattern(), in: file.swift?.code ?? "")
                    .map { Finding(line: $0, what: what) }
            }, offends: offends, passes: passes)
    }

    /// Every rule; a new one is a line here.
    static let all: [Rule] = [
        testsRun, testsAreNamed, testsHaveSuite, testsDoNotSleep,
        imports, oneHomeForSQL, noServerClock, tenants,
        oneClock, noFloatingPoint, concurrency, noPublic, noForcedTry,
        noLooseEnds, knownInvariants, documentation,
        noMachinePaths, plainText, noTabs, size, links,
    ]
}
