package import Access
package import Domain
import Repositories

/// What became of an approved period's documents since.
package struct PostingChanges {
    private let clinic: Clinic
    private let period: Period
    private let closing = ClosingRepository()

    /// - Parameters:
    ///   - clinic: whose.
    ///   - period: that is approved.
    package init(_ clinic: Clinic, _ period: Period) {
        self.clinic = clinic
        self.period = period
    }

    /// Changed and removed documents of the approved list, and late ones with the day on which they post.
    ///
    /// - Parameters:
    ///   - run: the approved one.
    ///   - snapshot: of a replica.
    /// - Returns: changes in the order of lists.
    /// - Throws: what the database throws.
    package func since(
        _ run: RunID, from snapshot: some Snapshot
    ) throws -> [DocumentChange] {
        let late = try PostingRepository().late(of: clinic, in: period, from: snapshot)
        let listed = try closing.kept(by: run, of: clinic.id, from: snapshot)
        let here = try closing.documents(
            of: clinic, in: period, late: late, from: snapshot)
        let changed = DocumentChange.between(listed, here)
        let dated = try closing.documents(
            of: clinic, in: period, late: LatePostings(), from: snapshot)
        let gone = Dictionary(
            uniqueKeysWithValues: BookedKind.allCases.map { kind in
                (kind, late.posting(kind))
            })
        let added = dated.compactMap { document -> DocumentChange? in
            guard let day = gone[document.kind]?[document.id],
                !(period.from..<period.until).contains(day)
            else {
                return nil
            }
            return DocumentChange(before: nil, after: document.posted(on: day))
        }
        return (changed + added).sorted {
            BookedDocument.precedes($0.document, $1.document)
        }
    }
}
