import CZlib
import Glibc
import Logs

/// A folder as the vectors show it: names, sizes, and the numbers of the lines in each file.
enum FolderListing {
    static func text(_ folder: String) -> String {
        "[\(names(folder).map { entry(folder, $0) }.joined(separator: ","))]"
    }

    private static func entry(_ folder: String, _ name: String) -> String {
        let path = "\(folder)/\(name)"
        let head = "{\"name\":\(Output.quoted(name)),"
        var facts = stat()
        lstat(path, &facts)
        switch facts.st_mode & S_IFMT {
        case S_IFLNK:
            var target = [CChar](repeating: 0, count: 4096)
            let count = max(readlink(path, &target, target.count), 0)
            let text = String(
                decoding: target[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
            return head + "\"symlink\":\(Output.quoted(text))}"
        case S_IFDIR:
            return "{\"name\":\(Output.quoted(name + "/")),\"entries\":\(text(path))}"
        default: break
        }
        let bytes = contents(path)
        if name.hasSuffix(".json") {
            return head + "\"audit\":\(Output.quoted(String(decoding: bytes, as: UTF8.self)))}"
        }
        let zipped = name.hasSuffix(".gz") ? "\"gz\":true," : ""
        return head + "\(zipped)\"size\":\(bytes.count),\"lines\":\"\(ranges(bytes))\"}"
    }

    /// A file's bytes, unpacked.
    static func contents(_ path: String) -> [UInt8] {
        guard let file = gzopen(path, "rb") else { return [] }
        defer { gzclose(file) }
        var found: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = gzread(file, &piece, UInt32(piece.count))
            guard count > 0 else { return found }
            found += piece[..<Int(count)]
        }
    }

    static func write(_ text: String, to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o640)
        guard descriptor >= 0 else { return }
        _ = Glibc.write(descriptor, text, text.utf8.count)
        close(descriptor)
    }

    /// `1..3` where they run on, else each by commas.
    private static func ranges(_ bytes: [UInt8]) -> String {
        let numbers = bytes.split(separator: 10).compactMap { JSONValue($0)?["i"]?.whole }
        guard let first = numbers.first, let last = numbers.last else { return "" }
        let runsOn = numbers.elementsEqual(first..<(first + Int64(numbers.count)))
        if runsOn { return numbers.count == 1 ? "\(first)" : "\(first)..\(last)" }
        return numbers.map(String.init).joined(separator: ",")
    }

    private static func names(_ folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var found: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { found.append(name) }
        }
        return found.sorted { Array($0.utf16).lexicographicallyPrecedes(Array($1.utf16)) }
    }

    /// Removes a folder with all that is in it.
    static func remove(_ folder: String) {
        for name in names(folder) {
            let path = "\(folder)/\(name)"
            if unlink(path) != 0 { remove(path) }
        }
        rmdir(folder)
    }
}
