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

    /// A file's bytes from its beginning, at most so many.
    ///
    /// - Throws: a usage error that says why it cannot be read.
    static func start(_ name: String, bytesMax: Int) throws -> [UInt8] {
        let pieces = try pieces(name)
        return Array(try pieces.next().prefix(bytesMax))
    }

    /// A file that is read piece by piece.
    ///
    /// - Throws: a usage error that says why it cannot be opened.
    static func pieces(_ name: String) throws -> Pieces {
        let file = open(name, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(name) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw ValidationError(
                "\(AppError.quoted(name)) is no file; it is read twice, so a pipe will not do.")
        }
        return Pieces(file, name)
    }

    /// An open file; closed when nobody has it any more.
    final class Pieces {
        private let file: Int32
        private let name: String
        private var piece = [UInt8](repeating: 0, count: 1 << 16)

        fileprivate init(_ file: Int32, _ name: String) {
            self.file = file
            self.name = name
        }

        deinit { close(file) }

        /// The next piece; empty at the end.
        ///
        /// - Throws: a usage error when the disk fails, `runCancelled` when a person interrupts.
        func next() throws -> [UInt8] {
            let count = Glibc.read(file, &piece, piece.count)
            guard count >= 0 else {
                throw errno == EINTR ? AppError(.runCancelled) : InputFile.fault(name)
            }
            return Array(piece[..<count])
        }
    }

    private static func fault(_ name: String) -> any Error {
        let reason = String(cString: strerror(errno))
        return ValidationError("\(AppError.quoted(name)) cannot be read: \(reason).")
    }
}
