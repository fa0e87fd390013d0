import Domain
import Glibc

/// Which file of a series the next line goes to.
///
///     a line ──▶ period over? ──▶ room left? ──▶ write
///                    │ new date       │ next number
///
/// The folder's lock is taken where a file is begun, and near the end of one, so that several
/// processes do not begin two, and none writes past the size. Anywhere else lines are just written.
struct LogRotation {
    let options: RotationOptions
    let series: LogSeries
    let folder: LogFolder
    private(set) var file: LogFile?
    /// What has happened since somebody took it.
    private(set) var events: [RotationEvent] = []
    /// Winston's count of what it wrote itself, and of the files that size began.
    var written = 0
    var count = 0
    /// Winston opens files after its turn is over, so those of one turn it does not find to remove.
    var begunInTurn: Set<String> = []
    private var latest = Instant(microseconds: .min / 2)
    private var impatientUntil = Instant(microseconds: .min / 2)
    private var sizedAt = Instant(microseconds: .min / 2)
    private var looksAgainAt = Instant(microseconds: .min / 2)

    /// Near the end of a file writers take turns; so much may be on its way from those that do not.
    private static let marginBytes = 1 << 20

    init(_ options: RotationOptions) {
        self.options = options
        series = LogSeries(options)
        folder = LogFolder(path: options.folder, mode: options.folderMode)
    }

    /// Bytes that one append may have at most, unless it is a single line.
    var batchBytesMax: Int { min(1 << 16, options.maxSize?.bytes ?? .max) }

    /// `nil` when nothing has happened.
    mutating func takeEvents() -> [RotationEvent]? {
        guard !events.isEmpty else { return nil }
        defer { events = [] }
        return events
    }

    mutating func note(_ event: RotationEvent) { events.append(event) }

    /// Appends whole lines; those that somebody deleted with their file go to the next one.
    ///
    /// - Throws: `Failure` when there is no file to be had, and no line is written.
    mutating func append(
        _ bytes: UnsafeRawBufferPointer, at now: Instant
    ) throws(LogFolder.Failure) -> LogFile.Outcome {
        settled(try place(bytes, at: now), at: now)
    }

    /// Writes lines again that are not to be read where they were written.
    private mutating func settled(_ first: LogFile.Outcome, at now: Instant) -> LogFile.Outcome {
        var outcome = first
        for _ in 0..<10 {
            switch outcome {
            case .done, .failed: return outcome
            case .deleted where options.isCompatible, .again where options.isCompatible:
                return .done
            case .deleted(let lines):
                file?.shut()
                file = nil
                outcome = replace(lines, at: now)
            case .again(let lines): outcome = replace(lines, at: now)
            }
        }
        return outcome
    }

    private mutating func replace(_ lines: [UInt8], at now: Instant) -> LogFile.Outcome {
        do {
            return try lines.withUnsafeBytes { try place($0, at: now) }
        } catch {
            return .failed(left: lines, number: (error as? LogFolder.Failure)?.number ?? EIO)
        }
    }

    private mutating func place(
        _ bytes: UnsafeRawBufferPointer, at now: Instant
    ) throws(LogFolder.Failure) -> LogFile.Outcome {
        try follow(now)
        guard !options.isCompatible else { return try appendAsWinston(bytes, at: now) }
        guard let max = options.maxSize?.bytes else {
            if file == nil { try open(series.date(at: latest), at: now) }
            return put(bytes, at: now)
        }
        let free = max >= 8 * Self.marginBytes ? max - Self.marginBytes : 0
        for _ in 0..<100 {
            if file == nil { try open(series.date(at: latest), at: now) }
            if size(at: now) + bytes.count <= free, let outcome = file?.append(bytes, at: now) {
                return outcome
            }
            if let outcome = try appendNearEnd(bytes, max, now) { return outcome }
            try open(file?.date ?? series.date(at: latest), at: now, room: bytes.count)
        }
        throw LogFolder.Failure(what: "no file of \(options.filename) can be begun", number: 0)
    }

    /// Appends to the file in use.
    mutating func put(_ bytes: UnsafeRawBufferPointer, at now: Instant) -> LogFile.Outcome {
        file?.append(bytes, at: now) ?? .failed(left: Array(bytes), number: ENOENT)
    }

    /// How large the file is: what it was after our last line, if that was within the millisecond,
    /// in which all others together write less than the margin.
    private mutating func size(at now: Instant) -> Int {
        let since = now.microseconds - sizedAt.microseconds
        sizedAt = now
        if let end = file?.end, end >= 0, (0..<1000).contains(since) { return Int(end) }
        return file?.size() ?? 0
    }

    /// Appends in turn with others; `nil` when it does not fit, or the file is gone.
    private mutating func appendNearEnd(
        _ bytes: UnsafeRawBufferPointer, _ max: Int, _ now: Instant
    ) throws(LogFolder.Failure) -> LogFile.Outcome? {
        try folder.locked(isPatient: now >= impatientUntil) { isLocked throws(LogFolder.Failure) in
            // Who holds the lock may be stopped; then not every line waits for him.
            if !isLocked { impatientUntil = now.adding(seconds: 10) }
            guard let size = file?.size(), size == 0 || size + bytes.count <= max else {
                return nil
            }
            return file?.append(bytes, at: now)
        }
    }

    /// Goes on to the period of an instant.
    ///
    /// A clock that goes back changes nothing.
    mutating func follow(_ now: Instant) throws(LogFolder.Failure) {
        if options.isCompatible || now > latest { latest = now }
        guard file == nil || options.isCompatible || latest >= looksAgainAt else { return }
        let date = series.date(at: latest)
        if options.isCompatible {
            try followAsWinston(date, now)
        } else if file?.date != date {
            try open(date, at: now)
        }
        looksAgainAt = series.looksAgain(after: latest)
    }

    /// Goes on to the next period, and lets go of a file whose name leads elsewhere, or behind which
    /// somebody has begun another: the next line opens the right one.
    ///
    /// - Returns: lines that were deleted with their file and found no other.
    mutating func check(at now: Instant) -> (left: [UInt8], failure: LogFolder.Failure?) {
        begunInTurn = []
        guard !options.isCompatible, let lost = file?.settle(at: now) else { return ([], nil) }
        if !lost.isEmpty, case .failed(let left, let number) = settled(gone(lost), at: now) {
            return (left, LogFolder.Failure(what: options.folder, number: number))
        }
        do throws(LogFolder.Failure) {
            try follow(now)
            guard let file else { return ([], nil) }
            let next = series.name(file.date, file.number + 1)
            let isLast = !folder.has(next) && !folder.has(next + ".gz")
            if !file.isInPlace || !isLast { try open(file.date, at: now) }
            return ([], nil)
        } catch {
            return ([], error)
        }
    }

    /// What became of lines that a file would not keep.
    private func gone(_ lines: [UInt8]) -> LogFile.Outcome {
        file?.isInPlace == true ? .again(lines) : .deleted(lines)
    }

    mutating func close() {
        let lost = file?.settle(at: latest) ?? []
        if !lost.isEmpty { _ = settled(gone(lost), at: latest) }
        file?.shut()
        file = nil
    }
}

extension LogRotation {
    /// Opens the last file of a date that has room, or begins the next one.
    private mutating func open(
        _ date: String, at now: Instant, room: Int = 1
    ) throws(LogFolder.Failure) {
        try folder.make()
        let begun = try folder.locked { _ throws(LogFolder.Failure) in
            let shelf = LogShelf(options, series, folder)
            let begun = try pick(date, shelf, room)
            if begun.isNew {
                if shelf.isRebuilt { note(.error(LogShelf.rebuilt)) }
                try? shelf.enter(begun.file.name, at: now)
            }
            return begun
        }
        settle(begun.file, isNew: begun.isNew)
    }

    private func pick(
        _ date: String, _ shelf: LogShelf, _ room: Int
    ) throws(LogFolder.Failure) -> (file: LogFile, isNew: Bool) {
        let last = shelf.last(of: date)
        var number = last.map { $0.isPlain ? $0.number : $0.number + 1 } ?? 0
        var failure = LogFolder.Failure(what: options.filename, number: EBUSY)
        for _ in 0..<100 {
            let name = series.name(date, number)
            let isNew = !folder.has(name)
            do throws(LogFolder.Failure) {
                let file = try LogFile(
                    folder, name, date: date, number: number, mode: options.fileMode,
                    isTruncating: options.isTruncating)
                if let file, !isArchived(file), isNew || has(room, in: file) {
                    return (file, isNew)
                }
                file?.shut()
            } catch {
                // A folder, a link or a file that is not ours stands in its place: pass it by.
                guard [EACCES, EISDIR, ELOOP, 0].contains(error.number) else { throw error }
                failure = error
                guard folder.has(name) else { throw error }
            }
            number += 1
        }
        throw failure
    }

    /// Whether somebody compressed a file of this name after it was looked for.
    ///
    /// What we would write would go behind what is in its archive, to more than the size. A file that
    /// our own opening has made is taken away again.
    private func isArchived(_ file: LogFile) -> Bool {
        guard !options.isCompatible, folder.has(file.name + ".gz") else { return false }
        if file.size() == 0 { unlink(folder.path(of: file.name)) }
        return true
    }

    private func has(_ room: Int, in file: LogFile) -> Bool {
        guard let max = options.maxSize?.bytes else { return true }
        let size = file.size()
        return size == 0 || size + room <= max
    }

    /// Takes a file in use instead of the one before.
    mutating func settle(_ new: LogFile, isNew: Bool) {
        let lost = file?.settle(at: latest) ?? []
        let old = file
        file = new
        old?.shut()
        if !lost.isEmpty { _ = settled(.again(lost), at: latest) }
        if isNew { note(.new(new.name)) }
        if isNew, let old, old.name != new.name { note(.rotate(from: old.name, to: new.name)) }
        if let link = options.symlinkName { folder.link(link, to: new.name) }
    }
}
