import Digests
import Domain
import Glibc

/// The file that a workbook becomes: made before libxlsxwriter writes it, sealed afterwards.
struct XLSXFile: ~Copyable {
    private let path: String
    /// Where libxlsxwriter makes its temporary files: a folder of this file's own, beside it.
    ///
    /// It gives them names of its own and unlinks them at once; killed between the two it would
    /// leave one among the reports, which nobody could tell for ours.
    let parts: String
    /// Whether the file is ours to take away: made by us, not finished yet.
    private var isOurs = false

    /// Creates the file, readable by its owner and group, and sees to it that it has room.
    ///
    /// libxlsxwriter 1.1.4 does not look whether its temporary files were written in full: with
    /// 20 KiB free, 400 rows came out cut off and without an error. So room for all of it is asked
    /// for first.
    init(_ path: String, room: Int) throws(AppError) {
        self.path = path
        parts = "\(path).d"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw AppError.file(path, errno: errno) }
        isOurs = true
        let code = posix_fallocate(descriptor, 0, off_t(room))
        ftruncate(descriptor, 0)
        close(descriptor)
        guard ![ENOSPC, EDQUOT, EFBIG].contains(code) else {
            throw AppError.file(path, errno: code)
        }
        guard mkdir(parts, 0o700) == 0 else { throw AppError.file(parts, errno: errno) }
    }

    /// The workbook without the rows that we spell ourselves, where there are such.
    var shell: String { "\(parts)/shell.xlsx" }

    deinit {
        unlink(shell)
        rmdir(parts)
        if isOurs { unlink(path) }
    }

    /// Hashes the finished file and puts it on disk for good.
    mutating func seal(rows: Int) throws(AppError) -> WrittenFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AppError.file(path, errno: errno) }
        defer { close(descriptor) }
        var digest = SHA256()
        var count: Int64 = 0
        var portion = [UInt8](repeating: 0, count: 262_144)
        while true {
            let got = read(descriptor, &portion, portion.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw AppError.file(path, errno: errno) }
            guard got > 0 else { break }
            portion.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
            count += Int64(got)
        }
        guard fsync(descriptor) == 0 else { throw AppError.file(path, errno: errno) }
        isOurs = false
        return WrittenFile(path: path, sha256: digest.finalizeHex(), bytes: count, rows: rows)
    }
}
