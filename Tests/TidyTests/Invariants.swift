/// The numbered list in `Sources/README.md`, and the tests that it names.
enum Invariants {
    static let readme = Tree.file("Sources/README.md")?.text ?? ""

    /// `I1`, `I2` and so on, in the order of the list.
    static let listed: [String] = readme.found(#/(?m)^- \*\*(I\d+)\*\*/#).map {
        String($0.1)
    }

    /// Test names that the list says hold an invariant: `*Suite › test*`.
    static let holders: [(suite: String, test: String)] = readme.matches(
        of: #/\*([^*›\n]+) › ([^*]+)\*/#
    ).map { match in
        let test = match.2.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return (String(match.1), test)
    }
}
