import Controllers
import Domain

/// Proofs for a person and for a program.
enum ProofText {
    /// A table with every fault below it, or a JSON array.
    static func text(_ proofs: [Proof], isBesideReports: Bool, json: Bool) throws -> String {
        if json { return try JSON.text(proofs.map(Line.init)) }
        let table = Terminal.table(
            ["MANIFEST", "FILES", "ROWS", "MIB", "RESULT"], proofs.map(row),
            right: [1, 2, 3], flexible: [0], kept: 80)
        let faults = proofs.flatMap { FaultText.lines($0.faults, of: $0.reading) }
        return
            ([table] + proofs.compactMap(\.reopened) + faults + [verdict(proofs, isBesideReports)])
            .joined(separator: "\n")
    }

    private static func row(_ proof: Proof) -> [String] {
        let name = proof.reading.path.split(separator: "/").last.map(String.init) ?? ""
        return [
            Terminal.plain(name.replacing(".manifest.json", with: "")),
            "\(proof.files.count)", "\(proof.rows)",
            "\(proof.bytes >> 20)",
            proof.faults.isEmpty ? "ok" : "\(proof.faults.count) WRONG",
        ]
    }

    private static func verdict(_ proofs: [Proof], _ isBesideReports: Bool) -> String {
        let wrong = proofs.count { !$0.faults.isEmpty }
        var lines = [
            "\n\(proofs.count - wrong) of \(proofs.count) manifests hold, with every file of theirs"
        ]
        for proof in proofs where !proof.formatsElsewhere.isEmpty {
            let name = proof.reading.path.split(separator: "/").last.map(String.init) ?? ""
            let formats = proof.formatsElsewhere.joined(separator: ", ")
            lines.append("Not here, and so not read: \(formats) of \(Terminal.plain(name))")
        }
        let keys = Set(proofs.filter(\.reading.isAuthentic).compactMap(\.reading.key?.id)).sorted()
        if !keys.isEmpty { lines.append("Signed by key \(keys.joined(separator: ", "))") }
        if isBesideReports, !keys.isEmpty {
            lines.append("That key lay beside the files: compare its number with the one that the")
            lines.append("clinic told you.")
        }
        return lines.joined(separator: "\n")
    }

    private struct Line: Encodable {
        let manifest: String
        let job: String?
        let clinic: String?
        let period: String?
        let revision: Int?
        let key: String?
        let signed_at: String?
        let files: Int
        let rows: Int64
        let bytes: Int64
        let formats_elsewhere: [String]
        let reopened_by: String?
        let reopened_at: String?
        let reopen_reason: String?
        let faults: [[String: String]]

        init(_ proof: Proof) {
            let manifest = proof.reading.manifest
            self.manifest = proof.reading.path
            job = manifest?.facts.job
            clinic = manifest?.facts.clinic
            period = manifest?.facts.period
            revision = manifest?.revision
            key = proof.reading.key?.id
            signed_at = manifest?.seal?.at
            files = proof.files.count
            rows = proof.rows
            bytes = proof.bytes
            formats_elsewhere = proof.formatsElsewhere
            let reopening = proof.reopening?.isAuthentic == true ? proof.reopening?.reopening : nil
            (reopened_by, reopened_at) = (reopening?.reopenedBy, reopening?.reopenedAt)
            reopen_reason = reopening?.reason
            faults = FaultText.json(proof.faults)
        }
    }
}

extension Proof {
    /// Who took back the approval that the manifest gives, in a line; `nil` where nobody has.
    var reopened: String? {
        guard let record = reopening, record.isAuthentic, let reopening = record.reopening else {
            return nil
        }
        return "\n"
            + Terminal.plain(
                "\(reopening.period) of \(reopening.clinic) was reopened on "
                    + "\(reopening.reopenedAt.prefix(10)) by \(reopening.reopenedBy), after revision "
                    + "\(reopening.revision): \(reopening.reason)")
    }
}
