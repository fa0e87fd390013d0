import Domain

/// Reads the files of a log back, plain and compressed, in the order in which they were begun.
package struct LogReader: Sendable {
    /// A file of the log.
    struct Source: Equatable {
        let name: String
        let isZipped: Bool
    }

    private let series: LogSeries
    private let folder: LogFolder

    package init(_ options: RotationOptions) {
        series = LogSeries(options)
        folder = LogFolder(path: options.folder, mode: options.folderMode)
    }

    /// The files, the oldest first: by date, then by number.
    ///
    /// Of a file and its archive that a crash left both, the file.
    /// - Parameter since: those whose last line is older are left out.
    /// - Returns: their names.
    func sources(since: Instant?) -> [Source] {
        var found: [(name: String, date: Int64, text: String, number: Int, isZipped: Bool)] = []
        let names = folder.names()
        let plain = Set(names)
        for name in names {
            guard let parsed = series.parse(name), let facts = folder.facts(of: name),
                !parsed.isZipped || !plain.contains(String(name.dropLast(3)))
            else { continue }
            let last = LogShelf.millis(facts)
            if let since, last < since.milliseconds { continue }
            found.append((name, last, parsed.date, parsed.number, parsed.isZipped))
        }
        // Dates need not sort as texts do: files of one date stand where its first one was left.
        var begun: [String: Int64] = [:]
        for file in found { begun[file.text] = min(begun[file.text] ?? .max, file.date) }
        return found.sorted {
            (begun[$0.text] ?? 0, $0.text, $0.number) < (begun[$1.text] ?? 0, $1.text, $1.number)
        }.map { Source(name: $0.name, isZipped: $0.isZipped) }
    }

    /// Hands on every line that a filter lets through, by its time; lines of several processes
    /// stand a little out of it in the files.
    ///
    /// - Parameters:
    ///   - filter: which lines.
    ///   - body: takes a line without its end, and what it says; false ends the reading.
    /// - Returns: how many lines were no log lines.
    package func read(_ filter: LogFilter, _ body: (ArraySlice<UInt8>, LogLine) -> Bool) -> Int {
        var (broken, goesOn) = (0, true)
        var window = LogWindow()
        for source in sources(since: filter.since) where goesOn {
            each(of: source) { bytes in
                guard filter.mayHold(bytes) else { return true }
                guard let line = LogLine(bytes) else {
                    broken += 1
                    return true
                }
                guard filter.admits(line) else { return true }
                if let (bytes, line) = window.exchange(Array(bytes), line) {
                    goesOn = body(bytes[...], line)
                }
                return goesOn
            }
        }
        while goesOn, let (bytes, line) = window.take() { goesOn = body(bytes[...], line) }
        return broken
    }

    /// Hands on each line of a file.
    private func each(of source: Source, _ body: (ArraySlice<UInt8>) -> Bool) {
        var rest: [UInt8] = []
        // zlib reads a file that is not compressed as it is.
        _ = Gzip.each(of: folder.path(of: source.name), isPlainToo: true) { bytes, _ in
            rest += bytes
            var start = 0
            while let end = rest[start...].firstIndex(of: 10) {
                guard body(rest[start..<end]) else { return false }
                start = end + 1
            }
            rest.removeFirst(start)
            return true
        }
    }
}
