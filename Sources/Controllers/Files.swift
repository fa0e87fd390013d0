import CSystem
import Digests
package import Domain
import Glibc

/// What the worker does with folders and files; every failure names the file and says why.
package enum Files {
    /// Makes a folder and those above it, mode 0750.
    package static func makeFolder(_ path: String) throws(AppError) {
        var built = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            built += "/\(part)"
            guard mkdir(built, 0o750) == 0 || errno == EEXIST else {
                throw failure(path, errno)
            }
        }
        var found = stat()
        guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFDIR else {
            throw failure(path, ENOTDIR)
        }
    }

    /// The absolute path of a folder that exists.
    package static func absolute(_ path: String) throws(AppError) -> String {
        guard let real = realpath(path, nil) else { throw failure(path, errno) }
        defer { free(real) }
        return String(cString: real)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func remove(_ path: String) { unlink(path) }

    /// Bytes of a regular file; `nil` for anything else.
    static func size(_ path: String) -> Int64? {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(facts.st_size)
    }

    /// Takes away a folder and the files in it; one that holds folders stays.
    static func removeFolder(_ path: String) {
        for name in names(in: path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// How a renaming ended.
    package enum Renaming { case done, nameTaken, sourceGone }

    /// Renames without ever replacing a file.
    package static func rename(_ from: String, to: String) throws(AppError) -> Renaming {
        switch evclinic_rename_noreplace(from, to) {
        case 0: return .done
        case EEXIST: return .nameTaken
        case ENOENT: return .sourceGone
        case let number: throw failure(to, number)
        }
    }

    /// Writes a folder's entries to disk.
    package static func sync(folder: String) throws(AppError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder, errno) }
    }

    /// Names in a folder, sorted; empty when there is no such folder.
    package static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A file's bytes; `nil` when it cannot be read.
    package static func bytes(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += chunk[0..<count]
        }
    }

    /// The first bytes of a file, at most `count`; `nil` when it cannot be read.
    package static func head(_ path: String, _ count: Int) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var chunk = [UInt8](repeating: 0, count: count)
        let got = read(descriptor, &chunk, count)
        return got >= 0 ? Array(chunk[0..<got]) : nil
    }

    /// Writes text to a new file and waits until it is on disk; a file of that name goes first.
    package static func write(_ text: String, to path: String) throws(AppError) {
        try write(Array(text.utf8), to: path)
    }

    /// The same of bytes, readable by whom the mode says.
    static func write(
        _ bytes: [UInt8], to path: String, mode: mode_t = 0o640
    ) throws(AppError) {
        remove(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        try put(bytes[...], in: descriptor, path)
        try settle(descriptor, path)
    }

    /// Writes all of it, or removes the file.
    private static func put(
        _ bytes: ArraySlice<UInt8>, in descriptor: Int32, _ path: String
    ) throws(AppError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw removing(path, errno) }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until a file is on disk, or removes it.
    private static func settle(_ descriptor: Int32, _ path: String) throws(AppError) {
        guard fsync(descriptor) == 0 else { throw removing(path, errno) }
    }

    private static func removing(_ path: String, _ number: Int32) -> AppError {
        remove(path)
        return failure(path, number)
    }

    /// Copies a file under a name that is free, and gives the SHA-256 of what was copied.
    ///
    /// - Returns: `nil` when there is no such file.
    /// - Throws: `outputUnwritable`, `outputFull`; nothing of the copy is left then.
    static func copy(_ path: String, to target: String) throws(AppError) -> String? {
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { return nil }
        defer { close(source) }
        let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure(target, errno) }
        defer { close(descriptor) }
        var hash = SHA256()
        var chunk = [UInt8](repeating: 0, count: 262_144)
        while true {
            let count = read(source, &chunk, chunk.count)
            guard count >= 0 else { throw removing(target, errno) }
            guard count > 0 else { break }
            chunk.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
            try put(chunk[0..<count], in: descriptor, target)
        }
        try settle(descriptor, target)
        return hash.finalizeHex()
    }

    /// Puts a file in the place of another one, whole, whether that is there or not.
    package static func replace(_ path: String, by draft: String) throws(AppError) {
        guard Glibc.rename(draft, path) == 0 else { throw failure(path, errno) }
    }

    /// SHA-256 of a file, read in pieces; `nil` when it cannot be read.
    package static func sha256(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var hash = SHA256()
        var chunk = [UInt8](repeating: 0, count: 262_144)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return hash.finalizeHex() }
            chunk.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
        }
    }

    /// Bytes that an unprivileged user may still write; `nil` when nobody knows.
    package static func freeBytes(_ folder: String) -> UInt64? {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        return UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
    }

    /// Makes a folder and looks whether a run may start that writes there.
    ///
    /// - Throws: `outputFull` when its disk has fewer bytes free; `outputUnwritable`.
    package static func refuseFullDisk(
        _ folder: String, minFreeBytes: UInt64
    ) throws(AppError) {
        try makeFolder(folder)
        guard let free = freeBytes(folder), free < minFreeBytes else { return }
        throw AppError(.outputFull, "\(free) bytes free, MIN_FREE_BYTES is \(minFreeBytes)")
    }

    static func failure(_ path: String, _ number: Int32) -> AppError {
        let name = AppError.quoted(path.split(separator: "/").last.map(String.init) ?? path)
        let why = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        let isFull = number == ENOSPC || number == EDQUOT
        return AppError(isFull ? .outputFull : .outputUnwritable, "\(name), \(why)")
    }
}
