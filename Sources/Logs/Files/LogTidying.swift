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

    /// - Parameter current: the file that this process writes to.
    func tidy(at now: Instant, keeping current: String?) -> [RotationEvent] {
        // A link in its place leads to files that are not ours; who writes tells of it.
        guard folder.isThere else { return [] }
        var events: [RotationEvent] = []
        if options.isZipped { archive(now, current, &events) }
        if !options.isCompatible { prune(now, current, &events) }
        return events
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
            let removed = try folder.locked { () throws(LogFolder.Failure) in
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
