import Glibc
import Testing

/// A file named `.env` in a folder of its own, gone with the value.
final class TemporaryFile {
    /// The folder, which is there; the file is not until somebody makes it.
    let folder: String
    var path: String { "\(folder)/.env" }

    init() throws {
        var template = Array("\(P_tmpdir)/evclinic-settings-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        unlink(path)
        rmdir(folder)
    }

    /// Writes the file with that mode, whatever the umask.
    func write(_ text: String, mode: mode_t) throws {
        let stream = try #require(fopen(path, "w"))
        fputs(text, stream)
        fclose(stream)
        try #require(chmod(path, mode) == 0)
    }
}
