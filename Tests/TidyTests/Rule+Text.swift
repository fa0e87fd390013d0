extension Rule {
    /// A path of somebody's machine works on nobody else's.
    static let noMachinePaths = Rule(
        name: "no file names a path of one machine",
        applies: { !$0.path.hasPrefix("Tests/TidyTests/") },
        findings: { file in
            let pattern = #/(?:^|[^\w.\/~}-])\/(?:work|home|root|Users|mnt|tmp\/\w+)(?:\/|\b)/#
                .anchorsMatchLineEndings()
            return TextFile.lines(of: pattern, in: file.text).map {
                Finding(line: $0, what: "make it relative to the checkout")
            }
        },
        offends: [
            Sample("Sources/Domain/A.swift", "let root = \"/work/main\""),
            Sample("scripts/a", "cd /home/me/evclinic"),
            Sample("README.md", "See `/root/.env`."),
            Sample("Makefile", "OUT := /tmp/out"),
            Sample("README.md", "/Users/me"),
        ],
        passes: [
            Sample("README.md", "cd /var/lib/evclinic && ls /opt/evclinic /usr/share/zoneinfo"),
            Sample("README.md", "https://example.org/home/page, postgresql://worker@db1/clinic"),
            Sample("scripts/a", "for base in \"${TMPDIR:-/tmp}\" /tmp; do cd \"$base/work\"; done"),
            Sample("README.md", "~/work and ../home and $HOME/root"),
        ])

    static let plainText = Rule(
        name: "text ends with one line end and no line with blanks",
        applies: { !$0.path.hasSuffix(".csv") && !$0.path.contains("/Goldens/") },
        findings: { file in
            var found = zip(
                1..., file.text.utf8.split(separator: 10, omittingEmptySubsequences: false)
            )
            .filter { [9, 13, 32].contains($0.1.last ?? 0) }
            .map { Finding(line: $0.0, what: "remove the blanks at the end") }
            let isEnded = file.text.isEmpty || file.text.hasSuffix("\n")
            if !isEnded || file.text.hasSuffix("\n\n") {
                let last = file.text.utf8.count { $0 == UInt8(ascii: "\n") } + (isEnded ? 0 : 1)
                found.append(Finding(line: last, what: "end the file with one line end"))
            }
            return found
        },
        offends: [
            Sample("README.md", "No end"), Sample("README.md", "Two ends\n\n"),
            Sample("README.md", "A blank \nin a line\n"), Sample("a.yaml", "a: 1\t\n"),
            Sample("README.md", "Windows\r\n"), Sample("README.md", "A blank at the end "),
        ],
        passes: [
            Sample("README.md", "One\n\nTwo\n"), Sample("empty", ""),
            Sample("Tests/A/Goldens/a.csv", "a,b\r\n"),
        ])

    static let noTabs = Rule(
        name: "Swift and YAML are indented by blanks",
        applies: { $0.swift != nil || $0.path.hasSuffix(".yaml") },
        findings: { file in
            TextFile.lines(of: #/\t/#, in: file.text).map { Finding(line: $0, what: "no tabs") }
        },
        offends: [
            Sample("Sources/Domain/A.swift", "struct A {\n\tlet b = 1\n}"),
            Sample("a.yaml", "a:\tb"),
        ],
        passes: [
            Sample("Makefile", "a:\n\tb\n"), Sample("Sources/Domain/A.swift", "let tab = \"\\t\""),
        ])

    /// Over 250 lines one asks whether it is two things; over 400 it is.
    static let size = Rule(
        name: "a Swift file has at most 400 lines",
        applies: { $0.swift != nil },
        findings: { file in
            let lines = file.text.utf8.count { $0 == UInt8(ascii: "\n") }
            return lines > 400 ? [Finding(line: lines, what: "cut it in two")] : []
        },
        offends: [Sample("Sources/Domain/A.swift", String(repeating: "\n", count: 401))],
        passes: [Sample("Sources/Domain/A.swift", String(repeating: "\n", count: 400))])

    static let links = Rule(
        name: "links in Markdown lead somewhere",
        applies: { $0.path.hasSuffix(".md") },
        findings: { file in
            Markdown.links(of: file).filter { !Markdown.leads($0.target, from: file) }.map {
                Finding(line: $0.line, what: "\($0.target) is not there")
            }
        },
        offends: [
            Sample("README.md", "See [there](nowhere.md)."),
            Sample("Sources/README.md", "See [there](../Sources/Nowhere)."),
            Sample("README.md", "![picture](docs/nowhere.png)"),
            Sample("Sources/README.md", "# One\n\nSee [there](#two).\n"),
            Sample("README.md", "See [there](Sources/README.md#no-such-heading)."),
        ],
        passes: [
            Sample("README.md", "See [there](Sources/README.md), [it](Sources/Domain)."),
            Sample("Sources/README.md", "See [there](../Package.swift), [it](Domain/)."),
            Sample("README.md", "See [there](https://example.org/nowhere.md)."),
            Sample("Sources/README.md", "# One and two\n\nSee [there](#one-and-two).\n"),
            Sample("README.md", "```\n[a](b)\n```\n`[a](b)`\n"),
        ])
}
