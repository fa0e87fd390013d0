package import Domain
package import Scheduling
import Yams

/// Reads one `jobs/*.yaml`, strictly: every key known, every value of its type, none twice.
package struct JobFile {
    private let path: String
    private let fields: [String: Node]

    /// Reads a definition.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - path: as errors name it, such as `jobs/tax-reconciliation.yaml`.
    ///   - name: what the job is called by, the file's name without its ending.
    ///   - sha256: of the file's bytes.
    ///   - kinds: the kinds of job that this program has.
    ///   - zones: where time zones are looked up.
    /// - Returns: the job with every default filled in.
    /// - Throws: `jobFileInvalid` with file, line, column and the nearest right word.
    package static func definition(
        _ text: String, path: String, name: String, sha256: String, kinds: [String],
        zones: ZoneFolder
    ) throws(AppError) -> JobDefinition {
        let file = try JobFile(text, path: path)
        let kind = try file.word("kind", of: kinds)
        let isForGroup = try file.isForGroup(kind: kind)
        let limits = try file.section("limits", keys: limitKeys)
        return JobDefinition(
            name: name, kind: kind, schedule: try file.schedule("schedule"),
            zone: try file.zone("zone", zones, isForGroup: isForGroup),
            period: try file.choice("period"), isForGroup: isForGroup,
            slotPolicy: try file.slotPolicy(),
            priority: try file.integer("priority", -100...100, else: 0),
            needs: try file.inputs(isForGroup: isForGroup),
            waitHours: try file.integer("wait_hours", 1...2160, else: 72),
            runs: kind == JobDefinition.fanOut ? try file.jobs("runs", besides: name) : [],
            runPlaces: kind == JobDefinition.fanOut
                ? try file.list("runs").map { place($0, path) } : [],
            limits: JobDefinition.Limits(
                timeoutSeconds: try limits.integer("timeout_seconds", 1...86_400),
                attempts: try limits.integer("attempts", 1...20),
                maxStalenessSeconds: try limits.integer("max_staleness_seconds", 1...86_400)),
            formats: kind == JobDefinition.fanOut
                ? [] : try file.section("files", keys: ["formats"]).formats("formats"),
            sha256: sha256)
    }

    private static let keys = [
        "kind", "schedule", "zone", "runs_for", "period", "catch_up", "limits", "files",
        "catch_up_max_age_hours", "catch_up_max_runs", "overlap", "priority", "needs",
        "wait_hours", "runs",
    ]
    private static let limitKeys = ["timeout_seconds", "attempts", "max_staleness_seconds"]

    /// A `fan.out` runs for the group and names jobs, the others for clinics and name files.
    private func isForGroup(kind: String) throws(AppError) -> Bool {
        let isFanOut = kind == JobDefinition.fanOut
        _ = try word("runs_for", of: isFanOut ? ["group"] : ["active_clinics"])
        if let foreign = fields[isFanOut ? "files" : "runs"] {
            throw AppError(
                .jobFileInvalid,
                "\(Self.place(foreign, path)) a job of kind \(kind) takes no "
                    + (isFanOut ? "files" : "runs"))
        }
        return isFanOut
    }

    private func slotPolicy() throws(AppError) -> SlotPolicy {
        SlotPolicy(
            catchUp: try choice("catch_up"),
            overlap: fields["overlap"] == nil ? .queueAll : try choice("overlap"),
            maxAgeSeconds: Int64(try integer("catch_up_max_age_hours", 1...87_600, else: 87_600))
                * 3600,
            maxRuns: try integer("catch_up_max_runs", 1...10_000, else: 10_000))
    }

    /// What a run waits for; each clinic's own, so a group has none.
    private func inputs(isForGroup: Bool) throws(AppError) -> [Input] {
        guard let node = fields["needs"] else { return [] }
        guard !isForGroup else {
            throw AppError(
                .jobFileInvalid,
                "\(Self.place(node, path)) needs stands in the jobs of clinics, not of a group")
        }
        return try list("needs").map { part throws(AppError) in
            guard let input = Input(rawValue: part.string ?? "") else {
                let known = Input.allCases.map(\.rawValue)
                throw AppError(
                    .jobFileInvalid,
                    "\(Self.place(part, path)) needs takes \(known.joined(separator: ", ")), "
                        + "not \(AppError.quoted(part.string ?? ""))")
            }
            return input
        }
    }

    private func jobs(_ key: String, besides name: String) throws(AppError) -> [String] {
        try list(key).map { part throws(AppError) in
            guard let job = part.string, !job.isEmpty, job != name else {
                throw AppError(
                    .jobFileInvalid, "\(Self.place(part, path)) \(key) takes names of other jobs")
            }
            return job
        }
    }

    private func list(_ key: String) throws(AppError) -> [Node] {
        let node = try node(key)
        guard let parts = node.sequence, !parts.isEmpty else {
            throw AppError(.jobFileInvalid, "\(Self.place(node, path)) \(key) takes a list")
        }
        return Array(parts)
    }

    private init(_ text: String, path: String) throws(AppError) {
        self.path = path
        try Self.refuseAnchors(text, path)
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw Self.unreadable(error, path)
        }
        guard let node, case .mapping(let mapping) = node else {
            throw AppError(.jobFileInvalid, "\(path):1:1 is not a list of keys and values")
        }
        fields = try Self.fields(mapping, known: Self.keys, path)
    }

    /// Refuses anchors before anything is made of them: a key of nine levels of nine aliases took
    /// four minutes to tell from the other keys.
    private static func refuseAnchors(_ text: String, _ path: String) throws(AppError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            // Behind a letter it is none: R&D.
            guard let found = line.firstRange(of: /(?:^|\W)&[\w-]/) else { continue }
            let before = line[..<found.upperBound].lastIndex(of: "&") ?? line.startIndex
            let column = line.distance(from: line.startIndex, to: before) + 1
            throw AppError(
                .jobFileInvalid, "\(path):\(number + 1):\(column) anchors are not taken")
        }
    }

    private init(path: String, fields: [String: Node]) {
        self.path = path
        self.fields = fields
    }

    private static func unreadable(_ error: any Error, _ path: String) -> AppError {
        guard let yaml = error as? YamlError else { return AppError(.jobFileInvalid, path) }
        switch yaml {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return AppError(.jobFileInvalid, "\(path):\(mark.line):\(mark.column) \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let place = "\(path):\(context.mark.line):\(context.mark.column)"
            let names = keys.joined(separator: ", ")
            return AppError(.jobFileInvalid, "\(place) has a key twice: \(names)")
        default: return AppError(.jobFileInvalid, "\(path) is not YAML")
        }
    }

    private static func fields(
        _ mapping: Node.Mapping, known: [String], _ path: String
    ) throws(AppError) -> [String: Node] {
        var fields: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard known.contains(name) else {
                let nearest = nearestWord(to: name, among: known)
                let hint = nearest.map { ", did you mean \($0)" } ?? ""
                throw AppError(
                    .jobFileInvalid,
                    "\(place(key, path)) unknown key \(AppError.quoted(name))\(hint)")
            }
            fields[name] = value
        }
        return fields
    }

    private static func place(_ node: Node, _ path: String) -> String {
        "\(path):\(node.mark?.line ?? 1):\(node.mark?.column ?? 1)"
    }

    private func node(_ key: String) throws(AppError) -> Node {
        guard let node = fields[key] else {
            throw AppError(.jobFileInvalid, "\(path):1:1 lacks the key \(key)")
        }
        return node
    }

    private func section(_ key: String, keys: [String]) throws(AppError) -> JobFile {
        let node = try node(key)
        guard case .mapping(let mapping) = node else {
            throw AppError(
                .jobFileInvalid, "\(Self.place(node, path)) \(key) takes keys and values")
        }
        return JobFile(path: path, fields: try Self.fields(mapping, known: keys, path))
    }

    private func text(_ key: String) throws(AppError) -> String {
        let node = try node(key)
        guard let text = node.string, !text.isEmpty else {
            throw AppError(.jobFileInvalid, "\(Self.place(node, path)) \(key) takes text")
        }
        return text
    }

    /// A cron expression; a fault names the column of the letter that is wrong.
    private func schedule(_ key: String) throws(AppError) -> CronExpression {
        let (text, node) = (try text(key), try node(key))
        do { return try CronExpression(text) } catch {
            // A text over several lines, or with escapes before the fault, has no such column.
            let isOnLine = node.scalar.map { $0.style != .literal && $0.style != .folded } ?? false
            let isQuoted = node.scalar.map { $0.style != .plain } ?? false
            let column = (node.mark?.column ?? 1) + (isQuoted ? error.column : error.column - 1)
            let place = "\(path):\(node.mark?.line ?? 1):\(isOnLine ? column : 1)"
            throw AppError(.jobFileInvalid, "\(place) \(key), \(error.complaint)")
        }
    }

    private func zone(
        _ key: String, _ zones: ZoneFolder, isForGroup: Bool
    ) throws(AppError) -> JobZone {
        let text = try text(key)
        guard text != "clinic" else {
            guard !isForGroup else {
                throw AppError(
                    .jobFileInvalid,
                    "\(Self.place(try node(key), path)) \(key) of a group is UTC or an IANA name")
            }
            return .clinic
        }
        do { return .named(try zones.zone(text)) } catch {
            throw AppError(
                .jobFileInvalid,
                "\(Self.place(try node(key), path)) \(key) is no time zone: \(error.context)")
        }
    }

    private func word(_ key: String, of words: [String]) throws(AppError) -> String {
        let text = try text(key)
        guard words.contains(text) else {
            throw AppError(
                .jobFileInvalid,
                "\(Self.place(try node(key), path)) \(key) takes \(words.joined(separator: ", ")), "
                    + "not \(AppError.quoted(text))")
        }
        return text
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(AppError) -> Choice {
        let word = try word(key, of: Choice.allCases.map(\.rawValue))
        guard let choice = Choice(rawValue: word) else {
            throw AppError(.jobFileInvalid, "\(path) \(key)")
        }
        return choice
    }

    private func integer(
        _ key: String, _ range: ClosedRange<Int>, else absent: Int? = nil
    ) throws(AppError) -> Int {
        if let absent, fields[key] == nil { return absent }
        let node = try node(key)
        guard let number = node.int, range.contains(number) else {
            throw AppError(
                .jobFileInvalid,
                "\(Self.place(node, path)) \(key) takes a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }

    private func formats(_ key: String) throws(AppError) -> [FileFormat] {
        let node = try node(key)
        let words = node.sequence.map { $0.map { $0.string ?? "" } } ?? []
        guard !words.isEmpty, words.allSatisfy({ FileFormat(rawValue: $0) != nil }) else {
            throw AppError(
                .jobFileInvalid, "\(Self.place(node, path)) \(key) takes a list of xlsx and csv")
        }
        return try FileFormat.list(words.joined(separator: ","))
    }
}
