import Digests
package import Domain
package import Sheets

/// What a job has to say, before any file format.
package struct Report: Sendable {
    /// Of the certificate.
    package let title: String
    package let ties: [Tie]
    /// Every sheet but certificate and About, in the order of the workbook.
    package let sheets: [Sheet]
    /// The version of the rules that computed it; part of what makes two results the same.
    package let rulesVersion: String
    /// How many differences were found: results, not failures.
    package let breaks: Int
    package let totals: [Total]
    /// The documents it is made of, where later revisions say what has changed; `nil` elsewhere.
    package let documents: [BookedDocument]?
    /// The sheets as the latest revision has them, for a job whose revisions tell what is new since the
    /// one before; `nil` where a revision says all.
    package var standing: [Sheet]?
    /// Of what such revisions come to together; part of what makes two results the same.
    package var content: String?
    /// Of a group's report, what it takes over from the packs that it joins; `nil` elsewhere.
    package let join: ReportJoin?

    package init(
        title: String, ties: [Tie], sheets: [Sheet], rulesVersion: String, breaks: Int,
        totals: [Total], documents: [BookedDocument]? = nil, join: ReportJoin? = nil
    ) {
        self.join = join
        self.documents = documents
        self.title = title
        self.ties = ties
        self.sheets = sheets
        self.rulesVersion = rulesVersion
        self.breaks = breaks
        self.totals = totals
    }

    /// A control total that a manifest states.
    package struct Total: Sendable, Equatable {
        package let name: String
        package let currency: Currency
        package let amount: Money
        package init(_ name: String, _ amount: Money) {
            self.name = name
            self.currency = amount.currency
            self.amount = amount
        }
    }

    package var tiesFailed: Int { ties.count { !$0.holds } }

    /// SHA-256 over rules, ties and rows; provenance is no part of it (REPORTS, *Sameness*).
    ///
    /// - Throws: `outputUnwritable` when rows on disk cannot be read back.
    package func digest(certificate: Sheet) throws(AppError) -> String {
        var hash = SHA256()
        hash.update(Array(rulesVersion.utf8))
        try certificate.canonical(into: &hash)
        if let content { hash.update(Array(content.utf8)) }
        for sheet in sheets where !sheet.isProvenance && !sheet.isJournal {
            try sheet.canonical(into: &hash)
        }
        return hash.finalizeHex()
    }
}
