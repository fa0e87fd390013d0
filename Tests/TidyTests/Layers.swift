/// Who may import whom: `Package.swift` as text, since asking SwiftPM would wait for its own lock.
struct Layers: Sendable {
    /// A target of ours, and what it may import.
    struct Layer: Sendable, Equatable {
        let name: String
        let imports: Set<String>
    }

    let layers: [String: Layer]

    /// The package's own layers.
    static let package = Layers(Tree.file("Package.swift")?.text ?? "")

    /// Reads every `layer(…)`, `tests(…)` and target; a name after `product(name:` is a module too.
    init(_ text: String) {
        var variables: [Substring: Substring] = [:]
        for match in text.found(#/let (\w+) = Target\.Dependency\.product\(name: "(\w+)"/#) {
            variables[match.1] = match.2
        }
        var found: [String: Layer] = [:]
        for match in text.found(#/(?:\b(?:layer|tests|system)|\.\w*[tT]arget)\(/#) {
            let body = Self.balanced(text[match.range.upperBound...])
            guard let name = body.first(#/^\s*(?:name:\s*)?"([^"\\]+)"/#)?.1 else {
                continue
            }
            let list = body.first(#/(?:imports|of|dependencies):\s*\[([^\]]*)\]/#)?.1 ?? ""
            var imports = Set(
                list.replacing(#/package: "\w+"/#, with: "").found(#/"(\w+)"/#).map {
                    String($0.1)
                })
            for word in list.replacing(#/"[^"]*"/#, with: "").found(#/\b\w+\b/#) {
                if let module = variables[word.0] { imports.insert(String(module)) }
            }
            let isTests = match.0 == "tests("
            let own = isTests ? "\(name)Tests" : String(name)
            found[own] = Layer(
                name: own, imports: isTests ? imports.union(["TestSupport"]) : imports)
        }
        layers = found
    }

    /// What stands before the parenthesis that closes one opened already.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        return text.prefix { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return depth > 0
        }
    }

    /// What of the system a room may import besides: services are pure, so they get nothing.
    static func platform(of room: String, isTest: Bool) -> Set<String> {
        let system: Set = ["Glibc", "Synchronization", "Dispatch"]
        if isTest { return system.union(["Foundation", "FoundationEssentials", "Testing"]) }
        switch room {
        case "Services", "Repositories", "Access": return []
        case "Domain": return ["Glibc"]
        case "Controllers": return system.union(["FoundationEssentials"])
        case "TestSupport": return system.union(["Foundation"])
        default: return system
        }
    }

    /// Every import of a file, with its line.
    static func imports(of file: TextFile) -> [(line: Int, module: String)] {
        let code = file.swift?.code ?? ""
        let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
        let pattern = #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+(?:\w+\s+)?(\w+)/#
        // Asking a regex of every line would take seconds.
        return zip(1..., lines).filter {
            $0.1.utf8.first.map { "@ipfs ".utf8.contains($0) } ?? false
        }
        .compactMap { number, line in line.first(pattern).map { (number, String($0.1)) } }
    }
}
