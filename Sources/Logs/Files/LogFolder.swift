import Domain
import Glibc

/// The folder of the log files, and the lock by which processes take turns in it.
///
/// The lock is on the folder itself, so it leaves no file, and goes with the process that holds it.
struct LogFolder: Sendable {
    let path: String
    let mode: UInt32

    /// What keeps a file or a folder from being used: a system call and its errno.
    struct Failure: Error, Equatable {
        let what: String
        let number: Int32

        /// “logs/app.log: No space left on device”.
        var sentence: String {
            number == 0 ? what : "\(what): \(String(cString: strerror(number)))"
        }
    }

    /// Makes the folder and those above it.
    ///
    /// A link in its place is refused: whoever can replace it can have our lines written anywhere.
    /// - Throws: `Failure`.
    func make() throws(Failure) {
        var facts = stat()
        if lstat(path, &facts) == 0 {
            switch facts.st_mode & S_IFMT {
            case S_IFDIR: return
            case S_IFLNK:
                throw Failure(
                    what: "\(path) is a symbolic link; name the folder that it leads to", number: 0)
            default: throw Failure(what: path, number: ENOTDIR)
            }
        }
        var made = ""
        for (place, part) in path.split(separator: "/", omittingEmptySubsequences: false)
            .enumerated()
        {
            made += place == 0 ? String(part) : "/\(part)"
            if made.isEmpty || part.isEmpty { continue }
            guard mkdir(made, mode) == 0 else {
                if errno == EEXIST { continue }
                throw Failure(what: made, number: errno)
            }
            chmod(made, mode)
        }
    }

    /// Takes the folder's lock while a body runs.
    ///
    /// Who is stopped while it holds the lock must not stop all others: after two seconds, or at once
    /// for who is not patient, the body runs without it, and is told so. What it does is right then
    /// too, only less tidy.
    func locked<Result>(
        isPatient: Bool = true, _ body: (_ isLocked: Bool) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(what: path, number: errno) }
        defer { close(descriptor) }
        for turn in 0..<(isPatient ? 2050 : 1) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return try body(true) }
            guard errno == EWOULDBLOCK else { break }
            if turn < 50 { sched_yield() } else { usleep(1000) }
        }
        return try body(false)
    }

    /// The names in it, in the order of bytes.
    func names() -> [String] {
        guard let handle = opendir(path) else { return [] }
        defer { closedir(handle) }
        var found: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { found.append(name) }
        }
        return found.sorted { KeyOrder.isBefore($0, $1) }
    }

    func path(of name: String) -> String { "\(path)/\(name)" }

    func facts(of name: String) -> stat? {
        var facts = stat()
        return lstat(path(of: name), &facts) == 0 ? facts : nil
    }

    /// Whether it is a file, and no folder, link or pipe.
    static func isFile(_ facts: stat) -> Bool { facts.st_mode & S_IFMT == S_IFREG }

    /// Whether it is a folder, and not a link to one.
    var isThere: Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    func has(_ name: String) -> Bool { facts(of: name) != nil }

    /// Replaces a small file by a rename, so that no reader sees half of it.
    func replace(_ name: String, with text: String) throws(Failure) {
        let draft = path(of: ".\(name).\(getpid())")
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Failure(what: draft, number: errno) }
        fchmod(descriptor, 0o640)
        let written = write(descriptor, text, text.utf8.count)
        let number = errno
        close(descriptor)
        guard written == text.utf8.count, rename(draft, path(of: name)) == 0 else {
            unlink(draft)
            throw Failure(what: path(of: name), number: written < 0 ? number : ENOSPC)
        }
    }

    /// Points a link at a file of the folder; what is no link is left alone.
    func link(_ name: String, to target: String) {
        if let facts = facts(of: name), facts.st_mode & S_IFMT != S_IFLNK { return }
        let draft = path(of: ".\(name).\(getpid())")
        unlink(draft)
        if symlink(target, draft) == 0, rename(draft, path(of: name)) != 0 { unlink(draft) }
    }

    /// A file's bytes, at most so many; `nil` when there is none.
    func read(_ name: String, bytesMax: Int = 16 << 20) -> [UInt8]? {
        let descriptor = open(path(of: name), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < bytesMax {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            bytes += piece[..<count]
        }
        return bytes
    }
}
