import Domain
import Sheets

/// The last sheet of a workbook: what the figures rest on.
enum About {
    static func sheet(_ facts: Provenance) -> Sheet {
        let lines: [(String, String)] = [
            ("Report", "\(facts.job) (\(facts.kind))"),
            (facts.parts == nil ? "Clinic" : "Group", "\(facts.clinicName) (\(facts.clinic))"),
            facts.parts.map { ("Clinics", $0.map(\.clinic).joined(separator: ", ")) }
                ?? ("Legal entity", facts.legalEntity),
            ("Period", "\(facts.period), \(facts.from) up to and without \(facts.until)"),
            ("Period in UTC", "\(facts.fromInstant) up to and without \(facts.untilInstant)"),
            ("Data as of", "\(facts.asOf) (clinic: \(facts.asOfLocal))"),
            ("Log position", "between \(facts.lsnLow) and \(facts.lsnHigh)"),
            (
                "Read from",
                "\(facts.source), PostgreSQL \(facts.serverVersion), \(facts.isolation), "
                    + "\(facts.lagMilliseconds) ms behind"
            ),
            ("Server identity", "\(facts.systemIdentifier), timeline \(facts.timeline)"),
            ("Server promoted meanwhile", facts.promoted ? "yes" : "no"),
            (
                "Snapshot",
                facts.earlierEnds.isEmpty
                    ? "attempt \(facts.attempt)"
                    : "attempt \(facts.attempt) after \(facts.earlierEnds.joined(separator: ", "))"
            ),
            ("Requested by", facts.requestedBy),
            ("Books of the period", facts.isProvisional ? "open: PROVISIONAL" : "closed"),
            (
                "Approved by",
                (facts.approvedBy ?? "nobody")
                    + (facts.approvalReason.map { ", although: \($0)" } ?? "")
            ),
            ("Inputs missing", facts.inputsMissing?.joined(separator: ", ") ?? "none"),
            ("Rules", facts.rulesVersion),
            ("Program", "evclinic \(facts.program)"),
            ("Time zone data", facts.tzdata),
            ("Job definition SHA-256", facts.jobSHA256),
            ("SQL SHA-256", facts.sqlSHA256),
            ("Content SHA-256", facts.digest),
        ]
        return Sheet(
            name: "About", slug: "about", title: "About this report",
            notes: ["Where the figures come from; no part of what they say."], layout: .facts,
            columns: [Column("Fact"), Column("Value")],
            rows: lines.map { SheetRow([.text($0.0), .text($0.1)]) }, isProvenance: true)
    }
}
