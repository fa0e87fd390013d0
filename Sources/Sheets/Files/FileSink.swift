import Digests
package import Domain
import Glibc

/// A new file that is hashed while it is written, and gone again unless it is finished.
package struct FileSink: ~Copyable {
    private let path: String
    private var descriptor: Int32
    private var digest = SHA256()
    private var count: Int64 = 0

    /// Creates the file, readable by its owner and group.
    ///
    /// - Throws: `outputUnwritable` when it cannot be made or is there already, `outputFull`.
    package init(_ path: String) throws(AppError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw AppError.file(path, errno: errno) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(path)
    }

    /// Appends bytes to the file.
    ///
    /// - Throws: `outputFull`, `outputUnwritable`; the sink is then good for nothing but to go.
    package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(AppError) {
        digest.update(bytes)
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw AppError.file(path, errno: errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        count += Int64(bytes.count)
    }

    /// Puts the file on disk for good and closes it; call once.
    ///
    /// A failed fsync may have dropped pages already, so the file is thrown away, never retried.
    /// `rows` is how many rows of data the caller put in.
    ///
    /// - Throws: `outputFull`, `outputUnwritable`.
    package mutating func finish(rows: Int) throws(AppError) -> WrittenFile {
        guard fsync(descriptor) == 0 else { throw AppError.file(path, errno: errno) }
        let closed = close(descriptor)
        let code = errno
        descriptor = -1
        guard closed == 0 else {
            unlink(path)
            throw AppError.file(path, errno: code)
        }
        return WrittenFile(path: path, sha256: digest.finalizeHex(), bytes: count, rows: rows)
    }
}
