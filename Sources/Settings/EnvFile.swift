/// An environment file as it was read: what it says, and what is wrong with its lines.
///
/// The syntax is that of a shell file without its expansions: `KEY=VALUE` or `export KEY=VALUE`; a
/// `#` opens a comment at the start of a line or after a blank; single quotes take everything
/// literally; double quotes know `\n`, `\t`, `\\`, `\"` and `\$` and leave other backslashes alone.
/// Quoted values may span lines. A byte-order mark and CRLF are accepted.
package struct EnvFile: Equatable, Sendable {
    /// A key with its value.
    package struct Entry: Equatable, Sendable {
        package let key: String
        /// Secret whatever its key: the file also holds the keys of other programs.
        package let value: Secret
        package let place: Place
    }

    /// The name by which faults point to it.
    package let name: String
    /// Permission bits, as `chmod` takes them.
    package let mode: UInt32
    /// In file order; of a key that stands twice, the first.
    package let entries: [Entry]
    package let faults: [Fault]
    /// Whether missing keys may be blamed on it.
    let isRead: Bool

    /// Parses the bytes of a file.
    package init(name: String, bytes: [UInt8], mode: UInt32) {
        (entries, faults) = Self.parse(bytes, name: name)
        self.name = name
        self.mode = mode
        isRead = true
    }

    /// Stands for a file that is there and cannot be read.
    package init(name: String, unreadable problem: String, example: String) {
        self.name = name
        mode = 0o600
        entries = []
        faults = [Fault(key: nil, place: .file(name), problem: problem, example: example)]
        isRead = false
    }

    /// The entries and the faults of a file's bytes, each in file order.
    package static func parse(
        _ bytes: [UInt8], name: String
    ) -> (entries: [Entry], faults: [Fault]) {
        var parser = EnvParser(bytes, name: name)
        parser.parse()
        return (parser.entries, parser.faults)
    }

    /// The entry of a key.
    package func entry(of key: String) -> Entry? {
        entries.first { $0.key == key }
    }
}
