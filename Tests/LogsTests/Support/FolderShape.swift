import Digests
import Logs

/// A folder of a replayed rotation in a form in which ours and winston's can be compared.
enum FolderShape {
    /// Its entries, a line each: names, sizes, line numbers, links, audit texts.
    ///
    /// Winston hashed names in a folder of its own, so hashes stand as `hash` where they are right;
    /// theirs are taken on trust.
    static func lines(_ entries: JSONValue?, in folder: String?) -> [String] {
        (entries?.elements ?? []).flatMap { entry in
            var parts = [plainName(entry["name"]?.text ?? "?")]
            for (key, value) in entry.members.sorted(by: { $0.key < $1.key }) {
                switch (key, value) {
                case ("name", _): continue
                case ("entries", _): parts += lines(value, in: folder).map { "  \($0)" }
                case ("audit", .string(let text)): parts.append(audit(text, in: folder))
                default: parts.append("\(key)=\(value)")
                }
            }
            return parts
        }
    }

    /// The names and line numbers alone, with the days of one month: `22.log=1..3 23.log=4`.
    static func brief(_ result: JSONValue) -> String {
        guard result["throws"] == nil else { return "throws" }
        return (result["dir"]?.elements ?? []).compactMap { entry in
            guard let lines = entry["lines"]?.text, var name = entry["name"]?.text else {
                return nil
            }
            name.replace("app-2026-", with: "")
            name.replace("08-", with: "")
            return "\(name)=\(lines)"
        }.joined(separator: " ")
    }

    private static func audit(_ text: String, in folder: String?) -> String {
        guard let audit = JSONValue(text.utf8) else { return "unreadable \(text)" }
        var shown = text
        if let folder { shown.replace(folder, with: "<dir>") }
        for file in audit["files"]?.elements ?? [] {
            guard let name = file["name"]?.text, let date = file["date"]?.whole,
                let hash = file["hash"]?.text, let type = audit["hashType"]?.text
            else { return "incomplete \(text)" }
            let right = NamedDigest.hex(type, of: Array("\(name)LOG_FILE\(date)".utf8))
            shown.replace(hash, with: folder == nil || hash == right ? "hash" : "wrong \(hash)")
        }
        let path = audit["auditLog"]?.text?.split(separator: "/").last.map(String.init) ?? ""
        shown.replace(path, with: plainName(path))
        return shown
    }

    /// The name that an audit file has when none is asked for differs: winston's is a hash.
    private static func plainName(_ name: String) -> String {
        name.hasPrefix(".") && name.hasSuffix("-audit.json") ? ".…-audit.json" : name
    }
}
