import TestSupport
import Testing

/// Rules that neither the compiler nor swift-format can hold for us.
@Suite("Tidy") struct TidyTests {
    @Test("a rule refuses each of its offending samples", arguments: Rule.all)
    func offends(_ rule: Rule) {
        #expect(!rule.offends.isEmpty)
        for sample in rule.offends {
            let file = TextFile(sample.path, sample.text)
            #expect(!rule.breaches(of: file).isEmpty, "\(sample.path): \(sample.text)")
        }
    }

    @Test("a rule lets pass what is right, and what is none of its business", arguments: Rule.all)
    func passes(_ rule: Rule) {
        #expect(!rule.passes.isEmpty)
        for sample in rule.passes {
            let file = TextFile(sample.path, sample.text)
            #expect(rule.breaches(of: file) == [], "\(sample.path): \(sample.text)")
        }
    }

    @Test("the tree keeps every rule", arguments: Rule.all)
    func tree(_ rule: Rule) {
        var looked = 0
        for file in Tree.files where rule.applies(file) {
            looked += 1
            for finding in rule.findings(file) {
                Issue.record("\(file.path):\(finding.line): \(finding.what)")
            }
        }
        #expect(looked > 0, "no file is this rule's business")
    }

    @Test("what is made or secret is not tracked", .enabled(if: Tree.tracked != nil, "no git here"))
    func tracked() {
        for path in Tree.tracked ?? [] { #expect(!Self.isMade(path), "\(path)") }
        for path in [
            "Package.resolved", ".env", "config/.env", ".build/debug", ".build-x/a", ".cluster/pg",
            "demo/a.xlsx", "reports/a.csv", "a/__pycache__/b.pyc", ".swiftpm/x", "key.pem",
            ".DS_Store",
        ] { #expect(Self.isMade(path), "\(path)") }
        for path in [".env.example", "Package.swift", "docs/certificate.png", "scripts/demo"] {
            #expect(!Self.isMade(path), "\(path)")
        }
    }

    /// What building, running or an editor leaves behind, and what holds a secret.
    private static func isMade(_ path: String) -> Bool {
        let parts = path.split(separator: "/").map(String.init)
        let name = parts.last ?? ""
        let top = parts.first ?? ""
        return ["Package.resolved", ".env", ".DS_Store"].contains(name)
            || [".pyc", ".pem", ".key", ".p12", ".o"].contains { name.hasSuffix($0) }
            || [".build", ".cluster"].contains { top.hasPrefix($0) }
            || ["demo", "reports", ".swiftpm"].contains(top) || parts.contains("__pycache__")
    }

    @Test("comments and long files are told, not judged")
    func numbers() {
        let swift = Tree.files.filter { $0.isSource && $0.swift != nil }
        var rooms: [String: (lines: Int, comments: Int)] = [:]
        for file in swift {
            let lines = file.text.split(separator: "\n")
            let said = lines.count { $0.has(#/^\s*\/\//#) }
            rooms[file.room ?? "", default: (0, 0)].lines += lines.count
            rooms[file.room ?? "", default: (0, 0)].comments += said
        }
        let unusual = rooms.filter { !(8...25).contains(100 * $0.value.comments / $0.value.lines) }
        for (room, count) in unusual.sorted(by: { $0.key < $1.key }) {
            print("tidy: \(room) has \(100 * count.comments / count.lines) % comment lines")
        }
        for file in Tree.files where file.swift != nil {
            let lines = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
            if lines > 300 { print("tidy: \(file.path) has \(lines) lines") }
        }
        #expect(swift.count > 100)
    }
}
