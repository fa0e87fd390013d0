import Domain
import Glibc

/// A file without a name, for bytes that memory has no room for; gone with the process.
///
/// It knows no place of its own: who writes and who reads say where.
final class Spool: Sendable {
    private let descriptor: Int32

    /// Makes it on the disk of that folder, where its name stands for a moment only.
    ///
    /// - Throws: `outputUnwritable`, `outputFull`.
    init(in folder: String) throws(AppError) {
        var path = Array("\(folder)/.evclinic-rows-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw AppError.file("\(folder)/rows", errno: errno) }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// Writes bytes from a place on.
    ///
    /// - Throws: `outputUnwritable`, `outputFull`.
    func write(_ bytes: [UInt8], at place: Int) throws(AppError) {
        var done = 0
        while done < bytes.count {
            let got = bytes.withUnsafeBytes {
                pwrite(
                    descriptor, $0.baseAddress.map { $0 + done }, $0.count - done,
                    off_t(place + done))
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw AppError.file("rows of a sheet", errno: errno) }
            done += got
        }
    }

    /// Reads bytes from a place on, at least one.
    ///
    /// - Returns: how many.
    /// - Throws: `outputUnwritable` when the disk fails.
    func read(
        into buffer: UnsafeMutableRawPointer, from place: Int, atMost length: Int
    ) throws(AppError) -> Int {
        while true {
            let got = pread(descriptor, buffer, length, off_t(place))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else {
                throw AppError.file("rows of a sheet", errno: got == 0 ? EIO : errno)
            }
            return got
        }
    }
}
