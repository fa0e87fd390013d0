import Domain
import Glibc

/// Reads on as a log grows, over the beginning of new files.
package struct LogFollower {
    private let reader: LogReader
    private let folder: LogFolder
    private var name: String?
    private var descriptor: Int32 = -1
    private var rest: [UInt8] = []

    /// Begins at the end of what is there now.
    package init(_ options: RotationOptions) {
        reader = LogReader(options)
        folder = LogFolder(path: options.folder, mode: options.folderMode)
        guard let last = reader.sources(since: nil).last, !last.isZipped else { return }
        open(last.name, at: SEEK_END)
    }

    private mutating func open(_ name: String, at place: Int32) {
        if descriptor >= 0 { close(descriptor) }
        descriptor = Glibc.open(folder.path(of: name), O_RDONLY | O_CLOEXEC)
        lseek(descriptor, 0, place)
        self.name = name
        rest = []
    }

    /// What has come since the last call, line by line.
    package mutating func lines() -> [[UInt8]] {
        var found = drain()
        let sources = reader.sources(since: nil).filter { !$0.isZipped }
        let known = sources.firstIndex { $0.name == name }
        // The file read so far may be compressed by now: then those begun since are the newer ones.
        let next = known.map { sources.index(after: $0) } ?? max(sources.count - 1, 0)
        for source in sources[min(next, sources.count)...] {
            open(source.name, at: SEEK_SET)
            found += drain()
        }
        return found
    }

    private mutating func drain() -> [[UInt8]] {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while descriptor >= 0 {
            let count = read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            rest += piece[..<count]
        }
        var lines = rest.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        rest = lines.popLast() ?? []
        return lines
    }
}
