/// Documents with the day on which they post, for the queries of templates: `posted_on`.
///
/// One that was recorded after the books of its day were closed posts on the local day of its recording,
/// any other on its own (DOMAIN, *Closing a month*). Parameters are numbered as those of templates.
package enum PostedDocuments {
    private static let isLate = """
        EXISTS (SELECT FROM clinic.accounting_period AS closed
            WHERE closed.clinic_id = $1::bigint AND document.issue_date >= closed.from_date
                AND document.issue_date < closed.until_date
                AND document.recorded_at >= closed.closed_at)
        """

    /// All of a clinic's, whatever their status.
    ///
    /// Most are recorded on their own day, and then it does not matter whether they are late, which is
    /// asked of the others only.
    package static let all = """
        (SELECT document.*, CASE
            WHEN (document.recorded_at AT TIME ZONE $4::text)::date <> document.issue_date AND \(isLate)
            THEN (document.recorded_at AT TIME ZONE $4::text)::date
            ELSE document.issue_date END AS posted_on
        FROM clinic.invoice AS document WHERE document.clinic_id = $1::bigint)
        """

    /// Those that post in the period: by the indexes of their own day and of their recording.
    package static let ofPeriod = """
        (SELECT document.*, document.issue_date AS posted_on
        FROM clinic.invoice AS document
        WHERE document.clinic_id = $1::bigint AND document.issue_date >= $2::date
            AND document.issue_date < $3::date AND NOT \(isLate)
        UNION ALL
        SELECT document.*, (document.recorded_at AT TIME ZONE $4::text)::date
        FROM clinic.invoice AS document
        WHERE document.clinic_id = $1::bigint
            AND document.recorded_at >= $2::date::timestamp AT TIME ZONE $4::text
            AND document.recorded_at < $3::date::timestamp AT TIME ZONE $4::text AND \(isLate))
        """
}
