import Access
package import Domain
import FoundationEssentials
import Jobs
import Services

/// Where a result comes from: the facts that its About sheet and its manifest state.
///
/// Stored with the run, so that a later copy of the same revision says the same.
package struct Provenance: Codable, Sendable, Equatable {
    package let job: String
    package let kind: String
    package let jobSHA256: String
    package let sqlSHA256: String
    package let rulesVersion: String
    package let program: String
    package let tzdata: String
    package let clinic: String
    package let clinicName: String
    package let legalEntity: String
    package let timeZone: String
    package let period: String
    package let from: String
    package let until: String
    package let fromInstant: String
    package let untilInstant: String
    package let requestedBy: String
    package let asOf: String
    package let asOfLocal: String
    /// For the workbook's creation time, so that bytes repeat.
    package let asOfMicroseconds: Int64
    package let lsnLow: String
    package let lsnHigh: String
    package let systemIdentifier: String
    package let timeline: Int64
    package let source: String
    package let serverVersion: String
    package let lagMilliseconds: Int64
    package let promoted: Bool
    package let isolation: String
    package let attempt: Int
    package let earlierEnds: [String]
    package let digest: String
    /// The digest without marks such as PROVISIONAL: an approval changes them and nothing else.
    package let content: String
    /// Who approved the period with this result; absent while nobody has.
    package let approvedBy: String?
    /// Why in spite of a failed tie or a missing input.
    package let approvalReason: String?
    package let rows: [String: Int]
    package let totals: [Total]
    package let breaks: Int
    package let tiesFailed: Int
    /// What the run was to wait for and did not get in time; absent when it lacked nothing.
    package let inputsMissing: [String]?
    /// Whether the books of the period were open, so that its figures may still change.
    package let isProvisional: Bool
    /// Of a group's report the packs that it joins; absent elsewhere.
    package let parts: [Part]?

    /// What a reader must know before any figure: that they may still change, and what lacks.
    package var marks: [String] {
        Self.marks(of: period, isProvisional: isProvisional, inputsMissing ?? [])
    }

    /// The same of a period's name, before there is a provenance.
    static func marks(
        of period: String, isProvisional: Bool, _ lacking: [String]
    ) -> [String] {
        let open = isProvisional ? "PROVISIONAL: the books of \(period) are not closed" : nil
        let lack = lacking.isEmpty ? nil : "INPUTS MISSING: \(lacking.joined(separator: ", "))"
        return [open, lack].compactMap(\.self)
    }

    /// A control total, in plain decimal text.
    package struct Total: Codable, Sendable, Equatable {
        package let name: String
        package let currency: String
        package let amount: String
    }

    /// A pack that a group's report joins.
    package struct Part: Codable, Sendable, Equatable {
        package let clinic: String
        package let job: String
        package let revision: Int
        package let digest: String
        package let manifest: String
        package let manifestSHA256: String

        init(_ part: ReportJoin.Part) {
            (clinic, job, revision) = (part.clinic, part.job, part.revision)
            (digest, manifest) = (part.digest, part.manifest)
            manifestSHA256 = part.manifestSHA256
        }
    }

    /// JSON with sorted keys.
    package func json() throws -> String { try JSON.text(self) }

    /// Reads what `json` wrote.
    package static func read(_ text: String) throws -> Provenance {
        try JSONDecoder().decode(Provenance.self, from: Data(text.utf8))
    }

    package var createdAt: Instant { Instant(microseconds: asOfMicroseconds) }
}

/// JSON as we write it: sorted keys, no escaped slashes, so that the same facts are the same bytes.
package enum JSON {
    /// The JSON of a value, on one line unless it is to be read by people.
    package static func text(_ value: some Encodable, pretty: Bool = false) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
