import Domain
import Sheets

/// What a group's report joins, a row a pack: which revision, how its close stands, and its hashes.
enum PackSheet {
    static func sheet(_ packs: [JoinedPack]) -> Sheet {
        Sheet(
            name: "Packs", slug: "packs", title: "Packs",
            notes: ["Each manifest's bytes have the hash that was recorded of its file."],
            columns: [
                Column("Clinic"), Column("Name"), Column("Job"), Column("Revision", .integer),
                Column(
                    "Close",
                    tones: [
                        "approved": .good, "open": .warn, "reopened": .bad, "stale": .bad,
                    ]), Column("Approved by"), Column("Reopened by"), Column("As of", .instant),
                Column("Ties", .integer, isTotalled: true),
                Column("Ties failed", .integer, isTotalled: true),
                Column("Breaks", .integer, isTotalled: true), Column("Marks"),
                Column("Content SHA-256"), Column("Manifest"), Column("Manifest SHA-256"),
            ],
            rows: packs.map(row))
    }

    private static func row(_ pack: JoinedPack) -> SheetRow {
        let part = pack.part
        func text(_ text: String?) -> Cell { text.map(Cell.text) ?? .empty }
        return SheetRow([
            .text(part.clinic), .text(pack.clinicName), .text(part.job),
            .integer(Int64(part.revision)), .text(pack.close.state), text(pack.close.approvedBy),
            text(pack.close.reopenedBy), .instant(pack.asOf), .integer(Int64(pack.ties.count)),
            .integer(Int64(pack.tiesFailed)), .integer(Int64(pack.breaks)),
            .text(pack.marks.joined(separator: "; ")), .text(part.digest), .text(part.manifest),
            .text(part.manifestSHA256),
        ])
    }
}
