import Foundation

/// Links of a Markdown file, and whether they lead somewhere.
enum Markdown {
    /// Where a link stands and what it names.
    struct Link {
        let line: Int
        let target: String
    }

    static func links(of file: TextFile) -> [Link] {
        prose(file.text).flatMap { number, line in
            line.found(#/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/#).map {
                Link(line: number, target: String($0.1))
            }
        }
    }

    /// Whether a link of a file has a target: an address, a heading, a file of the checkout.
    static func leads(_ target: String, from file: TextFile) -> Bool {
        if target.has(#/^[a-z]+:/#) { return true }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        guard !parts[0].isEmpty else { return hasHeading(parts[1], file.text) }
        let path = standing(String(parts[0]), beside: file.path)
        guard Tree.paths.contains(where: { $0 == path || $0.hasPrefix("\(path)/") }) else {
            return false
        }
        guard parts.count == 2, let other = Tree.file(path) else { return true }
        return hasHeading(parts[1], other.text)
    }

    /// The path from the top of the checkout.
    private static func standing(_ target: String, beside path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    private static func hasHeading(_ slug: Substring, _ text: String) -> Bool {
        prose(text).contains { _, line in
            guard line.hasPrefix("#") else { return false }
            let title = line.drop { $0 == "#" || $0 == " " }.lowercased()
            let kept = title.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
            return kept.replacing(" ", with: "-") == slug
        }
    }

    /// Lines outside fences, without what stands between backticks.
    private static func prose(_ text: String) -> [(Int, String)] {
        var isFenced = false
        var lines: [(Int, String)] = []
        for (number, line) in zip(
            1..., text.split(separator: "\n", omittingEmptySubsequences: false))
        {
            if line.hasPrefix("```") {
                isFenced.toggle()
            } else if !isFenced {
                lines.append((number, String(line.replacing(#/`[^`]*`/#, with: "``"))))
            }
        }
        return lines
    }
}
