import Controllers
import Domain

/// What a ledger learned again, for a person and for a program.
enum AdoptionText {
    /// A table with every fault below it, or a JSON array.
    static func text(_ adoptions: [Adoption], isDryRun: Bool, json: Bool) throws -> String {
        if json { return try JSON.text(adoptions.map { Line($0, isDryRun: isDryRun) }) }
        let table = Terminal.table(
            ["JOB", "CLINIC", "PERIOD", "REV", "RUN", "FILES", "RESULT"], adoptions.map(row),
            right: [3, 4, 5], flexible: [0, 1], kept: 80)
        let faults = adoptions.flatMap { FaultText.lines($0.faults, of: $0.proof.reading) }
        let reopened = adoptions.filter(\.isReopened).compactMap(\.proof.reopened)
        return ([table] + reopened + faults + [verdict(adoptions, isDryRun)])
            .joined(separator: "\n")
    }

    private static func row(_ adoption: Adoption) -> [String] {
        let manifest = adoption.proof.reading.manifest
        return [
            manifest?.facts.job ?? "?", manifest?.facts.clinic ?? "?",
            manifest?.facts.period ?? "?", manifest.map { "\($0.revision)" } ?? "?",
            adoption.run.map { "\($0.rawValue)" } ?? "", "\(adoption.filesAdded)",
            adoption.outcome.rawValue,
        ].map(Terminal.plain)
    }

    private static func verdict(_ adoptions: [Adoption], _ isDryRun: Bool) -> String {
        let outcomes: [Adoption.Outcome] = [.adopted, .completed, .known, .conflict, .refused]
        let counts = outcomes.map { outcome in
            "\(adoptions.count { $0.outcome == outcome }) \(outcome.rawValue)"
        }
        var lines = [
            "\n\(counts.joined(separator: ", "))" + (isDryRun ? "; nothing was written" : "")
        ]
        if !isDryRun, adoptions.contains(where: { $0.outcome == .adopted }) {
            lines.append(
                "Run again what was adopted: the rows of its results come back, its files stay.")
        }
        return lines.joined(separator: "\n")
    }

    private struct Line: Encodable {
        let manifest: String
        let job: String?
        let clinic: String?
        let period: String?
        let revision: Int?
        let run: Int64?
        let outcome: String
        let files_added: Int
        let reopened: Bool
        let dry_run: Bool
        let faults: [[String: String]]

        init(_ adoption: Adoption, isDryRun: Bool) {
            let manifest = adoption.proof.reading.manifest
            self.manifest = adoption.proof.reading.path
            job = manifest?.facts.job
            clinic = manifest?.facts.clinic
            period = manifest?.facts.period
            revision = manifest?.revision
            run = isDryRun && adoption.outcome == .adopted ? nil : adoption.run?.rawValue
            outcome = adoption.outcome.rawValue
            files_added = adoption.filesAdded
            reopened = adoption.isReopened
            dry_run = isDryRun
            faults = FaultText.json(adoption.faults)
        }
    }
}
