import ArgumentParser
import BankFiles
import Controllers
import Domain
import Repositories

/// What became of one file of an inbox.
struct InboxResult {
    /// How it ended.
    enum State {
        /// Its findings were accepted.
        case booked(ImportRepository.File, findings: Int)
        case already(ImportRepository.File)
        case refused(AppError, [BankFinding])
        /// It stays where it is, and why.
        case left(String)
    }

    let name: String
    let state: State
    /// Within the inbox; `nil` for a file that was left.
    let place: String?

    var isRefused: Bool {
        if case .refused = state { true } else { false }
    }
}

/// Takes files of an inbox: finds out what each is, books it, and puts it away.
struct InboxClerk {
    let inbox: Inbox
    let desk: ImportDesk
    let mapping: BankMapping?
    /// Of gateways whose files are mapped.
    let forms: [SettlementForm]
    let account: String?
    let reason: String?

    /// Takes a file.
    ///
    /// - Returns: what became of it; `nil` when it is gone.
    /// - Throws: what is no fault of the file: the database, the disk, an interrupt. The file is where
    ///   it was then, and taken the next time; if it was booked already, that is found out.
    func take(_ name: String) throws -> InboxResult? {
        guard let before = inbox.look(at: name) else { return nil }
        guard before.isQuiet else { return left(name, "it is still being written") }
        do {
            let outcome = try book(name)
            guard before.isSame(as: inbox.look(at: name)) else {
                return left(name, "it changed while it was read")
            }
            switch outcome {
            case .booked(let file, let findings):
                return try done(name, .booked(file, findings: findings.count))
            case .already(let file): return try done(name, .already(file))
            case .refused(let findings):
                return try refused(
                    name, FindingsText.error(findings.count, in: name), findings)
            }
        } catch let error as AppError where Self.isOfFile(error) {
            guard before.isSame(as: inbox.look(at: name)) else {
                return left(name, "it changed while it was read")
            }
            return try refused(name, error)
        } catch let error as ValidationError {
            return try refused(name, AppError(.bankFileInvalid, String(error.message.dropLast())))
        }
    }

    private func book(_ name: String) throws -> ImportDesk.Imports.Outcome {
        let path = inbox.path(of: name)
        let start = try InputFile.pieces(path).next()
        if let form = try form(of: start, name) {
            return try desk.book(SettlementFile(path, as: name, in: form), reason: reason)
        }
        // A column of times may look like MT940: 14:20:11.
        let isOther = !start.isEmpty && BankReader.format(of: start) == nil
        let csv = mapping.flatMap { isOther || $0.fits(start) ? $0 : nil }
        let file = try BankFile(path, as: name, format: nil, mapping: csv)
        return try desk.book(file, account: account, reason: reason)
    }

    /// Tells a gateway's file by its titles.
    ///
    /// - Returns: `nil` when it is none.
    /// - Throws: `bankFormatUnknown` when two mappings fit.
    private func form(of start: [UInt8], _ name: String) throws(AppError) -> SettlementForm? {
        if let gateway = SettlementReader.gateway(of: start) { return .report(gateway) }
        let fitting = forms.filter { $0.fits(start) }
        guard let form = fitting.first else { return nil }
        let banks = mapping.map { $0.fits(start) } == true ? ["the bank"] : []
        let names = fitting.map { AppError.quoted($0.gateway) } + banks
        guard names.count == 1 else {
            throw AppError(
                .bankFormatUnknown,
                "\(AppError.quoted(name)), the mappings of \(names.joined(separator: ", ")) fit")
        }
        return form
    }

    /// Whether another file might have been booked.
    private static func isOfFile(_ error: AppError) -> Bool {
        switch error.code {
        case .bankFileInvalid, .bankFormatUnknown, .bankStatementForeign, .bankTotalsDiffer,
            .amountTooPrecise, .currencyUnknown, .numericOutOfRange, .constraintViolated:
            true
        default: false
        }
    }

    private func left(_ name: String, _ why: String) -> InboxResult {
        InboxResult(name: name, state: .left(why), place: nil)
    }

    private func done(_ name: String, _ state: InboxResult.State) throws -> InboxResult {
        InboxResult(name: name, state: state, place: try inbox.move(name, to: "done"))
    }

    private func refused(
        _ name: String, _ error: AppError, _ findings: [BankFinding] = []
    ) throws -> InboxResult {
        InboxResult(
            name: name, state: .refused(error, findings),
            place: try inbox.move(name, to: "refused", why: InboxText.why(error, findings)))
    }
}
