/// One thing that is wrong with the configuration, and what would be right.
///
/// It never holds a value: what stands in the wrong line is often a password (I9).
package struct Fault: Equatable, Sendable {
    /// The key at fault; `nil` when a line or the file is.
    package let key: String?
    package let place: Place
    /// What is wrong, as a predicate of the key or the place: “is not a whole number”.
    package let problem: String
    /// A line or command that is right.
    package let example: String

    package init(key: String?, place: Place, problem: String, example: String) {
        self.key = key
        self.place = place
        self.problem = problem
        self.example = example
    }
}

extension Fault {
    /// Orders faults as they are mended: the file from its top, then our keys in their order.
    ///
    /// Faults of one place stay as they were found.
    static func inOrder(_ faults: [Fault]) -> [Fault] {
        faults.enumerated()
            .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element)
    }

    private var rank: Rank {
        switch place {
        case .file: Rank(0, 0, "")
        case .character(_, let line, let column): Rank(line, column, "")
        case .environment, .unset:
            Rank(.max, SettingKey.allCases.firstIndex { $0.rawValue == key } ?? .max, key ?? "")
        }
    }
}

/// A place in the order of faults.
private struct Rank: Comparable {
    let line: Int
    let within: Int
    let name: String

    init(_ line: Int, _ within: Int, _ name: String) {
        self.line = line
        self.within = within
        self.name = name
    }

    static func < (left: Rank, right: Rank) -> Bool {
        (left.line, left.within, left.name) < (right.line, right.within, right.name)
    }
}
