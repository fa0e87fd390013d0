import Foundation
import Glibc

/// A folder of a test's own under the system's temporary one; it goes with the object.
package final class TemporaryFolder: Sendable {
    /// Absolute, without links, without a slash at its end.
    package let path: String

    package init() throws {
        let made = FileManager.default.temporaryDirectory
            .appending(path: "evclinic-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        path = made.resolvingSymlinksInPath().path(percentEncoded: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file below the folder and gives its path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Every file below the folder by its path from there, hidden ones too; no folders.
    package func files() -> [String: FileStamp] {
        var found: [String: FileStamp] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: path) ?? .init() {
            if let stamp = FileStamp("\(path)/\(name)") { found[name] = stamp }
        }
        return found
    }
}

/// What tells that a file is the same one and was not written again.
package struct FileStamp: Equatable, Sendable {
    package let inode: UInt64
    package let bytes: Int64
    /// Of the last change of its bytes, in nanoseconds.
    package let changedAt: Int64

    /// - Returns: `nil` when there is no plain file of that path.
    package init?(_ path: String) {
        var facts = stat()
        guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        inode = UInt64(facts.st_ino)
        bytes = Int64(facts.st_size)
        changedAt = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
    }
}
