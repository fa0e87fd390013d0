import Domain
import Yams

/// A file of YAML, read strictly: every key known, every value of its type, none twice.
///
/// Every error has the file's code, and file, line and column.
struct StrictYAML {
    /// As errors name the file.
    let path: String
    private let fields: [String: Node]
    private let code: AppError.Code

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - path: as errors name it.
    ///   - keys: that it may have.
    ///   - code: of errors.
    /// - Throws: an error of that code.
    init(_ text: String, path: String, keys: [String], code: AppError.Code) throws(AppError) {
        self.path = path
        self.code = code
        try Self.refuseAnchors(text, path, code)
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw Self.unreadable(error, path, code)
        }
        guard let node, case .mapping(let mapping) = node else {
            throw AppError(code, "\(path):1:1 is not a list of keys and values")
        }
        fields = try Self.fields(mapping, known: keys, path, code)
    }

    private init(path: String, fields: [String: Node], code: AppError.Code) {
        self.path = path
        self.fields = fields
        self.code = code
    }

    /// Refuses anchors before anything is made of them: a key of nine levels of nine aliases took
    /// four minutes to tell from the other keys.
    private static func refuseAnchors(
        _ text: String, _ path: String, _ code: AppError.Code
    ) throws(AppError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            // Behind a letter it is none: R&D.
            guard let found = line.firstRange(of: /(?:^|\W)&[\w-]/) else { continue }
            let before = line[..<found.upperBound].lastIndex(of: "&") ?? line.startIndex
            let column = line.distance(from: line.startIndex, to: before) + 1
            throw AppError(code, "\(path):\(number + 1):\(column) anchors are not taken")
        }
    }

    private static func unreadable(
        _ error: any Error, _ path: String, _ code: AppError.Code
    ) -> AppError {
        guard let yaml = error as? YamlError else { return AppError(code, path) }
        switch yaml {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return AppError(code, "\(path):\(mark.line):\(mark.column) \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let place = "\(path):\(context.mark.line):\(context.mark.column)"
            let names = keys.joined(separator: ", ")
            return AppError(code, "\(place) has a key twice: \(names)")
        default: return AppError(code, "\(path) is not YAML")
        }
    }

    private static func fields(
        _ mapping: Node.Mapping, known: [String], _ path: String, _ code: AppError.Code
    ) throws(AppError) -> [String: Node] {
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard known.contains(name) else {
                let hint = nearestHint(to: name, among: known)
                throw AppError(
                    code, "\(place(key, path)) unknown key \(AppError.quoted(name))\(hint)")
            }
            fields[name] = value
        }
        return fields
    }

    private static func place(_ node: Node, _ path: String) -> String {
        "\(path):\(node.mark?.line ?? 1):\(node.mark?.column ?? 1)"
    }

    /// Where a value stands: `jobs/a.yaml:3:5`.
    func place(of node: Node) -> String { Self.place(node, path) }

    /// An error about a value.
    func fault(_ node: Node, _ what: String) -> AppError {
        AppError(code, "\(place(of: node)) \(what)")
    }

    func has(_ key: String) -> Bool { fields[key] != nil }

    /// The value of a key that may be absent.
    subscript(key: String) -> Node? { fields[key] }

    func node(_ key: String) throws(AppError) -> Node {
        guard let node = fields[key] else {
            throw AppError(code, "\(path):1:1 lacks the key \(key)")
        }
        return node
    }

    func section(_ key: String, keys: [String]) throws(AppError) -> StrictYAML {
        try section(node(key), "\(key) takes keys and values", keys: keys)
    }

    /// A mapping that stands in a list; `wanted` says what a node that is none should be.
    func section(
        _ node: Node, _ wanted: String, keys: [String]
    ) throws(AppError) -> StrictYAML {
        guard case .mapping(let mapping) = node else { throw fault(node, wanted) }
        return StrictYAML(
            path: path, fields: try Self.fields(mapping, known: keys, path, code), code: code)
    }

    /// Words of the file's own and their values, in the file's order; none twice.
    func pairs(_ key: String) throws(AppError) -> [(word: String, value: Node)] {
        let node = try node(key)
        guard case .mapping(let mapping) = node, !mapping.isEmpty else {
            throw fault(node, "\(key) takes words and values")
        }
        return mapping.map { ($0.key.string ?? "", $0.value) }
    }

    func flag(_ key: String) throws(AppError) -> Bool {
        let node = try node(key)
        guard let flag = node.bool else { throw fault(node, "\(key) takes true or false") }
        return flag
    }

    func text(_ key: String) throws(AppError) -> String {
        let node = try node(key)
        guard let text = node.string, !text.isEmpty else { throw fault(node, "\(key) takes text") }
        return text
    }

    func word(_ key: String, of words: [String]) throws(AppError) -> String {
        let text = try text(key)
        guard words.contains(text) else {
            throw fault(
                try node(key),
                "\(key) takes \(words.joined(separator: ", ")), not \(AppError.quoted(text))")
        }
        return text
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(AppError) -> Choice {
        let word = try word(key, of: Choice.allCases.map(\.rawValue))
        guard let choice = Choice(rawValue: word) else {
            throw AppError(code, "\(path) \(key)")
        }
        return choice
    }

    func integer(
        _ key: String, _ range: ClosedRange<Int>, else absent: Int? = nil
    ) throws(AppError) -> Int {
        if let absent, fields[key] == nil { return absent }
        let node = try node(key)
        guard let number = node.int, range.contains(number) else {
            throw fault(
                node,
                "\(key) takes a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A list that is not empty.
    func list(_ key: String) throws(AppError) -> [Node] {
        let node = try node(key)
        guard let parts = node.sequence, !parts.isEmpty else {
            throw fault(node, "\(key) takes a list")
        }
        return Array(parts)
    }
}
