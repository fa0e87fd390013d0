import ArgumentParser
import CSystem
import Documents
import Domain

/// `evclinic tax compute`: documents in, results out.
struct ComputeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compute", abstract: "Compute documents given as JSON, one result a line.",
        discussion: """
            FILE is one document, a list of them, or an object with “cases”; templates/README.md \
            lists every member. A document that cannot be computed is answered with an error, and \
            the others are computed all the same.

              evclinic tax compute invoice.json
              evclinic tax compute --check cases.json

            Exit status: 0 all computed, 65 some refused; with --check 2 when a figure differs, \
            unless the case says of itself that it is not exact.
            """)

    @Argument(help: "Files of JSON; - is standard input.")
    var files: [String]

    @Flag(help: "Compare with the “expected” part of each document, and print a scorecard.")
    var check = false

    @Flag(help: "With --check: print the scorecard as one JSON object a file.")
    var json = false

    func validate() throws {
        guard check || !json else { throw ValidationError("--json goes with --check.") }
    }

    func run() throws {
        var (refused, differing, documents) = (0, 0, 0)
        for name in files {
            let done = try check ? card(of: name) : compute(name)
            documents += done.documents
            refused += done.refused
            differing += done.differing
        }
        if refused > 0 {
            throw AppError(.taxDocumentInvalid, "\(refused) of \(documents) documents")
        }
        if differing > 0 { throw AppError(.taxCheckFailed, "\(differing) documents") }
    }

    private typealias Outcome = (documents: Int, refused: Int, differing: Int)

    private func compute(_ name: String) throws -> Outcome {
        var (answers, outcome) = (TaxAnswers(), Outcome(0, 0, 0))
        try read(name) { one, file throws(AppError) in
            outcome.documents += 1
            if try !answers.answer(one, &file) { outcome.refused += 1 }
        }
        try answers.flush()
        return outcome
    }

    private func card(of name: String) throws -> Outcome {
        var card = TaxScorecard(name)
        try read(name) { one, file throws(AppError) in card.take(one, &file) }
        var writer = ResultWriter()
        if json { card.write(&writer) } else { writer.bytes += card.text.utf8 }
        var answers = TaxAnswers(writer)
        try answers.flush()
        return (card.documents, card.refusals.count, card.differing)
    }

    private func read(
        _ name: String, _ each: (CaseFile.Case, inout CaseFile) throws(AppError) -> Void
    ) throws {
        let bytes = try InputFile.bytes(name)
        do {
            var file = try CaseFile(bytes)
            while let one = file.next() {
                if evclinic_interrupted() != 0 { throw AppError(.runCancelled) }
                try each(one, &file)
            }
        } catch let fault as DocumentFault {
            let place = fault.position.map { CaseFile.place(of: $0, in: bytes) }
            throw AppError(
                fault.error.code,
                "\(AppError.quoted(name)) \(place.map { "\($0) " } ?? "")\(fault.error.context)")
        }
    }
}
