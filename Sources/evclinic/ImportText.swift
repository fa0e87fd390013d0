import BankFiles
import Domain
import Repositories

/// Booked files for people and for programs.
enum ImportText {
    static func booked(
        _ file: ImportRepository.File, _ findings: [BankFinding], _ clinic: Clinic
    ) -> String {
        var text = "Booked \(quoted(file)) as import \(file.id): \(size(file))."
        if !findings.isEmpty {
            text += "\nAccepted in spite of \(findings.count) "
            text += findings.count == 1 ? "finding:" : "findings:"
            for finding in findings {
                text += "\n  \(finding.code.rawValue)  \(StatementsText.place(of: finding)): "
                text += "\(Terminal.plain(finding.sentence))."
            }
        }
        return text + "\nTo take it back: "
            + "evclinic import undo \(file.id) --clinic \(clinic.slug) --reason …"
    }

    static func already(_ file: ImportRepository.File) -> String {
        "\(quoted(file)) is booked already, as import \(file.id) by \(file.importedBy) at "
            + "\(file.importedAt). Nothing was changed."
    }

    static func undone(_ file: ImportRepository.File) -> String {
        "Took \(quoted(file)) back, import \(file.id): \(size(file))."
    }

    private static func quoted(_ file: ImportRepository.File) -> String {
        AppError.quoted(file.name)
    }

    private static func size(_ file: ImportRepository.File) -> String {
        "\(file.statements) \(file.statements == 1 ? "statement" : "statements"), "
            + "\(file.entries) \(file.entries == 1 ? "entry" : "entries")"
    }

    static func table(_ files: [ImportRepository.File]) -> String {
        Terminal.table(
            ["ID", "FILE", "FORMAT", "STATEMENTS", "ENTRIES", "BOOKED", "BY", "STATE"],
            files.map { file in
                [
                    "\(file.id)", Terminal.plain(file.name), file.format, "\(file.statements)",
                    "\(file.entries)", "\(file.importedAt)".prefix(16) + "Z",
                    Terminal.plain(file.importedBy),
                    file.undoneAt != nil
                        ? "undone" : file.acceptedBecause != nil ? "accepted" : "booked",
                ]
            }, right: [0, 3, 4], flexible: [1, 6])
    }

    static func json(_ file: ImportRepository.File, _ state: String) -> String {
        var writer = MemberWriter()
        writer.bytes += "{\"import\":\(file.id)".utf8
        writer.member("state", state)
        writer.member("file", file.name)
        writer.member("format", file.format)
        writer.member("sha256", file.sha256)
        writer.number("statements", Int(file.statements))
        writer.number("entries", Int(file.entries))
        writer.member("accepted_because", file.acceptedBecause)
        writer.member("imported_at", file.importedAt.description)
        writer.member("imported_by", file.importedBy)
        writer.member("undone_at", file.undoneAt?.description)
        writer.member("undone_by", file.undoneBy)
        writer.member("undone_because", file.undoneBecause)
        writer.bytes += "}".utf8
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
