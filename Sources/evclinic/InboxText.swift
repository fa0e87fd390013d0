import BankFiles
import Controllers
import Domain
import Repositories

/// What became of an inbox's files, for people and for programs.
enum InboxText {
    /// For a terminal, or a mail of 80 columns.
    static func table(_ results: [InboxResult]) -> String {
        Terminal.table(
            ["FILE", "STATE", "IMPORT", "FORMAT", "ENTRIES", "NOTE"],
            results.map { result in
                let file = Terminal.plain(result.name)
                switch result.state {
                case .booked(let booked, let findings):
                    return [
                        file, "booked", "\(booked.id)", booked.format, "\(booked.entries)",
                        findings == 0
                            ? "" : "\(findings) \(findings == 1 ? "finding" : "findings") accepted",
                    ]
                case .already(let booked):
                    return [
                        file, "already", "\(booked.id)", booked.format, "\(booked.entries)",
                        "by \(Terminal.plain(booked.importedBy))",
                    ]
                case .refused(let error, _):
                    return [file, "refused", "", "", "", error.errorCode]
                case .left(let why): return [file, "left", "", "", "", why]
                }
            }, right: [2, 4], flexible: [0, 5], kept: 80)
    }

    /// What lies beside a refused file: the code, the sentence with its place, and what to do.
    static func why(_ error: AppError, _ findings: [BankFinding]) -> String {
        "\(error.errorCode)\n\(Terminal.plain(error.sentence)).\n"
            + (findings.isEmpty ? "" : "\n\(FindingsText.text(findings))")
            + "\nWhat to do: \(error.remedy).\nThen put the file into the inbox again.\n"
    }

    /// One JSON object.
    static func json(_ result: InboxResult) throws -> String {
        try JSON.text(Printed(result))
    }

    private struct Printed: Encodable {
        let file: String
        let state: String
        let moved_to: String?
        var `import`: Int64?
        var format: String?
        var entries: Int64?
        var findings: Int?
        var error: String?
        var sentence: String?
        var remedy: String?

        init(_ result: InboxResult) {
            (file, moved_to) = (result.name, result.place)
            switch result.state {
            case .booked(let file, let findings):
                state = "booked"
                (`import`, format, entries) = (file.id, file.format, file.entries)
                self.findings = findings
            case .already(let file):
                state = "already"
                (`import`, format, entries) = (file.id, file.format, file.entries)
            case .refused(let error, let findings):
                state = "refused"
                self.findings = findings.count
                (self.error, sentence, remedy) = (error.errorCode, error.sentence, error.remedy)
            case .left(let why):
                state = "left"
                sentence = why
            }
        }
    }
}
