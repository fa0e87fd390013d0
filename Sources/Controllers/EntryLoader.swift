import BankFiles
import Domain
import Repositories

/// Hands a file's booked entries on, each with the account of its statement.
final class EntryLoader {
    private let statements: [ImportRepository.NewStatement]
    private let batch: StagingBatch<ImportRepository.NewEntry>
    private var place = 0

    init(
        _ statements: [ImportRepository.NewStatement],
        _ batch: StagingBatch<ImportRepository.NewEntry>
    ) {
        self.statements = statements
        self.batch = batch
    }

    /// Reads a file.
    ///
    /// - Returns: its SHA-256.
    /// - Throws: `bankFileInvalid` for an entry that cannot be booked, or what staging throws.
    func load<P>(_ source: ImportController<P>.Source) throws -> String {
        try batch.fill {
            try source.read { event throws(BankFault) in try self.take(event) }
        }
    }

    private func take(_ event: BankEvent) throws(BankFault) {
        switch event {
        case .line(let line) where line.status == .booked:
            try batch.add(try entry(line), line: line.line)
        case .end: place += 1
        default: break
        }
    }

    private func entry(_ line: BankLine) throws(BankFault) -> ImportRepository.NewEntry {
        guard statements.indices.contains(place) else {
            throw BankFault("the file changed while it was read", line: 0)
        }
        let statement = statements[place]
        guard line.currency == nil || line.currency == statement.currency.code else {
            throw BankFault(
                "an entry in \(AppError.quoted(line.currency ?? "")) on an account in "
                    + statement.currency.code, line: line.line)
        }
        guard let booked = line.bookingDay ?? line.valueDay else {
            throw BankFault("an entry without a date", line: line.line)
        }
        guard let minor = line.amount.minor(digits: statement.currency.exponent),
            minor.magnitude < BankAccounts.minorMax(statement.currency)
        else {
            throw BankFault(
                "\(line.amount) is no amount of \(statement.currency.code)", line: line.line)
        }
        return ImportRepository.NewEntry(
            account: statement.account, bookedOn: booked, valueOn: line.valueDay ?? booked,
            amount: Money(minor: minor, statement.currency), reference: line.reference,
            bankReference: line.bankReference, narration: line.narration,
            isReversal: line.isReversal)
    }
}
