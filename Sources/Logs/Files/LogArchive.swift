import CZlib
import Glibc

/// Compresses a file that is done.
///
/// Into a draft that is read back and compared, then renamed, and only then is the file itself removed. Whoever is killed in between leaves nothing lost, and the
/// next one goes on.
struct LogArchive {
    let folder: LogFolder

    /// Compresses a file.
    ///
    /// - Returns: the archive's name; `nil` when somebody still writes to the file.
    /// - Throws: `Failure`; the file stays as it was.
    func archive(_ name: String, mode: UInt32) throws(LogFolder.Failure) -> String? {
        let source = open(folder.path(of: name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard source >= 0 else { return nil }
        defer { close(source) }
        var facts = stat()
        guard flock(source, LOCK_EX | LOCK_NB) == 0, fstat(source, &facts) == 0,
            facts.st_nlink > 0, facts.st_size > 0
        else { return nil }
        let target = "\(name).gz"
        guard !folder.has(target) || Gzip.isArchive(folder.path(of: target)) else {
            throw LogFolder.Failure(what: "\(target) is no archive; move it away", number: 0)
        }
        // A process was killed between the rename and the removal.
        if folder.has(target),
            Gzip.isContained(source, Int(facts.st_size), in: folder.path(of: target))
        {
            unlink(folder.path(of: name))
            return target
        }
        let draft = folder.path(of: ".\(target).draft")
        do throws(LogFolder.Failure) {
            try write(source, facts, behind: target, to: draft, mode)
        } catch {
            unlink(draft)
            throw error
        }
        guard rename(draft, folder.path(of: target)) == 0 else {
            throw LogFolder.Failure(what: target, number: errno)
        }
        unlink(folder.path(of: name))
        return target
    }

    /// An archive of that name that is somebody else's is kept: ours goes behind it.
    private func write(
        _ source: Int32, _ facts: stat, behind target: String, to draft: String, _ mode: UInt32
    ) throws(LogFolder.Failure) {
        unlink(draft)
        let output = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard output >= 0 else { throw LogFolder.Failure(what: draft, number: errno) }
        defer { close(output) }
        fchmod(output, mode)
        try copy(target, to: output, draft)
        guard Gzip.append(source, to: output) else {
            throw LogFolder.Failure(what: draft, number: errno == 0 ? EIO : errno)
        }
        guard Gzip.isContained(source, Int(facts.st_size), in: draft) else {
            throw LogFolder.Failure(what: "\(draft) does not read back", number: 0)
        }
        var times = [facts.st_atim, facts.st_mtim]
        futimens(output, &times)
        guard fdatasync(output) == 0 else {
            throw LogFolder.Failure(what: draft, number: errno)
        }
    }

    private func copy(
        _ name: String, to output: Int32, _ draft: String
    ) throws(LogFolder.Failure) {
        let input = open(folder.path(of: name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard input >= 0 else { return }
        defer { close(input) }
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(input, &piece, piece.count)
            guard count != 0 else { return }
            guard count > 0, Glibc.write(output, piece, count) == count else {
                throw LogFolder.Failure(what: draft, number: errno)
            }
        }
    }
}
