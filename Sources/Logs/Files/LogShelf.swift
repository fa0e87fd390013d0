import Domain
import Glibc

/// All files of a series: what lies in the folder, and what the audit file knows of it.
struct LogShelf {
    private let options: RotationOptions
    private let series: LogSeries
    private let folder: LogFolder
    private let names: [String]
    private let auditName: String
    /// `nil` when nothing is ever removed.
    private(set) var audit: LogAudit?
    /// Whether an audit file was there that could not be read.
    private(set) var isRebuilt = false
    static let rebuilt = "the audit file was not readable and is rebuilt"

    init(_ options: RotationOptions, _ series: LogSeries, _ folder: LogFolder) {
        self.options = options
        self.series = series
        self.folder = folder
        names = folder.names()
        auditName = Self.auditName(options, series, folder, names)
        guard let keep = options.maxFiles else { return }
        var audit = LogAudit(
            keep: keep, path: folder.path(of: auditName), hashType: options.auditHash)
        if let bytes = folder.read(auditName) {
            let entries = LogAudit.entries(in: bytes)
            audit.entries = entries ?? []
            isRebuilt = entries == nil
        }
        // Whoever can write the audit must not have files removed that are not the log's.
        if !options.isCompatible {
            audit.entries.removeAll { series.parse(local($0.name)) == nil }
        }
        self.audit = audit
    }

    /// Of an audit's names, the one in our folder.
    func local(_ name: String) -> String {
        let prefix = folder.path + "/"
        if name.hasPrefix(prefix) { return String(name.dropFirst(prefix.count)) }
        return name.split(separator: "/").last.map(String.init) ?? name
    }

    /// The file of a date with the highest number, and whether it is still as it was written.
    func last(of date: String) -> (number: Int, isPlain: Bool)? {
        var found: (number: Int, isPlain: Bool)?
        func take(_ number: Int, isPlain: Bool) {
            if let last = found, (last.number, last.isPlain ? 0 : 1) >= (number, isPlain ? 0 : 1) {
                return
            }
            found = (number, isPlain)
        }
        for name in names {
            if let name = series.parse(name), name.date == date {
                take(name.number, isPlain: !name.isZipped)
            }
        }
        for entry in audit?.entries ?? [] {
            if let name = series.parse(local(entry.name)), name.date == date,
                !names.contains(series.name(date, name.number))
            {
                take(name.number, isPlain: false)
            }
        }
        return found
    }

    /// Notes a new file.
    func enter(_ name: String, at now: Instant) throws(LogFolder.Failure) {
        guard var audit else { return }
        if options.adoptsFiles { adopt(into: &audit, now) }
        audit.add(folder.path(of: name), at: now.milliseconds)
        try folder.replace(auditName, with: audit.text)
    }

    /// Files of our names that the audit does not know, as old as their last line.
    private func adopt(into audit: inout LogAudit, _ now: Instant) {
        let known = Set(audit.entries.map { plain(local($0.name)) })
        var found: [(date: Int64, number: Int, name: String)] = []
        for name in names {
            guard let parsed = series.parse(name), !known.contains(plain(name)),
                let facts = folder.facts(of: name), LogFolder.isFile(facts)
            else { continue }
            found.append((min(Self.millis(facts), now.milliseconds), parsed.number, plain(name)))
        }
        for file in found.sorted(by: {
            ($0.date, $0.number, $0.name) < ($1.date, $1.number, $1.name)
        }) {
            audit.add(folder.path(of: file.name), at: file.date)
        }
        audit.entries.sort { $0.date < $1.date }
    }

    private func plain(_ name: String) -> String {
        name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    }

    static func millis(_ facts: stat) -> Int64 {
        Int64(facts.st_mtim.tv_sec) * 1000 + Int64(facts.st_mtim.tv_nsec) / 1_000_000
    }

    /// The audit file's name: the one asked for, winston's where it has one for this log, or ours.
    private static func auditName(
        _ options: RotationOptions, _ series: LogSeries, _ folder: LogFolder, _ names: [String]
    ) -> String {
        if let name = options.auditFile { return name }
        let own = ".\(options.filename.replacingAll("%DATE%", with: "DATE"))-audit.json"
        guard !names.contains(own) else { return own }
        let foreign = names.first { name in
            name.hasPrefix(".") && name.hasSuffix("-audit.json") && name.utf8.count == 52
                && (folder.read(name).flatMap(LogAudit.entries) ?? []).contains { entry in
                    entry.name.split(separator: "/").last.map { series.parse(String($0)) != nil }
                        ?? false
                }
        }
        return foreign ?? own
    }
}

extension LogShelf {
    /// Removes what is not to be kept, but no file that somebody writes to.
    ///
    /// - Returns: the names of what was removed.
    /// - Throws: `Failure` when the audit file cannot be written.
    func prune(at now: Instant, keeping current: String?) throws(LogFolder.Failure) -> [String] {
        guard var audit, let keep = options.maxFiles else { return [] }
        let before = audit
        if options.adoptsFiles { adopt(into: &audit, now) }
        var removed: [String] = []
        var gone: Set<String> = []
        for (place, file) in onShelf(audit).enumerated() {
            let isKept =
                switch keep {
                case .files(let count): place < count
                case .days(let days):
                    file.date >= CivilTime(now, isUTC: options.isUTC).daysAgo(days).milliseconds
                }
            if !isKept, file.name != current, let names = remove(file.name) {
                removed += names
                gone.insert(file.name)
            }
        }
        audit.entries.removeAll { entry in
            let name = local(entry.name)
            return gone.contains(name) || !(folder.has(name) || folder.has(name + ".gz"))
        }
        if audit != before || isRebuilt { try folder.replace(auditName, with: audit.text) }
        return removed
    }

    /// What is there, the newest first, each with when its last line can have been written: not
    /// after the next file was begun.
    private func onShelf(_ audit: LogAudit) -> [(name: String, date: Int64)] {
        var next = Int64.max
        return audit.entries.reversed().compactMap { entry in
            let name = local(entry.name)
            guard let facts = folder.facts(of: name) ?? folder.facts(of: name + ".gz") else {
                return nil
            }
            defer { next = entry.date }
            return (name, min(next, max(entry.date, Self.millis(facts))))
        }
    }

    /// Removes a file and its archive; `nil` when somebody writes to it.
    private func remove(_ name: String) -> [String]? {
        let path = folder.path(of: name)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        if descriptor >= 0 {
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
            unlink(path)
        }
        let hasArchive = unlink(path + ".gz") == 0
        return (descriptor >= 0 ? [name] : []) + (hasArchive ? [name + ".gz"] : [])
    }

    /// Notes a new file and removes what its coming leaves too old or too many, as winston does.
    ///
    /// - Parameters:
    ///   - name: the new file.
    ///   - now: the time that the audit gives it.
    ///   - spared: files that winston would not find.
    /// - Returns: the names of what was removed.
    /// - Throws: `Failure` when the audit file cannot be written.
    func enterAsWinston(
        _ name: String, at now: Instant, sparing spared: Set<String>
    ) throws(LogFolder.Failure) -> [String] {
        guard var audit, let keep = options.maxFiles, !isRebuilt else { return [] }
        let path = folder.path(of: name)
        guard !audit.entries.contains(where: { $0.name == path }) else { return [] }
        audit.add(path, at: now.milliseconds)
        let old: [LogAudit.Entry]
        switch keep {
        case .files(let count):
            old = Array(audit.entries.dropLast(count))
            audit.entries = audit.entries.suffix(count)
        case .days(let days):
            let oldest = CivilTime(now, isUTC: false).daysAgo(days).milliseconds
            old = audit.entries.filter { $0.date <= oldest }
            audit.entries.removeAll { $0.date <= oldest }
        }
        var removed: [String] = []
        for entry in old {
            for name in [local(entry.name), local(entry.name) + ".gz"]
            where !spared.contains(name) {
                if unlink(folder.path(of: name)) == 0 { removed.append(name) }
            }
        }
        try folder.replace(auditName, with: audit.text)
        return removed
    }
}

extension Instant {
    /// Since 1970, rounded towards the past.
    var milliseconds: Int64 { microseconds.floorDivided(by: 1000) }
}
