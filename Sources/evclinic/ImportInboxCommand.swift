import ArgumentParser
import BankFiles
import Domain

/// `evclinic import --inbox DIR --clinic SLUG`: for cron, whatever lies in a folder into the books.
struct ImportInboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox", abstract: "Book all files of a folder; for cron.",
        discussion: """
            Takes the files of DIR by name. camt, MT940, OFX and BAI2 are told by how they begin, \
            Stripe's and Razorpay's by their titles; any other CSV needs a mapping, and is told by \
            the titles that this names: --settlement for each gateway, --mapping for the bank. One \
            that two of them fit is refused. What is booked, or was before, goes to DIR/done; what is refused goes to DIR/refused, with the \
            reason beside it. A file that changed within ten seconds, or that somebody has locked, \
            is left for the next time, and so is the folder while another process is at work in it.

              evclinic import --inbox /var/lib/evclinic/inbox --clinic rhein-praxis
              evclinic import --inbox in --clinic rhein-praxis --settlement paytabs=paytabs.yaml

            Exit status: 0 all booked or nothing there, 2 some refused, 64 no such folder.
            """)

    @Option(help: "The folder.")
    var inbox: String

    @Option(help: "The clinic's slug.")
    var clinic: String

    @OptionGroup var acceptance: Acceptance

    @Option(help: "For CSV of a bank: the file that says which column means what.")
    var mapping: String?

    @Option(
        help: ArgumentHelp(
            "For CSV of a gateway: its name in the books, and its mapping; once for each.",
            valueName: "NAME=FILE"))
    var settlement: [String] = []

    @Option(help: "Number or name of the account that all statements must be of.")
    var account: String?

    @OptionGroup var change: Change

    func run() throws {
        let mapping = try mapping.map(Mappings.bank)
        let forms = try settlement.map(Mappings.form)
        guard let inbox = try Inbox(inbox) else {
            if !change.json { print("Another process is at work in \(AppError.quoted(inbox)).") }
            return
        }
        let desk = try ImportDesk(clinic: clinic, user: change.user)
        let clerk = InboxClerk(
            inbox: inbox, desk: desk, mapping: mapping, forms: forms, account: account,
            reason: acceptance.reason)
        var results: [InboxResult] = []
        // What was done is told, whatever ends the rest.
        defer {
            if !change.json, !results.isEmpty { print(InboxText.table(results)) }
        }
        for name in inbox.names {
            guard let result = try clerk.take(name) else { continue }
            results.append(result)
            if change.json { print(try InboxText.json(result)) }
        }
        if results.contains(where: \.isRefused) { throw ExitCode(2) }
    }
}
