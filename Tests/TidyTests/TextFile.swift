import Foundation
import TestSupport

/// A text file of the checkout.
struct TextFile: Sendable {
    /// From the top of the checkout: `Sources/Domain/Day.swift`.
    let path: String
    let text: String
    /// What it is made of, if it is Swift.
    let swift: SwiftText?

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        swift = path.hasSuffix(".swift") ? SwiftText(text) : nil
    }

    /// The folder under `Sources` or `Tests`, such as `Domain` or `DomainTests`.
    var room: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : nil
    }

    var isSource: Bool { path.hasPrefix("Sources/") }
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The lines at which a pattern begins to match in a text whose first line is `first`.
    static func lines<Output>(
        of pattern: Regex<Output>, in text: String, from first: Int = 1
    ) -> [Int] {
        var (line, at) = (first, text.startIndex)
        return text.found(pattern).map { match in
            line += text.utf8[at..<match.range.lowerBound].count { $0 == UInt8(ascii: "\n") }
            at = match.range.lowerBound
            return line
        }
    }
}

extension BidirectionalCollection<Character> where SubSequence == Substring {
    /// Matches of a pattern whose `\b` stands between any letter and any sign, as grep has it.
    ///
    /// Unicode's own word boundary, the default, finds no word in `Task.sleep`.
    func found<Output>(_ pattern: Regex<Output>) -> [Regex<Output>.Match] {
        matches(of: pattern.wordBoundaryKind(.simple))
    }

    func first<Output>(_ pattern: Regex<Output>) -> Regex<Output>.Match? {
        firstMatch(of: pattern.wordBoundaryKind(.simple))
    }

    func has<Output>(_ pattern: Regex<Output>) -> Bool {
        first(pattern) != nil
    }
}

/// What the checkout holds, as git knows it: tracked, or new and not ignored.
enum Tree {
    static let root = TestCluster.checkout

    /// Every path that git tracks; `nil` where this is no checkout, such as an unpacked archive.
    static let tracked: [String]? = listed(["--cached"])

    /// Every path that is or will be tracked.
    static let paths: [String] =
        (listed(["--cached", "--others", "--exclude-standard"]) ?? walked()).filter {
            FileManager.default.fileExists(atPath: "\(root)/\($0)")
        }

    /// Every file that is text, read once.
    static let files: [TextFile] = paths.compactMap { path in
        guard let data = FileManager.default.contents(atPath: "\(root)/\(path)"),
            !data.contains(0), let text = String(data: data, encoding: .utf8)
        else { return nil }
        return TextFile(path, text)
    }

    static func file(_ path: String) -> TextFile? { files.first { $0.path == path } }

    private static func listed(_ what: [String]) -> [String]? {
        let git = try? Program.run(
            "/usr/bin/env", ["git", "-C", root, "ls-files", "-z"] + what)
        guard let git, git.status == 0 else { return nil }
        return Set(git.output.split(separator: "\0").map(String.init)).sorted()
    }

    private static func walked() -> [String] {
        let made: Set = [".git", ".build", "demo", "reports"]
        let all = FileManager.default.enumerator(atPath: root)
        var found: [String] = []
        while let path = all?.nextObject() as? String {
            let top = path.split(separator: "/").first.map(String.init) ?? ""
            if made.contains(top) || top.hasPrefix(".cluster") || top.hasPrefix(".build") {
                all?.skipDescendants()
            } else {
                found.append(path)
            }
        }
        return found.sorted()
    }
}
