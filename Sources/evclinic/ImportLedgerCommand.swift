import ArgumentParser
import BankFiles
import Controllers
import Digests
import Domain
import Jobs

/// `evclinic import ledger FILE --clinic SLUG --date D`: what the general ledger has.
struct ImportLedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Book balances of the general ledger, for the books' side of ties.",
        discussion: """
            FILE is a CSV with the columns account, currency and amount, debit positive, or any with a \
            mapping (templates/ledger). All of it is booked, or nothing. A bank account's balance \
            bears the account's name in the books; others the names of clinic.account_map. Of two files \
            of a day the later one counts, account by account.

              evclinic import ledger october.csv --clinic rhein-praxis --date 2026-10-31

            Exit status: 0 done or booked before, 64 cannot be read, 65 refused.
            """)

    @Argument(help: "The ledger's file.")
    var file: String

    @Option(help: "The clinic's slug.")
    var clinic: String

    @Option(help: "The day at whose end the balances hold.")
    var date: String

    @Option(help: "The file that says which column means what.")
    var mapping: String?

    @OptionGroup var change: Change

    func validate() throws {
        guard Day(date) != nil else {
            throw ValidationError("--date takes a day such as 2026-10-31.")
        }
    }

    func run() throws {
        guard let day = Day(date) else { return }
        let mapping = try mapping.map(Mappings.ledger) ?? LedgerMapping()
        let bytes = try InputFile.bytes(file)
        let balances: [LedgerBalance]
        do throws(BankFault) {
            balances = try LedgerReader.read(ByteFeed(bytes), by: mapping)
        } catch {
            throw BankFile.error(error, in: file)
        }
        let desk = try ImportDesk(clinic: clinic, user: change.user)
        // The same balances may hold on two days, which the file does not say.
        let sha256 = SHA256.hex(of: Array("\(day)\n".utf8) + bytes)
        let outcome = try desk.book(balances, on: day, named: file, sha256: sha256)
        try ImportText.tell(outcome, of: file, desk.clinic, isJSON: change.json)
    }
}

extension Mappings {
    /// - Throws: `bankMappingInvalid`, or a usage error for a file that cannot be read.
    static func ledger(_ path: String) throws -> LedgerMapping {
        try LedgerMappingFile.mapping(try text(path), path: path)
    }
}

extension ImportDesk {
    /// Books balances of a ledger.
    fileprivate func book(
        _ balances: [LedgerBalance], on day: Day, named path: String, sha256: String
    ) throws -> Imports.Outcome {
        try imports.book(
            .init(
                name: Self.lastPart(path), sha256: sha256, day: day,
                balances: balances.map { ($0.account, $0.amount) }),
            .init(clinic: clinic, actor: actor, account: nil, reason: nil))
    }
}
