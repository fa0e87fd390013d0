extension Rule {
    static let noLooseEnds = Rule(
        name: "nothing is left for later in a comment",
        applies: { $0.swift != nil || $0.path.hasSuffix(".c") || $0.path.hasSuffix(".h") },
        findings: { file in
            let pieces = file.swift?.comments ?? [.init(line: 1, text: file.text)]
            return pieces.flatMap { piece in
                TextFile.lines(
                    of: #/\b(?:TODO|FIXME|XXX|HACK)\b/#, in: piece.text, from: piece.line)
            }.map { Finding(line: $0, what: "open an issue, or do it") }
        },
        offends: [
            Sample("Sources/Domain/A.swift", "let a = 1  // TODO: more"),
            Sample("Sources/Domain/A.swift", "/* FIXME */"),
            Sample("Tests/A/A.swift", "/// XXX"),
            Sample("Sources/CSystem/A.c", "/* TODO */"),
        ],
        passes: [
            Sample("Sources/Domain/A.swift", "/// XXXL is a size, a hack is small letters."),
            Sample("Sources/Domain/A.swift", "let code = \"XXX\""),
        ])

    /// A comment that names an invariant means one of the list in `Sources/README.md`.
    static let knownInvariants = Rule(
        name: "invariants named in comments are those of Sources/README.md",
        applies: { $0.swift != nil },
        findings: { file in
            (file.swift?.comments ?? []).flatMap { piece in
                piece.text.found(#/\bI(\d+)\b/#).compactMap { match in
                    let isKnown = Invariants.listed.contains("I\(match.1)")
                    return isKnown ? nil : Finding(line: piece.line, what: "there is no \(match.0)")
                }
            }
        },
        offends: [
            Sample("Sources/Domain/A.swift", "/// Never overflows (I11)."),
            Sample("Tests/A/A.swift", "// I0"),
        ],
        passes: [
            Sample("Sources/Domain/A.swift", "/// Exact (I6)."),
            Sample("Sources/Domain/A.swift", "/// `I` is a letter, I/O is not an invariant."),
            Sample("Sources/Domain/A.swift", "let I11 = 1"),
        ])

    /// What other rooms see is documented where the signature alone does not say it: types,
    /// functions of two or more parameters, initialisers of three or more that may fail.
    ///
    /// Properties may go without when their type is documented; so may operators, `hash(into:)`,
    /// what a protocol asks for (documented there) and a repository's `enum SQL`.
    static let documentation = Rule(
        name: "what other rooms see is documented",
        applies: { $0.isSource && $0.swift != nil },
        findings: { file in
            Declaration.package(in: file).filter { $0.wantsWords && !$0.isDocumented }.map {
                Finding(line: $0.line, what: "say in one sentence what \($0.name) is")
            }
        },
        offends: [
            Sample("Sources/Domain/A.swift", "package struct A {}"),
            Sample("Sources/Domain/A.swift", "// Not a documentation comment.\npackage enum A {}"),
            Sample("Sources/Domain/A.swift", "/// Far away.\n\npackage final class A {}"),
            Sample(
                "Sources/Domain/A.swift", "package static func mix(_ a: Int, _ b: Int) -> Int {}"),
            Sample(
                "Sources/Domain/A.swift", "package func mix(\n    a: (Int, Int),\n    b: Int\n) {}"),
            Sample("Sources/Domain/A.swift", "package init?(a: Int, b: Int, c: Int) {}"),
            Sample("Sources/Domain/A.swift", "package init(a: Int, b: Int, c: Int) throws {}"),
            Sample("Sources/Access/A.swift", "@frozen\npackage protocol A {}"),
        ],
        passes: [
            Sample("Sources/Domain/A.swift", "/// One.\npackage struct A { package let b: Int }"),
            Sample("Sources/Domain/A.swift", "/// One.\n@frozen\npackage enum A { case b }"),
            Sample("Sources/Domain/A.swift", "package func adding(days: Int) -> Day {}"),
            Sample("Sources/Domain/A.swift", "package func map(_ body: (Int, Int) -> Int) {}"),
            Sample("Sources/Domain/A.swift", "package static func < (a: A, b: A) -> Bool {}"),
            Sample("Sources/Domain/A.swift", "package init(a: Int, b: Int, c: Int) {}"),
            Sample("Sources/Domain/A.swift", "struct A { func mix(_ a: Int, _ b: Int) {} }"),
            Sample("Sources/Repositories/A.swift", "package enum SQL: String, Statement {}"),
            Sample(
                "Sources/Persistence/A.swift", "package func execute(_ a: A, _ b: [B]) -> Int {}"),
        ])
}
