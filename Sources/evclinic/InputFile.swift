import ArgumentParser
import Domain
import Glibc

/// A file that a command is given, or standard input.
enum InputFile {
    /// All of it; `-` is standard input.
    ///
    /// - Throws: a usage error that says why it cannot be read.
    static func bytes(_ name: String) throws -> [UInt8] {
        let file = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(name) }
        defer { if file != STDIN_FILENO { close(file) } }
        var status = stat()
        let size = fstat(file, &status) == 0 ? Int(status.st_size) : 0
        var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 20))
        bytes.reserveCapacity(size)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            if count == 0 { return bytes }
            guard count > 0 else { throw errno == EINTR ? AppError(.runCancelled) : fault(name) }
            bytes += piece[..<count]
        }
    }

    private static func fault(_ name: String) -> any Error {
        let reason = String(cString: strerror(errno))
        return ValidationError("\(AppError.quoted(name)) cannot be read: \(reason).")
    }
}
