import ArgumentParser
import BankFiles
import Domain
import Jobs

/// `evclinic import bank FILE --clinic SLUG`: a bank's statements into the books.
struct ImportBankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bank", abstract: "Check a bank's statements, and book them.",
        discussion: """
            FILE is camt.052/.053/.054, MT940, MT942, OFX 1 or 2, or BAI2, told by how it begins; \
            or CSV with a mapping (templates/bank). All of it is booked, or nothing: not when it \
            is cut off, is of another account, or does not add up and continue the last one, \
            unless that is accepted with a reason. The same file twice changes nothing, and what \
            two files share counts once.

              evclinic import bank october.xml --dry-run
              evclinic import bank october.xml --clinic rhein-praxis
              evclinic import bank export.csv --mapping templates/bank/signed.yaml --dry-run

            --dry-run needs no database. Exit status: 0 done or booked before, 2 findings, 64 \
            cannot be read, 65 refused.
            """)

    @Argument(help: "The bank's file.")
    var file: String

    @OptionGroup var goal: ImportGoal

    @OptionGroup var acceptance: Acceptance

    @Option(help: "Number or name of the account that all statements must be of.")
    var account: String?

    @Option(help: "The currency that all statements must be in, as ISO 4217 has it.")
    var currency: String?

    @Option(help: "camt, mt940, ofx or bai2; told by the file's beginning if not given.")
    var format: String?

    @Option(help: "For CSV: the file that says which column means what.")
    var mapping: String?

    @OptionGroup var change: Change

    func validate() throws {
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
            file, format: format.flatMap(BankFormat.init), mapping: try mapping.map(Mappings.bank))
        guard let clinic = goal.clinic else { return try show(file) }
        try book(file, in: clinic)
    }

    private func book(_ file: BankFile, in clinic: String) throws {
        let desk = try ImportDesk(clinic: clinic, user: change.user)
        let outcome = try desk.book(file, account: account, reason: acceptance.reason)
        try ImportText.tell(outcome, of: file.name, desk.clinic, isJSON: change.json)
    }

    private func show(_ file: BankFile) throws {
        var tally = FileTally(file.format)
        try file.read { event throws(BankFault) in try tally.take(event) }
        try check(tally)
        if change.json {
            try StatementsJSON.print(file, tally)
        } else {
            try StatementsText.print(file, tally)
        }
        let count = tally.findings.count + tally.leftOff
        if count > 0 { throw FindingsText.error(count, in: file.name) }
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
