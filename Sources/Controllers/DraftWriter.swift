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
        let wanted = "\(order.folder)/\(order.clinic.slug)/\(order.period.name)"
        try Files.makeFolder(wanted)
        folder = try Files.absolute(wanted)
        removeLeftovers()
    }

    /// The certificate, the report's sheets and About, in the formats asked for.
    ///
    /// - Throws: `outputUnwritable`, `outputFull`, `figureTooLong`; nothing is left behind then.
    func write(_ sheets: [Sheet], _ facts: Provenance) throws -> [Draft] {
        var drafts: [Draft] = []
        do {
            for format in order.formats {
                switch format {
                case .xlsx: drafts.append(try workbook(sheets + [About.sheet(facts)], facts))
                case .csv: drafts += try sheets.map(register)
                }
            }
        } catch {
            discard(drafts)
            throw error
        }
        return drafts
    }

    func discard(_ drafts: [Draft]) { drafts.forEach { Files.remove($0.file.path) } }

    /// A name that only this attempt uses; recovery knows attempts by it.
    func temporary(_ part: String) -> String { "\(prefix)\(claim.token.rawValue)-\(part).tmp" }

    private var prefix: String { ".evclinic-\(claim.run.rawValue)-" }

    /// What an attempt that died before recording left behind under this run's names.
    ///
    /// Ours is the highest token, so no other attempt can still be writing for this run (I4).
    private func removeLeftovers() {
        for name in Files.names(in: folder) where name.hasPrefix(prefix) && name.hasSuffix(".tmp") {
            Files.remove("\(folder)/\(name)")
        }
    }

    private func workbook(_ sheets: [Sheet], _ facts: Provenance) throws -> Draft {
        let workbook = Workbook(
            sheets: sheets, title: "\(sheets[0].title), \(order.clinic.name), \(facts.period)",
            subject: order.stem, company: facts.legalEntity, createdAt: facts.createdAt)
        let path = "\(folder)/\(temporary("xlsx"))"
        return Draft(
            role: "workbook", suffix: ".xlsx", file: try XLSXWriter.write(workbook, to: path))
    }

    private func register(_ sheet: Sheet) throws -> Draft {
        let path = "\(folder)/\(temporary(sheet.slug))"
        return Draft(
            role: "csv:\(sheet.slug)", suffix: "-\(sheet.slug).csv",
            file: try CSVWriter.write(sheet, to: path))
    }
}
