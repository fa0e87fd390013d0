import Domain
import Glibc

/// Winston's own rules, with what they lose: a file takes one line too many, its size is what this
/// process wrote, and the clock may go back.
extension LogRotation {
    mutating func appendAsWinston(
        _ bytes: UnsafeRawBufferPointer, at now: Instant
    ) throws(LogFolder.Failure) -> LogFile.Outcome {
        written += bytes.count
        return put(bytes, at: now)
    }

    mutating func followAsWinston(
        _ date: String, _ now: Instant
    ) throws(LogFolder.Failure) {
        guard let file else { return try resumeAsWinston(date, now) }
        let isFull = options.maxSize.map { written > $0.bytes } ?? false
        guard file.date != date || isFull else { return }
        count = isFull ? count + 1 : 0
        written = 0
        try begin(series.name(date, count), date, now)
    }

    /// The first file of a process: the one after the last that the audit names, or that is there.
    private mutating func resumeAsWinston(
        _ date: String, _ now: Instant
    ) throws(LogFolder.Failure) {
        try folder.make()
        (count, written) = (0, 0)
        let shelf = LogShelf(options, series, folder)
        if let max = options.maxSize?.bytes {
            if let last = shelf.audit?.entries.last?.name,
                let name = series.parse(shelf.local(last)),
                name.date == date
            {
                count = name.number
            }
            var last: Int?
            while folder.has(series.name(date, count)) {
                last = count
                count += 1
            }
            if let last, let facts = folder.facts(of: series.name(date, last)), facts.st_size < max
            {
                (count, written) = (last, Int(facts.st_size))
            }
        }
        try begin(series.name(date, count), date, now)
    }

    private mutating func begin(
        _ name: String, _ date: String, _ now: Instant
    ) throws(LogFolder.Failure) {
        try folder.make()
        try makeParent(of: name)
        let isNew = !folder.has(name)
        let file = try LogFile(
            folder, name, date: date, number: count, mode: options.fileMode,
            isTruncating: options.isTruncating)
        guard let file else { throw LogFolder.Failure(what: name, number: EBUSY) }
        if isNew { begunInTurn.insert(name) }
        let shelf = LogShelf(options, series, folder)
        let gone = try shelf.enterAsWinston(name, at: now, sparing: begunInTurn)
        for name in gone { note(.removed(name)) }
        settle(file, isNew: isNew)
    }

    /// A date may hold folders.
    private func makeParent(of name: String) throws(LogFolder.Failure) {
        guard let slash = name.lastIndex(of: "/") else { return }
        try LogFolder(path: folder.path(of: String(name[..<slash])), mode: folder.mode).make()
    }
}
