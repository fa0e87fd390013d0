import Domain
import Glibc

/// Answers to programs, of which none may be cut or lost.
enum StandardOutput {
    /// Writes all of it and empties the buffer, which keeps its memory.
    ///
    /// - Throws: `outputUnwritable` when nobody reads it, or its disk is full.
    static func write(_ bytes: inout [UInt8]) throws(AppError) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            guard count > 0 || errno == EINTR else {
                let reason = String(cString: strerror(errno))
                throw AppError(.outputUnwritable, "standard output: \(reason)")
            }
            start += max(count, 0)
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
