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

    @Option(help: "The clinic's slug.")
    var clinic: String

    @Option(name: .customLong("as"), help: "Act as this user, with his membership and role.")
    var user: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let ledger = try Ledger()
        let subject = try ledger.clinic(clinic)
        _ = try ledger.actor(user, in: subject, holding: "report.run")
        let (composition, primary) = (ledger.composition, ledger.primary)
        let leases = LeaseRepository()
        // The position is asked for after the beat's commit, so that it covers it.
        try primary.transaction(of: nil) { try leases.beat(Composition.worker, in: $0) }
        let freshness = try primary.transaction(of: nil) {
            try leases.freshness(maxStalenessSeconds: 300, from: $0)
        }
        let taxes = TaxRepository()
        let (explanation, _) = try composition.replicas(Interrupt()).snapshot(
            of: subject.id, freshness
        ) { snapshot in
            let rules = try taxes.rules(of: subject, from: snapshot)
            let (batch, index) = try taxes.document(
                numbered: number, of: subject, under: rules, from: snapshot)
            let (credits, _) = try taxes.credits(
                of: subject, in: Period(dayOf: batch.documents[index].taxPoint), from: snapshot)
            return try TaxExplanation(batch, index, credits: credits, under: rules)
        }
        let text = ExplanationText(explanation)
        print(json ? try JSON.text(text.report) : text.page)
    }
}
