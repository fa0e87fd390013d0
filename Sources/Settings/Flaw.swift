/// What is wrong with a value, before anyone knows in which key it stands.
struct Flaw: Error, Equatable {
    /// Predicates of the key, at least one: “is empty”.
    let problems: [String]

    init(_ problems: String...) {
        self.problems = problems
    }

    init(_ problems: [String]) {
        self.problems = problems
    }
}
