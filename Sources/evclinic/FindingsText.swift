import BankFiles
import Domain

/// Findings about a file for a person, one a line.
enum FindingsText {
    /// Nothing when there is none; else lines, each with its end.
    static func text(_ findings: [BankFinding], leftOff: Int = 0) -> String {
        let lines = findings.map { finding in
            "\(finding.code.rawValue)  \(place(of: finding)): \(Terminal.plain(finding.sentence)).\n"
        }
        return lines.joined() + (leftOff > 0 ? "… and \(leftOff) more\n" : "")
    }

    /// “statement 2, line 40”.
    private static func place(of finding: BankFinding) -> String {
        (finding.statement > 0 ? "statement \(finding.statement), " : "") + "line \(finding.line)"
    }

    /// How many there are, as an error that ends the command.
    static func error(_ count: Int, in file: String) -> AppError {
        AppError(
            .bankTotalsDiffer,
            "\(count) \(count == 1 ? "finding" : "findings") in \(AppError.quoted(file))")
    }
}
