package import Domain

/// A clinic's pack as a group's report sees it: what its verified manifest states, and its close.
package struct JoinedPack: Sendable {
    /// How the clinic's approval of the period stands, and by whom.
    package struct Close: Sendable, Equatable {
        /// `open`, `approved`, `reopened` or `stale`.
        package let state: String
        package let approvedBy: String?
        package let reopenedBy: String?

        package init(state: String, approvedBy: String? = nil, reopenedBy: String? = nil) {
            self.state = state
            self.approvedBy = approvedBy
            self.reopenedBy = reopenedBy
        }
    }

    /// A control total in one currency.
    package struct Total: Sendable, Equatable {
        package let name: String
        package let currency: Currency
        package let amount: Fixed

        package init(_ name: String, _ currency: Currency, _ amount: Fixed) {
            self.name = name
            self.currency = currency
            self.amount = amount
        }
    }

    package let part: ReportJoin.Part
    package let clinicName: String
    package let close: Close
    package let asOf: Instant
    package let breaks: Int
    package let ties: [Tie]
    package let totals: [Total]
    package let isClosed: Bool
    package let lacking: [String]
    package let marks: [String]

    package init(
        clinic: ClinicGroup.Member, job: String, revision: Int, digest: String, manifest: String,
        manifestSHA256: String, close: Close, asOf: Instant, breaks: Int, ties: [Tie],
        totals: [Total], isClosed: Bool, lacking: [String], marks: [String]
    ) {
        part = ReportJoin.Part(
            clinic: clinic.slug, job: job, revision: revision, digest: digest, manifest: manifest,
            manifestSHA256: manifestSHA256)
        clinicName = clinic.name
        self.close = close
        self.asOf = asOf
        self.breaks = breaks
        self.ties = ties
        self.totals = totals
        self.isClosed = isClosed
        self.lacking = lacking
        self.marks = marks
    }

    var tiesFailed: Int { ties.count { !$0.holds } }
}
