package import Domain
package import Scheduling
import Yams

/// Reads one `jobs/*.yaml`, strictly: every key known, every value of its type, none twice.
package struct JobFile {
    let yaml: StrictYAML

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
        let yaml = try StrictYAML(text, path: path, keys: keys, code: .jobFileInvalid)
        let file = JobFile(yaml: yaml)
        let kind = try yaml.word("kind", of: kinds)
        let isForGroup = try file.isForGroup(kind: kind)
        let limits = try yaml.section("limits", keys: limitKeys)
        let files = kind == JobDefinition.fanOut ? nil : try yaml.section("files", keys: fileKeys)
        var job = JobDefinition(
            name: name, kind: kind, schedule: try file.schedule("schedule"),
            zone: try file.zone("zone", zones, isForGroup: isForGroup),
            period: try yaml.choice("period"), isForGroup: isForGroup,
            slotPolicy: try file.slotPolicy(),
            priority: try yaml.integer("priority", -100...100, else: 0),
            needs: try file.inputs(isForGroup: isForGroup),
            waitHours: try yaml.integer("wait_hours", 1...2160, else: 72),
            runs: kind == JobDefinition.fanOut ? try file.jobs("runs", besides: name) : [],
            runPlaces: kind == JobDefinition.fanOut
                ? try yaml.list("runs").map(yaml.place) : [],
            limits: JobDefinition.Limits(
                timeoutSeconds: try limits.integer("timeout_seconds", 1...86_400),
                attempts: try limits.integer("attempts", 1...20),
                maxStalenessSeconds: try limits.integer("max_staleness_seconds", 1...86_400)),
            policy: try file.policy(kind: kind),
            formats: try files?.formats("formats", of: kind) ?? [],
            reportNames: try file.reports(kind: kind),
            reportPlaces: yaml.has("reports") ? try yaml.list("reports").map(yaml.place) : [],
            sha256: sha256)
        job.hours = try file.hours(kind: kind)
        if let files, files.has("utf8_mark") { job.marksUTF8 = try files.flag("utf8_mark") }
        return job
    }

    private static let fileKeys = ["formats", "utf8_mark"]
    private static let keys = [
        "kind", "schedule", "zone", "runs_for", "period", "catch_up", "limits", "files",
        "catch_up_max_age_hours", "catch_up_max_runs", "overlap", "priority", "needs",
        "wait_hours", "runs", "terms", "reports",
    ]
    private static let limitKeys = ["timeout_seconds", "attempts", "max_staleness_seconds"]

    /// A `fan.out` runs for the group and names jobs, the others for clinics and name files.
    private func isForGroup(kind: String) throws(AppError) -> Bool {
        let isFanOut = kind == JobDefinition.fanOut
        _ = try yaml.word("runs_for", of: isFanOut ? ["group"] : ["active_clinics"])
        if let foreign = yaml[isFanOut ? "files" : "runs"] {
            throw yaml.fault(
                foreign, "a job of kind \(kind) takes no " + (isFanOut ? "files" : "runs"))
        }
        return isFanOut
    }

    private func slotPolicy() throws(AppError) -> SlotPolicy {
        SlotPolicy(
            catchUp: try yaml.choice("catch_up"),
            overlap: yaml.has("overlap") ? try yaml.choice("overlap") : .queueAll,
            maxAgeSeconds: Int64(
                try yaml.integer("catch_up_max_age_hours", 1...87_600, else: 87_600))
                * 3600,
            maxRuns: try yaml.integer("catch_up_max_runs", 1...10_000, else: 10_000))
    }

    /// What a run waits for; each clinic's own, so a group has none.
    private func inputs(isForGroup: Bool) throws(AppError) -> [Input] {
        guard let node = yaml["needs"] else { return [] }
        guard !isForGroup else {
            throw yaml.fault(node, "needs stands in the jobs of clinics, not of a group")
        }
        return try yaml.list("needs").map { part throws(AppError) in
            guard let input = Input(rawValue: part.string ?? "") else {
                let known = Input.allCases.map(\.rawValue)
                throw yaml.fault(
                    part,
                    "needs takes \(known.joined(separator: ", ")), "
                        + "not \(AppError.quoted(part.string ?? ""))")
            }
            return input
        }
    }

    /// Names of templates, for the kind that makes them.
    private func reports(kind: String) throws(AppError) -> [String] {
        guard JobCatalogue.kindsOfReports.contains(kind) else {
            if let foreign = yaml["reports"] {
                throw yaml.fault(foreign, "a job of kind \(kind) takes no reports")
            }
            return []
        }
        var names: [String] = []
        for part in try yaml.list("reports") {
            guard let name = part.string, !name.isEmpty, !names.contains(name) else {
                throw yaml.fault(part, "reports takes names of templates, none twice")
            }
            names.append(name)
        }
        return names
    }

    private func jobs(_ key: String, besides name: String) throws(AppError) -> [String] {
        try yaml.list(key).map { part throws(AppError) in
            guard let job = part.string, !job.isEmpty, job != name else {
                throw yaml.fault(part, "\(key) takes names of other jobs")
            }
            return job
        }
    }

    /// A cron expression; a fault names the column of the letter that is wrong.
    private func schedule(_ key: String) throws(AppError) -> CronExpression {
        let (text, node) = (try yaml.text(key), try yaml.node(key))
        do { return try CronExpression(text) } catch {
            // A text over several lines, or with escapes before the fault, has no such column.
            let isOnLine = node.scalar.map { $0.style != .literal && $0.style != .folded } ?? false
            let isQuoted = node.scalar.map { $0.style != .plain } ?? false
            let column = (node.mark?.column ?? 1) + (isQuoted ? error.column : error.column - 1)
            let place = "\(yaml.path):\(node.mark?.line ?? 1):\(isOnLine ? column : 1)"
            throw AppError(.jobFileInvalid, "\(place) \(key), \(error.complaint)")
        }
    }

    private func zone(
        _ key: String, _ zones: ZoneFolder, isForGroup: Bool
    ) throws(AppError) -> JobZone {
        let text = try yaml.text(key)
        guard text != "clinic" else {
            guard !isForGroup else {
                throw yaml.fault(
                    try yaml.node(key), "\(key) of a group is UTC or an IANA name")
            }
            return .clinic
        }
        do { return .named(try zones.zone(text)) } catch {
            throw yaml.fault(
                try yaml.node(key), "\(key) is no time zone: \(error.context)")
        }
    }
}

extension StrictYAML {
    fileprivate func formats(_ key: String, of kind: String) throws(AppError) -> [FileFormat] {
        let node = try node(key)
        let words = node.sequence.map { $0.map { $0.string ?? "" } } ?? []
        let known = FileFormat.allCases.filter { !$0.isOfJournals || kind == JournalExport.kind }
        guard !words.isEmpty, words.allSatisfy({ word in known.contains { $0.rawValue == word } })
        else {
            let names = known.map(\.rawValue)
            throw fault(
                node,
                "\(key) takes a list of \(names.dropLast().joined(separator: ", ")) and "
                    + names[names.count - 1])
        }
        return try FileFormat.list(words.joined(separator: ","), of: kind)
    }
}
