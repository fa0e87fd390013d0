import Domain
import Glibc

/// Compresses files that are done and removes those that are too many or too old.
struct LogTidying {
    private let options: RotationOptions
    private let series: LogSeries
    private let folder: LogFolder

    init(_ options: RotationOptions) {
        self.options = options
        series = LogSeries(options)
        folder = LogFolder(path: options.folder, mode: options.folderMode)
    }

    /// Does what is due now.
    ///
    /// - Parameters:
    ///   - now: decides what is old.
    ///   - current: the file that this process writes to.
    /// - Returns: what was done, and what could not be.
    func tidy(at now: Instant, keeping current: String?) -> [RotationEvent] {
        // A link in its place leads to files that are not ours; who writes tells of it.
        guard folder.isThere else { return [] }
        var events: [RotationEvent] = []
        // Nothing was written yet.
        guard access(options.folder, F_OK) == 0 else { return [] }
        sweep()
        if options.isZipped { archive(now, current, &events) }
        if !options.isCompatible { prune(now, current, &events) }
        return events
    }

    /// Removes drafts of processes that were killed: of links and audits by the process that they
    /// bear, of archives once there is nothing left to compress.
    private func sweep() {
        for name in folder.names() where name.hasPrefix(".") {
            let isOrphan: Bool
            if name.hasSuffix(".gz.draft") {
                let source = String(name.dropFirst().dropLast(9))
                isOrphan = series.parse(source) != nil && !folder.has(source)
            } else if let dot = name.lastIndex(of: "."),
                let process = pid_t(name[name.index(after: dot)...])
            {
                let target = String(name[..<dot].dropFirst())
                let isOurs =
                    target == options.symlinkName || target.hasSuffix("-audit.json")
                    || target == options.auditFile
                isOrphan = isOurs && kill(process, 0) != 0 && errno == ESRCH
            } else {
                continue
            }
            if isOrphan { unlink(folder.path(of: name)) }
        }
    }

    private func archive(_ now: Instant, _ current: String?, _ events: inout [RotationEvent]) {
        let names = folder.names()
        for name in names where name != current {
            guard let parsed = series.parse(name), !parsed.isZipped,
                let facts = folder.facts(of: name), LogFolder.isFile(facts),
                facts.st_size > 0,
                LogShelf.millis(facts) + Int64(options.zipDelaySeconds) * 1000 <= now.milliseconds
            else { continue }
            if options.isCompatible, names.contains(name + ".gz") { continue }
            do throws(LogFolder.Failure) {
                let archive = try LogArchive(folder: folder).archive(name, mode: options.fileMode)
                if let archive { events.append(.archive(archive)) }
            } catch {
                events.append(.error("\(error.sentence); \(name) stays as it is"))
            }
        }
    }

    private func prune(_ now: Instant, _ current: String?, _ events: inout [RotationEvent]) {
        do throws(LogFolder.Failure) {
            let removed = try folder.locked { _ throws(LogFolder.Failure) in
                let shelf = LogShelf(options, series, folder)
                if shelf.isRebuilt { events.append(.error(LogShelf.rebuilt)) }
                return try shelf.prune(at: now, keeping: current)
            }
            events += removed.map { .removed($0) }
        } catch {
            events.append(.error(error.sentence))
        }
    }
}
