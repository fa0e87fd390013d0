import Glibc

/// Files of a folder, as far as reading time zones needs them.
enum ZoneBytes {
    /// The largest file of the time zone database has 4 KB; this leaves room for any other.
    private static let countMax = 1 << 18

    /// The bytes of a regular file; `nil` when there is none, or one that is no time zone.
    static func read(_ path: String) -> [UInt8]? {
        // Not waiting for a writer, should somebody have put a pipe there.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            facts.st_size <= countMax
        else { return nil }
        // With room for one more: a read that leaves room has seen the end.
        var bytes = [UInt8](repeating: 0, count: Int(facts.st_size) + 1)
        while true {
            let count = Glibc.read(file, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0, count < bytes.count else { return nil }
            bytes.removeLast(bytes.count - count)
            return bytes
        }
    }

    /// Names of everything below a folder that is no folder, sorted, three levels deep.
    static func files(below path: String) -> [String] {
        files(in: path, prefix: "", levels: 3).sorted()
    }

    private static func files(in path: String, prefix: String, levels: Int) -> [String] {
        guard levels > 0, let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var found: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            if entry.pointee.d_type == DT_DIR {
                found += files(
                    in: "\(path)/\(name)", prefix: "\(prefix)\(name)/", levels: levels - 1)
            } else {
                found.append(prefix + name)
            }
        }
        return found
    }
}
