import ArgumentParser
import BankFiles
import Domain
import Jobs

/// `evclinic import bank FILE --dry-run`: what a statement says, and whether it holds.
struct ImportBankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bank", abstract: "Read a bank's statements, and check what they say.",
        discussion: """
            FILE is camt.052/.053/.054, MT940, MT942, OFX 1 or 2, or BAI2, told by how it begins; \
            or CSV with a mapping (templates/bank). It is read whole before anything is shown, so \
            a file that is cut off shows nothing. No database is needed.

              evclinic import bank october.xml --dry-run
              evclinic import bank export.csv --mapping templates/bank/signed.yaml --dry-run

            Exit status: 0 read and its totals hold, 2 read with findings, 64 cannot be read, 65 \
            refused.
            """)

    @Argument(help: "The bank's file.")
    var file: String

    @Flag(help: "Show what the file says. Required: this version does not book yet.")
    var dryRun = false

    @Option(help: "The account that all statements must be of; blanks do not matter.")
    var account: String?

    @Option(help: "The currency that all statements must be in, as ISO 4217 has it.")
    var currency: String?

    @Option(help: "camt, mt940, ofx or bai2; told by the file's beginning if not given.")
    var format: String?

    @Option(help: "For CSV: the file that says which column means what.")
    var mapping: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard dryRun else {
            throw ValidationError(
                "This version reads and checks statements and does not book them; give --dry-run.")
        }
        if mapping != nil, format != nil {
            throw ValidationError("--mapping is for CSV, and goes without --format.")
        }
        let known = BankFormat.allCases.filter { $0 != .csv }.map(\.rawValue)
        if let format, !known.contains(format) {
            throw ValidationError(
                "\(AppError.quoted(format)) is no format; there are \(known.joined(separator: ", "))"
            )
        }
        if let currency, (try? Currency(code: currency)) == nil {
            throw ValidationError("\(AppError.quoted(currency)) is no currency of ISO 4217.")
        }
    }

    func run() throws {
        let file = try BankFile(
            file, format: format.flatMap(BankFormat.init), mapping: try mapping.map(Self.mapping))
        var tally = FileTally(file.format)
        try file.read { event throws(BankFault) in try tally.take(event) }
        try check(tally)
        if json {
            try StatementsJSON.print(file, tally)
        } else {
            try StatementsText.print(file, tally)
        }
        if !tally.findings.isEmpty {
            let count = tally.findings.count + tally.leftOff
            throw AppError(
                .bankTotalsDiffer, "\(count) \(count == 1 ? "finding" : "findings") in \(file.name)"
            )
        }
    }

    private static func mapping(_ path: String) throws -> BankMapping {
        let bytes = try InputFile.bytes(path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AppError(.bankMappingInvalid, "\(AppError.quoted(path)) is not UTF-8")
        }
        return try MappingFile.mapping(text, path: path)
    }

    /// Holds the statements against what the caller says of them.
    private func check(_ tally: FileTally) throws(AppError) {
        for (place, one) in tally.statements.enumerated() {
            let name = "statement \(place + 1), line \(one.head.line)"
            if let account {
                guard let own = one.head.account else {
                    throw AppError(.bankStatementForeign, "\(name) names no account")
                }
                guard Self.plain(own) == Self.plain(account) else {
                    throw AppError(
                        .bankStatementForeign, "\(name) is of \(AppError.quoted(own))")
                }
            }
            if let currency, one.currency != currency {
                throw AppError(
                    .bankStatementForeign,
                    "\(name) is in \(one.currency.map(AppError.quoted) ?? "no currency that it says")"
                )
            }
        }
    }

    /// An account's number as people compare it.
    private static func plain(_ text: String) -> String {
        text.filter { !$0.isWhitespace }.uppercased()
    }
}
