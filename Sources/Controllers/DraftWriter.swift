import Digests
import Domain
import Jobs
import Repositories
import Services
import Sheets

/// Writes a report's files under temporary names, each hashed and on disk when it returns.
struct DraftWriter {
    let order: RunOrder
    let claim: RunRepository.Claim
    /// Absolute; the temporaries stand where the final files will, so that a rename is atomic.
    let folder: String

    /// A written file that has no final name yet, because that carries the revision.
    struct Draft {
        let role: String
        /// Behind the revision: `-tax-summary.csv`.
        let suffix: String
        let file: WrittenFile
        /// What it adds up to, where it is a CSV that totals something.
        var controls: ControlTotals?

        func recorded(as stem: String, revision: Int, in folder: String) -> RecordRepository.File {
            RecordRepository.File(
                role: role, folder: folder, name: "\(stem)-r\(revision)\(suffix)",
                temporary: String(file.path.dropFirst(folder.count + 1)), sha256: file.sha256,
                bytes: file.bytes, rows: Int64(file.rows))
        }
    }

    init(_ order: RunOrder, _ claim: RunRepository.Claim) throws {
        self.order = order
        self.claim = claim
        let wanted = "\(order.folder)/\(order.place)"
        try Files.makeFolder(wanted)
        folder = try Files.absolute(wanted)
        removeLeftovers()
    }

    /// The certificate, the report's sheets and About, in the formats asked for.
    ///
    /// - Throws: `outputUnwritable`, `outputFull`, `figureTooLong`; `discardAll` takes away what
    ///   was written until then.
    func write(_ sheets: [Sheet], _ facts: Provenance) throws -> [Draft] {
        try order.formats.flatMap { try write($0, sheets, facts) }
    }

    /// The formats not asked for: written, hashed and thrown away.
    ///
    /// A manifest is never rewritten, so it has to know every file in which its revision may be
    /// published later (I2). A format that cannot hold the figures is left out.
    func measure(_ sheets: [Sheet], _ facts: Provenance) throws -> [Draft] {
        try FileFormat.allCases.filter { !order.formats.contains($0) }.flatMap { format in
            do {
                let drafts = try write(format, sheets, facts)
                drafts.forEach { Files.remove($0.file.path) }
                return drafts
            } catch let error as AppError where error.code == .figureTooLong { return [] }
        }
    }

    /// Takes away whatever this attempt wrote under a temporary name.
    func discardAll() { remove("\(prefix)\(claim.token.rawValue)-") }

    /// A name that only this attempt uses; recovery knows attempts by it.
    func temporary(_ part: String) -> String { "\(prefix)\(claim.token.rawValue)-\(part).tmp" }

    private var prefix: String { ".evclinic-\(claim.run.rawValue)-" }

    /// What an attempt that died before recording left behind under this run's names.
    ///
    /// Ours is the highest token, so no other attempt can still be writing for this run (I4).
    private func removeLeftovers() { remove(prefix) }

    private func remove(_ prefix: String) {
        for name in Files.names(in: folder) where name.hasPrefix(prefix) {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".tmp") { Files.remove(path) }
            // What a workbook was made from.
            if name.hasSuffix(".tmp.d") { Files.removeFolder(path) }
        }
    }

    private func write(
        _ format: FileFormat, _ sheets: [Sheet], _ facts: Provenance
    ) throws -> [Draft] {
        switch format {
        case .xlsx: [try workbook(sheets + [About.sheet(facts)], facts)]
        case .csv: try sheets.map(register)
        case .hledger, .xero, .quickbooks:
            try sheets.first(where: \.isJournal).map { try ledger(format, $0) } ?? []
        }
    }

    /// A journal as a ledger takes it in: one file, or one a currency where it knows but one.
    private func ledger(_ format: FileFormat, _ journal: Sheet) throws -> [Draft] {
        let name = format.rawValue
        func draft(
            _ part: String, _ suffix: String, _ write: (String) throws -> WrittenFile
        ) throws -> Draft {
            Draft(
                role: "\(name):\(part)", suffix: suffix,
                file: try write("\(folder)/\(temporary("\(name)-\(part)"))"))
        }
        switch format {
        case .hledger:
            return [
                try draft("all", ".journal") {
                    try HledgerWriter.write(journal, of: order.stem, to: $0)
                }
            ]
        case .quickbooks:
            return [
                try draft("all", "-quickbooks.csv") { try QuickBooksWriter.write(journal, to: $0) }
            ]
        default:
            let others = try LedgerRow.currencies(of: journal).filter {
                $0 != order.clinic.currency.code
            }
            return try ([order.clinic.currency.code] + others).map { currency in
                let isHome = currency == order.clinic.currency.code
                return try draft(
                    currency, "-xero\(isHome ? "" : "-\(currency.lowercased())").csv"
                ) { try XeroWriter.write(journal, in: currency, to: $0) }
            }
        }
    }

    /// The manifest beside them; what it says is the record's business.
    func manifest(_ text: String, named name: String) throws -> RecordRepository.File {
        let temporary = temporary("manifest")
        try Files.write(text, to: "\(folder)/\(temporary)")
        return RecordRepository.File(
            role: "manifest", folder: folder, name: name, temporary: temporary,
            sha256: SHA256.hex(of: Array(text.utf8)), bytes: Int64(text.utf8.count), rows: 0)
    }

    private func workbook(_ sheets: [Sheet], _ facts: Provenance) throws -> Draft {
        let workbook = Workbook(
            sheets: sheets,
            title: (facts.isProvisional ? "PROVISIONAL: " : "")
                + "\(sheets[0].title), \(order.clinic.name), \(facts.period)",
            subject: order.stem, company: facts.legalEntity, createdAt: facts.createdAt,
            logo: order.logo)
        let path = "\(folder)/\(temporary("xlsx"))"
        return Draft(
            role: "workbook", suffix: ".xlsx", file: try XLSXWriter.write(workbook, to: path))
    }

    private func register(_ sheet: Sheet) throws -> Draft {
        let path = "\(folder)/\(temporary(sheet.slug))"
        return Draft(
            role: "csv:\(sheet.slug)", suffix: "-\(sheet.slug).csv",
            file: try CSVWriter.write(
                sheet, to: path, marksUTF8: order.job.marksUTF8),
            controls: try ControlTotals.of(sheet))
    }
}
