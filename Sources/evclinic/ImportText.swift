import BankFiles
import Controllers
import Domain
import Repositories

/// Booked files for people and for programs.
enum ImportText {
    /// Prints how an order ended; a file that is refused ends the command.
    ///
    /// - Throws: `bankTotalsDiffer`.
    static func tell(
        _ outcome: ImportDesk.Imports.Outcome, of name: String, _ clinic: Clinic, isJSON: Bool
    ) throws {
        switch outcome {
        case .booked(let file, let findings):
            print(isJSON ? try json(file, "booked") : booked(file, findings, clinic))
        case .already(let file): print(isJSON ? try json(file, "already") : already(file))
        case .refused(let findings):
            Terminal.note(String(FindingsText.text(findings).dropLast()))
            throw FindingsText.error(findings.count, in: name)
        }
    }

    static func booked(
        _ file: ImportRepository.File, _ findings: [BankFinding], _ clinic: Clinic
    ) -> String {
        var text = "Booked \(quoted(file)) as import \(file.id): \(size(file))."
        if !findings.isEmpty {
            text += "\nAccepted in spite of:\n\(FindingsText.text(findings).dropLast())"
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
        switch file.kind {
        case .settlement: "\(file.entries) \(file.entries == 1 ? "row" : "rows")"
        case .ledger: "\(file.entries) \(file.entries == 1 ? "balance" : "balances")"
        case .bank:
            "\(file.statements) \(file.statements == 1 ? "statement" : "statements"), "
                + "\(file.entries) \(file.entries == 1 ? "entry" : "entries")"
        }
    }

    static func table(_ files: [ImportRepository.File]) -> String {
        Terminal.table(
            ["ID", "FILE", "FORMAT", "STATEMENTS", "ENTRIES", "BOOKED", "BY", "STATE"],
            files.map { file in
                [
                    "\(file.id)", Terminal.plain(file.name), file.format,
                    file.kind == .bank ? "\(file.statements)" : "—",
                    "\(file.entries)", "\(file.importedAt)".prefix(16) + "Z",
                    Terminal.plain(file.importedBy),
                    file.undoneAt != nil
                        ? "undone" : file.acceptedBecause != nil ? "accepted" : "booked",
                ]
            }, right: [0, 3, 4], flexible: [1, 6])
    }

    /// One JSON object; `state` is `booked`, `already` or `undone`.
    static func json(_ file: ImportRepository.File, _ state: String) throws -> String {
        try JSON.text(Printed(file, state))
    }

    private struct Printed: Encodable {
        let `import`: Int64
        let state: String
        let kind: String
        let file: String
        let format: String
        let sha256: String
        let statements: Int64
        let entries: Int64
        let accepted_because: String?
        let imported_at: String
        let imported_by: String
        let undone_at: String?
        let undone_by: String?
        let undone_because: String?

        init(_ file: ImportRepository.File, _ state: String) {
            `import` = file.id
            self.state = state
            kind = file.kind.rawValue
            self.file = file.name
            (format, sha256) = (file.format, file.sha256)
            (statements, entries) = (file.statements, file.entries)
            accepted_because = file.acceptedBecause
            (imported_at, imported_by) = (file.importedAt.description, file.importedBy)
            undone_at = file.undoneAt?.description
            (undone_by, undone_because) = (file.undoneBy, file.undoneBecause)
        }
    }
}
