package import Domain
import Sheets

/// Clinics' packs side by side: their certificates as a matrix, their totals, and what proves both.
package enum GroupReport {
    static let certificates = "Certificates"
    /// Raised with every change that could change a figure.
    package static let rulesVersion = "group 1"

    /// - Parameters:
    ///   - packs: by clinic, in the order of columns.
    ///   - expected: how many there should be.
    ///   - title: of the certificate.
    /// - Returns: the report; a clinic with a tie that fails is a tie that fails.
    /// - Throws: `numericOutOfRange` for a sum that money cannot hold.
    package static func report(
        _ packs: [JoinedPack], expected: Int, title: String
    ) throws(AppError) -> Report {
        let currencies = Set(packs.flatMap { $0.totals.map(\.currency) })
            .sorted { $0.code < $1.code }
        let totals = currencies.map { GroupTotals(packs, $0) }
        var stated: [Report.Total] = []
        for one in totals { stated += try one.stated() }
        return Report(
            title: title, ties: ties(packs, expected),
            sheets: [CertificateMatrix(packs).sheet] + totals.map(\.sheet) + [
                PackSheet.sheet(packs)
            ],
            rulesVersion: rulesVersion, breaks: packs.reduce(0) { $0 + $1.breaks },
            totals: stated,
            join: ReportJoin(
                isClosed: packs.allSatisfy(\.isClosed),
                lacking: packs.flatMap { pack in
                    pack.lacking.map { "\($0) of \(pack.part.clinic)" }
                }, parts: packs.map(\.part)))
    }

    private static func ties(_ packs: [JoinedPack], _ expected: Int) -> [Tie] {
        [Tie("Packs of the group's clinics = packs joined", count: expected, packs.count)]
            + packs.map { pack in
                Tie(
                    "\(pack.part.clinic): ties of \(pack.part.job) = ties that hold",
                    count: pack.ties.count, pack.ties.count - pack.tiesFailed, sheet: certificates)
            }
    }
}

/// What a group's report calls a clinic's columns: the slug, once a clinic.
extension [JoinedPack] {
    /// In the order of the packs.
    var clinics: [String] {
        var seen: Set<String> = []
        return map(\.part.clinic).filter { seen.insert($0).inserted }
    }
}
