/// Documents with the day on which they post, for the queries of templates: `posted_on`.
///
/// One that came after the books of its day were closed posts later (`LatePostings`), any other on its own
/// day. Parameters are numbered as those of templates: `$6` and `$7` are the late ones and their days.
package enum PostedDocuments {
    /// The late ones of any period: `id` and `posted_on`.
    package static let late =
        "(SELECT * FROM unnest($6::bigint[], $7::text[]::date[]) AS one (id, posted_on))"

    /// All of a clinic's, whatever their status.
    package static let all = """
        (SELECT document.*, coalesce(late.posted_on, document.issue_date) AS posted_on
        FROM clinic.invoice AS document LEFT JOIN \(late) AS late ON late.id = document.id
        WHERE document.clinic_id = $1::bigint)
        """

    /// Those that post in the period: by the index of their own day, and by number where they are late.
    package static let ofPeriod = """
        (SELECT document.*, document.issue_date AS posted_on
        FROM clinic.invoice AS document
        WHERE document.clinic_id = $1::bigint AND document.issue_date >= $2::date
            AND document.issue_date < $3::date AND document.id <> ALL ($6::bigint[])
        UNION ALL
        SELECT document.*, late.posted_on
        FROM \(late) AS late JOIN clinic.invoice AS document
            ON document.clinic_id = $1::bigint AND document.id = late.id
        WHERE late.posted_on >= $2::date AND late.posted_on < $3::date)
        """
}
