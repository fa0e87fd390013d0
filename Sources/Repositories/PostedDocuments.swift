import Domain

/// Rows with the day on which they post, for the queries of templates: those of a table, and `posted_on`.
///
/// What came after the books of its day were closed posts later (`LatePostings`), any other on its own day.
/// Parameters are numbered as those of templates: `$6`, `$7` and `$8` are what is late, and its days.
package enum PostedDocuments {
    /// Late ones of any period: `id` and `posted_on`.
    package static let late = late(.invoice)
    /// All of a clinic's documents, whatever their status.
    package static let all = all("invoice", .invoice, "issue_date")
    /// Those that post in the period.
    package static let ofPeriod = ofPeriod("invoice", .invoice, "issue_date")
    package static let payments = all("payment", .payment, "received_on")
    /// Payments that post in the period.
    package static let received = ofPeriod("payment", .payment, "received_on")
    package static let refunds = all("refund", .refund, "refunded_on")
    /// Refunds that post in the period.
    package static let refunded = ofPeriod("refund", .refund, "refunded_on")
    package static let allocations = all("payment_allocation", .allocation, "allocated_on")
    /// By the day on which they were lost.
    package static let disputes = all("dispute", .dispute, "lost_on")
    package static let adjustments = all("document_adjustment", .writeOff, "adjusted_on")

    private static func late(_ kind: BookedKind) -> String {
        """
        (SELECT one.id, one.posted_on
        FROM unnest($6::text[], $7::bigint[], $8::text[]::date[]) AS one (kind, id, posted_on)
        WHERE one.kind = '\(kind.rawValue)')
        """
    }

    private static func all(_ table: String, _ kind: BookedKind, _ day: String) -> String {
        """
        (SELECT one.*, coalesce(late.posted_on, one.\(day)) AS posted_on
        FROM clinic.\(table) AS one LEFT JOIN \(late(kind)) AS late ON late.id = one.id
        WHERE one.clinic_id = $1::bigint)
        """
    }

    /// By the index of their own day, and by number where they are late.
    private static func ofPeriod(_ table: String, _ kind: BookedKind, _ day: String) -> String {
        """
        (SELECT one.*, one.\(day) AS posted_on
        FROM clinic.\(table) AS one
        WHERE one.clinic_id = $1::bigint AND one.\(day) >= $2::date AND one.\(day) < $3::date
            AND one.id NOT IN (SELECT late.id FROM \(late(kind)) AS late)
        UNION ALL
        SELECT one.*, late.posted_on
        FROM \(late(kind)) AS late JOIN clinic.\(table) AS one
            ON one.clinic_id = $1::bigint AND one.id = late.id
        WHERE late.posted_on >= $2::date AND late.posted_on < $3::date)
        """
    }
}
