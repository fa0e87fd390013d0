import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories

/// `evclinic explain`: an item's chain, drawn link by link.
struct ExplainChainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Draw the chain of a payment, an invoice or a bank line, with what is missing.",
        discussion: """
            evclinic explain invoice HD26-000052 --clinic harbor-dental
            evclinic explain payment 69 --clinic harbor-dental
            evclinic explain bank 17 --clinic harbor-dental

            Read from a replica; what a link is judged by are the latest runs of \
            billing-reconciliation.
            """,
        subcommands: [ExplainPayment.self, ExplainInvoice.self, ExplainBank.self])
}

extension Question {
    /// Draws the chain of the item that `find` names.
    fileprivate func draw(
        _ asked: String, _ find: (Clinic, ReplicaSet.Handle) throws -> MatchItems?
    ) throws {
        let chain = try answer { clinic, snapshot in
            let tree = try find(clinic, snapshot).flatMap {
                try ChainReading(clinic: clinic, snapshot: snapshot).tree(of: $0)
            }
            guard let tree else { throw AppError(.matchItemUnknown, "\(asked), \(clinic.slug)") }
            return tree
        }
        print(json ? try JSON.text(chain.report) : chain.lines.joined(separator: "\n"))
    }
}

struct ExplainPayment: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment", abstract: "From the invoices that it pays to the bank.")

    @Argument(help: "The payment's id.")
    var id: Int64

    @OptionGroup var question: Question

    func run() throws {
        try question.draw("payment:\(id)") { _, _ in MatchItems(.payment, [id]) }
    }
}

struct ExplainInvoice: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoice", abstract: "From the invoice through its payments to the bank.")

    @Argument(help: "The invoice's number or id.")
    var number: String

    @OptionGroup var question: Question

    func run() throws {
        try question.draw("invoice \(AppError.quoted(number))") { clinic, snapshot in
            let found = try ChainRepository().invoice(
                numbered: number, of: clinic.id, from: snapshot)
            return (found ?? Int64(number)).map { MatchItems(.invoice, [$0]) }
        }
    }
}

struct ExplainBank: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bank", abstract: "From the bank line back to what it pays.")

    @Argument(help: "The entry's id; imported:7 is a line of a booked file.")
    var entry: String

    @OptionGroup var question: Question

    func run() throws {
        try question.draw("bank entry \(AppError.quoted(entry))") { _, _ in
            let items = Int64(entry).map { MatchItems(.bankEntry, [$0]) } ?? MatchItems(entry)
            return items.flatMap { $0.kind == .bankEntry || $0.kind == .importEntry ? $0 : nil }
        }
    }
}
