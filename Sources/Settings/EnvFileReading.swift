import Glibc

extension EnvFile {
    /// Larger than any configuration: a dump or a database that was named by mistake.
    private static let bytesMax = 1 << 20

    /// Reads the file at a path, following links.
    ///
    /// - Returns: `nil` when there is no such file; a file with one fault when it cannot be read.
    package static func read(_ path: String) -> EnvFile? {
        // Without O_NONBLOCK a FIFO of that name would hang the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return errno == ENOENT ? nil : closed(path, errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            return odd(path, "is not a regular file")
        }
        guard facts.st_size <= bytesMax else { return odd(path, "is larger than 1 MiB") }
        guard let bytes = contents(of: descriptor) else { return closed(path, errno) }
        return EnvFile(name: path, bytes: bytes, mode: facts.st_mode & 0o777)
    }

    private static func contents(of descriptor: CInt) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += chunk.prefix(count)
        }
    }

    private static func closed(_ path: String, _ code: CInt) -> EnvFile {
        let problem = "cannot be read: \(String(cString: strerror(code)))"
        return EnvFile(name: path, unreadable: problem, example: "chmod 600 \(path)")
    }

    private static func odd(_ path: String, _ problem: String) -> EnvFile {
        EnvFile(name: path, unreadable: problem, example: "a text file of lines KEY=VALUE")
    }
}
