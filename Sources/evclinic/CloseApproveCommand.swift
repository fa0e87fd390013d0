import ArgumentParser
import Controllers
import Domain
import Jobs
import Persistence
import Repositories
import Settings

/// `evclinic close approve`: makes the final revision of a period, and closes it.
struct CloseApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve a period whose pack was made and looked at.",
        discussion: """
            The pack is made once more. If it says what the latest revision says, it becomes the \
            final one, without the mark PROVISIONAL, and the period is closed with it; if the books \
            have changed meanwhile, nothing is approved.
            """)

    @OptionGroup var place: ClosePeriod

    @Option(help: "Why in spite of a failed tie or a missing input.")
    var reason: String?

    @Option(help: "Folder for the files. Default: OUTPUT_DIR.", completion: .directory)
    var out: String?

    @OptionGroup var change: Change

    func run() throws {
        let desk = try CloseDesk(place)
        let composition = desk.ledger.composition
        let catalogue = try Root.catalogue(composition.settings.root)
        let job = try catalogue.job(named: place.job)
        _ = try desk.signer(change.user)
        let reason = reason.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        let made = try desk.ledger.primary.transaction(of: desk.clinic.id) {
            try desk.closing.check(
                desk.period, today: try desk.today($0), reason: reason, in: $0)
        }
        let lacking = try Provenance.read(made.provenance).inputsMissing ?? []
        let batch = RunBatch(
            composition: composition, primary: desk.ledger.primary, catalogue: catalogue, job: job,
            period: desk.period.name, folder: out ?? composition.settings.outputFolder,
            formats: job.formats, user: change.user, purpose: nil, json: change.json,
            approval: RunOrder.Approval(reason: reason), lacking: lacking)
        let status = try batch.perform([desk.clinic.slug])
        guard status == 0 || status == 2 else { throw ExitCode(status) }
        if !change.json {
            print(CloseText.approved(desk.clinic, desk.period, over: made.revision))
        }
    }
}
