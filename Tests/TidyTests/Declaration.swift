/// A declaration that other rooms see.
struct Declaration {
    let line: Int
    let kind: String
    let name: String
    let parameters: Int
    let mayFail: Bool
    let isDocumented: Bool

    /// Whether its signature alone does not say enough.
    var wantsWords: Bool {
        switch kind {
        case "struct", "enum", "class", "protocol", "actor", "typealias": name != "SQL"
        case "func":
            parameters > 1 && name.first?.isLetter == true && !Self.requirements.contains(name)
        case "init": parameters > 2 && mayFail
        default: false
        }
    }

    /// Every `package` declaration of a file.
    static func package(in file: TextFile) -> [Declaration] {
        let code = file.swift?.code ?? ""
        let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
        let documented = Set(
            (file.swift?.comments ?? []).filter { $0.text.hasPrefix("///") }.map(\.line))
        let pattern =
            #/
            (?m)^[^\S\n]*(?:@\w+(?:\([^)]*\))?\s+)*package
            (?:[^\S\n]+(?:final|static|mutating|nonmutating|indirect|convenience|nonisolated))*
            [^\S\n]+(struct|enum|class|protocol|actor|typealias|func|init)\b[^\S\n]*([^\s(:{]*)
            /#
        return code.found(pattern).map { match in
            var line = TextFile.lines(of: #/\bpackage\b/#, in: String(match.0))[0]
            line += code.utf8[..<match.range.lowerBound].count { $0 == UInt8(ascii: "\n") }
            var above = line - 1
            while above > 0, lines[above - 1].has(#/^\s*@/#) { above -= 1 }
            let rest = code[match.range.upperBound...]
            return Declaration(
                line: line, kind: String(match.1),
                name: name(match.2),
                parameters: parameters(rest), mayFail: match.2.hasPrefix("?") || isThrowing(rest),
                isDocumented: documented.contains(above))
        }
    }

    /// Without its generic parameters; an operator is all name.
    private static func name(_ word: Substring) -> String {
        word.first?.isLetter == true ? String(word.prefix { $0 != "<" }) : String(word)
    }

    /// Parameters of the first list in parentheses.
    private static func parameters(_ text: Substring) -> Int {
        var (depth, commas, isEmpty) = (0, 0, true)
        for character in text.drop(while: { $0 != "(" }) {
            switch character {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "," where depth == 1: commas += 1
            default: if depth > 0, !character.isWhitespace { isEmpty = false }
            }
            if depth == 0 { break }
        }
        return isEmpty ? 0 : commas + 1
    }

    private static func isThrowing(_ text: Substring) -> Bool {
        text.prefix { $0 != "{" }.has(#/\bthrows\b/#)
    }

    /// Names of what our protocols ask for, where it is documented.
    static let requirements: Set<String> = {
        let protocols = Tree.files.filter(\.isSource).flatMap { file in
            (file.swift?.code ?? "").matches(
                of: #/(?ms)^package protocol .*?^}/#
            ).map { String($0.0) }
        }
        return Set(
            protocols.flatMap { $0.found(#/\bfunc\s+(\w+)/#) }.map { String($0.1) })
    }()
}
