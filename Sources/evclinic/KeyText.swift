import Controllers
import Domain

/// Keys for a person and for a program.
enum KeyText {
    /// What was made, and where to take it.
    static func made(
        _ key: ManifestKey, retired: ManifestKey?, in ledger: Ledger, json: Bool
    ) throws -> String {
        let file = "\(ledger.composition.keys.path)/\(key.id).pem"
        if json {
            return try JSON.text(
                Made(
                    key: key.id, valid_from: key.validFrom.description,
                    valid_until: key.validUntil.description, file: file, retired: retired?.id,
                    retired_at: retired?.end.description))
        }
        let old = retired.map {
            "\nKey \($0.id) signs no more here; what it signed counts until \($0.end)."
        }
        return "Key \(key.id) signs from now on, until \(key.validUntil).\(old ?? "")\n"
            + "Tell accountants its number; its public half is \(file)"
    }

    /// A table, or a JSON array.
    static func list(
        _ entries: [KeyFolder.Entry], now: Instant, in folder: String, json: Bool
    ) throws -> String {
        let signing = entries.first { $0.hasPrivate && $0.key.isInForce(at: now) }?.key.id
        if json {
            return try JSON.text(
                entries.map { entry in
                    Line(
                        key: entry.key.id, state: state(entry, signing, now),
                        valid_from: entry.key.validFrom.description,
                        valid_until: entry.key.validUntil.description,
                        retired_at: entry.key.retiredAt?.description,
                        has_private: entry.hasPrivate)
                })
        }
        guard !entries.isEmpty else { return "no keys in \(folder); `evclinic keys new` makes one" }
        return Terminal.table(
            ["KEY", "STATE", "FROM (UTC)", "UNTIL (UTC)", "PRIVATE HALF"],
            entries.map { entry in
                [
                    entry.key.id, state(entry, signing, now), RunText.minute(entry.key.validFrom),
                    RunText.minute(entry.key.end), entry.hasPrivate ? "here" : "",
                ]
            })
    }

    private static func state(
        _ entry: KeyFolder.Entry, _ signing: String?, _ now: Instant
    ) -> String {
        let key = entry.key
        if key.id == signing { return "signs" }
        if now < key.validFrom { return "not yet" }
        if key.isInForce(at: now) { return "overlaps" }
        return key.retiredAt != nil ? "retired" : "expired"
    }

    private struct Made: Encodable {
        let key: String
        let valid_from: String
        let valid_until: String
        let file: String
        let retired: String?
        let retired_at: String?
    }

    private struct Line: Encodable {
        let key: String
        let state: String
        let valid_from: String
        let valid_until: String
        let retired_at: String?
        let has_private: Bool
    }
}
