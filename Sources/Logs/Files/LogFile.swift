import Domain
import Glibc

/// One open log file.
///
/// Lines are appended by one `write` each, so those of several processes do not
/// mix; the shared lock that is held on it keeps it from being compressed under a writer.
struct LogFile {
    let name: String
    let number: Int
    let date: String
    private let descriptor: Int32
    private let path: String
    private let device: dev_t
    private let inode: ino_t
    /// Where the next line goes to if nobody else writes; -1 when that is not known.
    private(set) var end: off_t = -1
    /// Whether the last byte is not the end of a line: somebody was killed in a `write`.
    private var wantsLineEnd = false
    private var watch = NeighbourWatch()

    /// Opens a file, or makes it.
    ///
    /// - Returns: `nil` when somebody is just compressing or removing it.
    /// - Throws: `Failure`.
    init?(
        _ folder: LogFolder, _ name: String, date: String, number: Int, mode: UInt32,
        isTruncating: Bool = false
    ) throws(LogFolder.Failure) {
        path = folder.path(of: name)
        (self.name, self.date, self.number) = (name, date, number)
        let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let new = open(path, flags | O_EXCL, mode)
        // Whoever starts us with a narrow umask has shippers that must read all the same.
        if new >= 0 { fchmod(new, mode) }
        descriptor =
            new >= 0 || errno != EEXIST
            ? new : open(path, flags | (isTruncating ? O_TRUNC : 0), mode)
        guard descriptor >= 0 else { throw LogFolder.Failure(what: path, number: errno) }
        var facts = stat()
        let isLocked = flock(descriptor, LOCK_SH | LOCK_NB) == 0
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw LogFolder.Failure(what: "\(path) is not a regular file", number: 0)
        }
        (device, inode) = (facts.st_dev, facts.st_ino)
        guard isLocked, facts.st_nlink > 0 else {
            close(descriptor)
            return nil
        }
        var last: UInt8 = 10
        if facts.st_size > 0 { pread(descriptor, &last, 1, facts.st_size - 1) }
        wantsLineEnd = last != 10
    }

    func shut() { close(descriptor) }

    /// Its length in bytes.
    ///
    /// Not by `fstat`: who asks a file for its times makes the next `write` note a new one, which
    /// costs as much as the rest of it.
    func size() -> Int { Int(lseek(descriptor, 0, SEEK_END)) + (wantsLineEnd ? 1 : 0) }

    /// Whether its name still leads to it.
    var isInPlace: Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_ino == inode && facts.st_dev == device
    }

    /// How an attempt to append ended.
    enum Outcome: Equatable {
        case done
        /// These lines have no place, for this errno; what else there was is written.
        case failed(left: [UInt8], number: Int32)
        /// The file was deleted, with these lines.
        case deleted([UInt8])
        /// These lines stand behind half a line of a killed process, and are to be written again.
        case again([UInt8])
    }

    /// Appends whole lines.
    mutating func append(_ bytes: UnsafeRawBufferPointer, at now: Instant) -> Outcome {
        if wantsLineEnd {
            guard write(descriptor, "\n", 1) == 1 else {
                return .failed(left: Array(bytes), number: errno)
            }
            (wantsLineEnd, end) = (false, -1)
        }
        let written = write(descriptor, bytes.baseAddress, bytes.count)
        guard written == bytes.count else { return fail(bytes, written) }
        guard watch.isAlone, end >= 0 else { return look(bytes, now) }
        end += off_t(written)
        if watch.note(bytes, now) { return lookBack(now) }
        return .done
    }

    /// Looks where our lines went, and whether each begins a line there.
    private mutating func look(_ bytes: UnsafeRawBufferPointer, _ now: Instant) -> Outcome {
        // The kernel moved the offset to where the bytes went: what stands before them?
        let end = lseek(descriptor, 0, SEEK_CUR)
        let begin = end - off_t(bytes.count)
        if watch.wantsLook(now), isDeleted { return .deleted(Array(bytes)) }
        watch.found(isForeign: self.end >= 0 && begin != self.end, now)
        let isGlued = begin > 0 && begin != self.end && !endsLine(before: begin)
        self.end = end
        guard isGlued else { return .done }
        let first = bytes.firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
        return .again(Array(bytes[..<first]))
    }

    /// Looks after some lines whether we were alone, and if not, whether each begins a line.
    private mutating func lookBack(_ now: Instant) -> Outcome {
        guard !isDeleted else { return .deleted(watch.lines) }
        let reached = lseek(descriptor, 0, SEEK_CUR)
        let begin = end - off_t(watch.lines.count)
        let isForeign = reached != end
        let lines = watch.found(isForeign: isForeign, now)
        end = reached
        guard isForeign else { return .done }
        var region = [UInt8](repeating: 10, count: max(Int(reached - begin), 0) + 1)
        let count = region.withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress.map { $0 + 1 }, $0.count - 1, begin)
        }
        guard count > 0 else { return .done }
        // Ours stand there in their order, so one goes on from the last.
        var (at, glued) = (1, [UInt8]())
        for line in lines.split(separator: 10) {
            guard let place = region[at...].firstRange(of: line + [10]) else { continue }
            at = place.upperBound
            if region[place.lowerBound - 1] != 10 { glued += line + [10] }
        }
        return glued.isEmpty ? .done : .again(glued)
    }

    /// Looks back now, before nobody does: the file is left, or nothing is written for a second.
    ///
    /// - Returns: lines that are to be written again.
    mutating func settle(at now: Instant) -> [UInt8] {
        guard watch.isAlone, !watch.lines.isEmpty else { return [] }
        switch lookBack(now) {
        case .deleted(let lines), .again(let lines), .failed(let lines, _): return lines
        case .done: return []
        }
    }

    private var isDeleted: Bool {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 && facts.st_nlink == 0
    }

    private func endsLine(before place: off_t) -> Bool {
        var byte: UInt8 = 0
        return pread(descriptor, &byte, 1, place - 1) != 1 || byte == 10
    }

    private mutating func fail(_ bytes: UnsafeRawBufferPointer, _ written: Int) -> Outcome {
        let number = written < 0 ? errno : ENOSPC
        let reached = UnsafeRawBufferPointer(rebasing: bytes[..<max(written, 0)])
        let kept = reached.lastIndex(of: 10).map { $0 + 1 } ?? 0
        if kept < reached.count { cut(reached.count - kept) }
        end = -1
        return .failed(left: Array(bytes[kept...]), number: number)
    }

    /// Takes half a line away again, unless somebody else may have written behind it.
    private mutating func cut(_ count: Int) {
        let place = lseek(descriptor, 0, SEEK_CUR)
        let isOurs =
            flock(descriptor, LOCK_EX | LOCK_NB) == 0
            && Int(lseek(descriptor, 0, SEEK_END)) == Int(place)
        let isCut = isOurs && ftruncate(descriptor, place - off_t(count)) == 0
        flock(descriptor, LOCK_SH | LOCK_NB)
        wantsLineEnd = !isCut
    }
}
