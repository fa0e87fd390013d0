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

            Exit status: 0 all computed, 65 some refused, 64 a file cannot be read; with --check \
            2 when a figure differs, unless the case says of itself that it is not exact, or when \
            there was none to compare.
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
        var (all, faults) = (Outcome(), [any Error]())
        for name in files {
            do {
                all += try check ? card(of: name) : compute(name)
            } catch let error as AppError where error.code == .runCancelled {
                throw error
            } catch let error as AppError where error.code == .outputUnwritable {
                throw Self.unwritten(error)
            } catch {
                faults.append(error)
            }
        }
        if all.refused > 0 {
            faults.append(
                AppError(.taxDocumentInvalid, "\(all.refused) of \(all.documents) documents"))
        }
        if all.differing > 0 {
            faults.append(AppError(.taxCheckFailed, "\(all.differing) documents"))
        } else if check, all.figures == 0, faults.isEmpty {
            faults.append(AppError(.taxCheckFailed, "no figure was compared"))
        }
        try Self.end(with: faults)
    }

    /// Reports that nobody takes the results; the code's own remedy is about a folder of files.
    private static func unwritten(_ error: AppError) -> ExitCode {
        Terminal.note(
            "evclinic: Results cannot be written: \(error.context)\n"
                + "  \(error.errorCode): free the disk that it goes to, or keep its reader open")
        return ExitCode(error.exitCode)
    }

    /// Says everything, and ends with what weighs most: a file that cannot be read.
    private static func end(with faults: [any Error]) throws {
        let unread = faults.lastIndex { !($0 is AppError) }
        guard let gravest = unread ?? faults.indices.first else { return }
        for (place, fault) in faults.enumerated() where place != gravest {
            if let error = fault as? AppError {
                Terminal.report(error)
            } else {
                Terminal.note("Error: \(message(for: fault))")
            }
        }
        throw faults[gravest]
    }

    private struct Outcome {
        var documents = 0
        var refused = 0
        var differing = 0
        var figures = 0

        static func += (left: inout Outcome, right: Outcome) {
            left.documents += right.documents
            left.refused += right.refused
            left.differing += right.differing
            left.figures += right.figures
        }
    }

    private func compute(_ name: String) throws -> Outcome {
        var (answers, outcome) = (TaxAnswers(), Outcome())
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
        var writer = JSONWriter()
        if json { card.write(&writer) } else { writer.bytes += card.text.utf8 }
        var answers = TaxAnswers(writer)
        try answers.flush()
        return Outcome(
            documents: card.documents, refused: card.refusals.count, differing: card.differing,
            figures: card.figures)
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
