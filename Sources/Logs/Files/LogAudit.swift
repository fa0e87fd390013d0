import Digests
import Domain

/// Which files a log has, as winston-daily-rotate-file's audit file says it.
struct LogAudit: Equatable {
    /// One file, without `.gz`.
    struct Entry: Equatable {
        /// When it was begun, in milliseconds since 1970.
        var date: Int64
        /// With its folder.
        var name: String
        var hash: String
    }

    var keep: LogRetention
    /// The audit file's own path.
    let path: String
    var entries: [Entry] = []
    var hashType: String

    init(keep: LogRetention, path: String, hashType: String) {
        self.keep = keep
        self.path = path
        self.hashType = hashType
    }

    /// Notes a file, once.
    mutating func add(_ name: String, at now: Int64) {
        guard !entries.contains(where: { $0.name == name }) else { return }
        let text = Array("\(name)LOG_FILE\(now)".utf8)
        let hash = NamedDigest.hex(hashType, of: text) ?? SHA256.hex(of: text)
        entries.append(Entry(date: now, name: name, hash: hash))
    }

    /// The file's text: JSON with four spaces and no end of line.
    var text: String {
        let (isDays, amount) =
            switch keep {
            case .days(let days): (true, days)
            case .files(let files): (false, files)
            }
        let files = entries.map { entry in
            """
                    {
                        "date": \(entry.date),
                        "name": \(Self.quoted(entry.name)),
                        "hash": \(Self.quoted(entry.hash))
                    }
            """
        }
        let list = files.isEmpty ? "[]" : "[\n\(files.joined(separator: ",\n"))\n    ]"
        return """
            {
                "keep": {
                    "days": \(isDays),
                    "amount": \(amount)
                },
                "auditLog": \(Self.quoted(path)),
                "files": \(list),
                "hashType": \(Self.quoted(hashType))
            }
            """
    }

    /// The entries of a text; `nil` when it is no audit, however far it goes.
    static func entries(in bytes: [UInt8]) -> [Entry]? {
        guard let value = JSONValue(bytes), case .array(let files)? = value["files"] else {
            return nil
        }
        var found: [Entry] = []
        for file in files {
            guard let name = file["name"]?.text, let date = file["date"]?.whole else { return nil }
            found.append(Entry(date: date, name: name, hash: file["hash"]?.text ?? ""))
        }
        return found
    }

    private static func quoted(_ text: String) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.utf8.count * 6 + 2) { memory in
            var line = LineBytes(memory)
            line.appendQuoted(text)
            return String(decoding: line.bytes, as: UTF8.self)
        }
    }
}
