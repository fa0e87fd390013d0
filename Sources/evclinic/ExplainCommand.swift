import ArgumentParser
import Controllers
import Domain
import Persistence
import Repositories
import Services

/// `evclinic tax explain`: how the tax of one document comes about.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show the computation of a document's tax, charged beside recomputed.",
        discussion: """
            evclinic tax explain NC26-000136 --clinic nilgiri-clinic

            The figures are those of tax-reconciliation, read from a replica.
            """)

    @Argument(help: "The document's number.")
    var number: String

    @OptionGroup var question: Question

    func run() throws {
        let taxes = TaxRepository()
        let explanation = try question.answer { clinic, snapshot in
            let rules = try taxes.rules(of: clinic, from: snapshot)
            let (batch, index) = try taxes.document(
                numbered: number, of: clinic, under: rules, from: snapshot)
            let (credits, _) = try taxes.credits(
                of: clinic, in: Period(dayOf: batch.documents[index].taxPoint), from: snapshot)
            return try TaxExplanation(batch, index, credits: credits, under: rules)
        }
        let text = ExplanationText(explanation)
        print(question.json ? try JSON.text(text.report) : text.page)
    }
}
