import ArgumentParser
import Domain
import Glibc

/// A file that a command is given, or standard input.
enum InputFile {
    /// All of it; `-` is standard input.
    ///
    /// - Throws: a usage error that says why it cannot be read.
    static func bytes(_ name: String) throws -> [UInt8] {
        let pieces = try Pieces(name)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pieces.size)
        while true {
            let piece = try pieces.next()
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }

    /// A file on disk, to be read piece by piece and more than once.
    ///
    /// - Throws: a usage error for what is no file, or cannot be opened.
    static func pieces(_ name: String) throws -> Pieces {
        let pieces = try Pieces(name)
        guard pieces.isRegular else {
            throw ValidationError(
                "\(AppError.quoted(name)) is no file; it is read twice, so a pipe will not do.")
        }
        return pieces
    }

    private static func fault(_ name: String) -> any Error {
        let reason = String(cString: strerror(errno))
        return ValidationError("\(AppError.quoted(name)) cannot be read: \(reason).")
    }

    /// An open file; closed when nobody has it any more.
    final class Pieces {
        private let file: Int32
        private let name: String
        private var piece = [UInt8](repeating: 0, count: 1 << 16)
        /// In bytes; 0 when that is not known.
        let size: Int
        let isRegular: Bool

        /// Opens a file; `-` is standard input.
        fileprivate init(_ name: String) throws {
            file = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { throw InputFile.fault(name) }
            self.name = name
            var status = stat()
            let isKnown = fstat(file, &status) == 0
            isRegular = isKnown && status.st_mode & S_IFMT == S_IFREG
            size = isRegular ? Int(status.st_size) : 0
        }

        deinit { if file > STDIN_FILENO { close(file) } }

        /// The next piece; empty at the end.
        ///
        /// - Throws: a usage error when it cannot be read, `runCancelled` when a person interrupts.
        func next() throws -> [UInt8] {
            let count = Glibc.read(file, &piece, piece.count)
            guard count >= 0 else {
                throw errno == EINTR ? AppError(.runCancelled) : InputFile.fault(name)
            }
            return Array(piece[..<count])
        }
    }
}
