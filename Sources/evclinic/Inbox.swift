import Controllers
import Domain
import Glibc

/// A folder whose files are taken one by one, by one process at a time.
final class Inbox {
    let path: String
    /// Locked as long as this process has it.
    private let folder: Int32

    private static let restingSeconds: Int64 = 10

    /// What tells whether somebody still writes to a file.
    struct Look: Equatable {
        fileprivate let number: UInt64
        fileprivate let size: Int64
        fileprivate let seconds: Int64
        fileprivate let nanoseconds: Int64
        let isQuiet: Bool

        /// Whether it is the same file with the same bytes, as far as times tell.
        func isSame(as other: Look?) -> Bool {
            guard let other else { return false }
            return (number, size, seconds, nanoseconds)
                == (other.number, other.size, other.seconds, other.nanoseconds)
        }
    }

    /// Opens a folder.
    ///
    /// - Returns: `nil` while another process is at work in it.
    /// - Throws: `inboxMissing`.
    init?(_ path: String) throws(AppError) {
        self.path = path.count > 1 && path.last == "/" ? String(path.dropLast()) : path
        folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            throw AppError(
                .inboxMissing, "\(AppError.quoted(path)), \(String(cString: strerror(errno)))")
        }
        if flock(folder, LOCK_EX | LOCK_NB) != 0 {
            close(folder)
            return nil
        }
    }

    deinit { close(folder) }

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// Its files by name; hidden ones, folders and links are no files of it.
    var names: [String] {
        Files.names(in: path).filter { name in
            var facts = stat()
            return !name.hasPrefix(".") && lstat(path(of: name), &facts) == 0
                && facts.st_mode & S_IFMT == S_IFREG
        }
    }

    /// Looks at a file; quiet is one that nobody has locked, and that lies there a while.
    ///
    /// - Returns: `nil` when it is gone.
    func look(at name: String) -> Look? {
        let file = open(path(of: name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        var facts = stat()
        guard file >= 0 else {
            let isThere = lstat(path(of: name), &facts) == 0
            // What may not be read is refused, and not left for ever.
            return isThere ? Self.look(facts, isFree: true) : nil
        }
        defer { close(file) }
        guard fstat(file, &facts) == 0 else { return nil }
        return Self.look(facts, isFree: flock(file, LOCK_SH | LOCK_NB) == 0)
    }

    private static func look(_ facts: stat, isFree: Bool) -> Look {
        let seconds = Int64(facts.st_mtim.tv_sec)
        let age = Clock.wall.now.microseconds / 1_000_000 - seconds
        // A time to come is a clock that goes wrong, and not a file that is written.
        return Look(
            number: UInt64(facts.st_ino), size: Int64(facts.st_size), seconds: seconds,
            nanoseconds: Int64(facts.st_mtim.tv_nsec),
            isQuiet: isFree && !(-restingSeconds..<restingSeconds).contains(age))
    }

    /// Moves a file to a folder beside it, never over another one.
    ///
    /// - Parameters:
    ///   - name: in the inbox.
    ///   - shelf: `done` or `refused`.
    ///   - why: written beside it, under its name and `.why.txt`.
    /// - Returns: where it is now.
    /// - Throws: `outputUnwritable`, `outputFull`.
    func move(_ name: String, to shelf: String, why: String? = nil) throws(AppError) -> String {
        let shelved = "\(path)/\(shelf)"
        try Files.makeFolder(shelved)
        for number in 1...Self.namesMax {
            let new = number == 1 ? name : Self.numbered(name, number)
            let reason = "\(shelved)/\(new).why.txt"
            if why != nil, Files.exists(reason) || Files.exists("\(shelved)/\(new)") { continue }
            // First the reason: a file that was refused is never there without it.
            if let why { try Files.write(why, to: reason) }
            switch try Files.rename(path(of: name), to: "\(shelved)/\(new)") {
            case .done:
                try Files.sync(folder: shelved)
                try Files.sync(folder: path)
                return "\(shelf)/\(new)"
            case .nameTaken: continue
            case .sourceGone:
                if why != nil { Files.remove(reason) }
                throw AppError(.outputUnwritable, "\(AppError.quoted(name)), it is gone")
            }
        }
        throw AppError(.fileConflict, AppError.quoted(name))
    }

    private static let namesMax = 10_000

    /// `october-2.csv`.
    private static func numbered(_ name: String, _ number: Int) -> String {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else {
            return "\(name)-\(number)"
        }
        return "\(name[..<dot])-\(number)\(name[dot...])"
    }
}
