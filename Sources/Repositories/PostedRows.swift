import Domain

/// Rows with the day on which they post, for statements that are put together: a table's, and
/// `posted_on`.
///
/// What came after the books of its day were closed posts later (`LatePostings`), any other on its own
/// day. Each is a relation in brackets. `$1` is the clinic, `$2` and `$3` the period.
package struct PostedRows: Sendable {
    /// The first of three parameters, those of `LatePostings.table`: what is late, and its days.
    private let lateAt: Int

    /// Rows of a statement that takes what is late from this parameter on.
    package init(lateAt: Int = 6) { self.lateAt = lateAt }

    /// Late documents of any period: `id` and `posted_on`.
    package var late: String { late(.invoice) }
    /// All of a clinic's documents, whatever their status.
    package var documents: String { all(Self.document) }
    /// Those that post in the period.
    package var documentsOfPeriod: String { ofPeriod(Self.document) }
    /// All of a clinic's documents by their tax point.
    package var taxed: String { all(Self.taxPoint) }
    /// Those whose tax point posts in the period.
    package var taxedOfPeriod: String { ofPeriod(Self.taxPoint) }
    package var payments: String { all(Self.payment) }
    /// Payments that post in the period.
    package var received: String { ofPeriod(Self.payment) }
    /// Late payments of any period.
    package var latePayments: String { late(Self.payment) }
    package var refunds: String { all(Self.refund) }
    /// Refunds that post in the period.
    package var refunded: String { ofPeriod(Self.refund) }
    /// Late refunds of any period.
    package var lateRefunds: String { late(Self.refund) }
    package var allocations: String { all(Self.allocation) }
    /// Allocations that post in the period.
    package var allocated: String { ofPeriod(Self.allocation) }
    /// By the day on which they were lost.
    package var disputes: String { all(Self.dispute) }
    /// Disputes whose loss posts in the period.
    package var lost: String { ofPeriod(Self.dispute) }
    package var adjustments: String { all(Self.adjustment) }
    /// Adjustments that post in the period; only write-offs are ever late.
    package var adjusted: String { ofPeriod(Self.adjustment) }

    /// A table, what its late rows are called, and its own day.
    private typealias Source = (table: String, kind: BookedKind, day: String)
    private static let document: Source = ("invoice", .invoice, "issue_date")
    private static let taxPoint: Source = ("invoice", .taxPoint, "tax_point")
    private static let payment: Source = ("payment", .payment, "received_on")
    private static let refund: Source = ("refund", .refund, "refunded_on")
    private static let allocation: Source = ("payment_allocation", .allocation, "allocated_on")
    private static let dispute: Source = ("dispute", .dispute, "lost_on")
    private static let adjustment: Source = ("document_adjustment", .writeOff, "adjusted_on")

    private func late(_ kind: BookedKind) -> String {
        """
        (SELECT one.id, one.posted_on
        FROM unnest($\(lateAt)::text[], $\(lateAt + 1)::bigint[],
            $\(lateAt + 2)::text[]::date[]) AS one (kind, id, posted_on)
        WHERE one.kind = '\(kind.rawValue)')
        """
    }

    private func all(_ source: Source) -> String {
        """
        (SELECT one.*, coalesce(late.posted_on, one.\(source.day)) AS posted_on
        FROM clinic.\(source.table) AS one
        LEFT JOIN \(late(source.kind)) AS late ON late.id = one.id
        WHERE one.clinic_id = $1::bigint)
        """
    }

    private func late(_ source: Source) -> String {
        """
        (SELECT one.*, late.posted_on
        FROM \(late(source.kind)) AS late JOIN clinic.\(source.table) AS one
            ON one.clinic_id = $1::bigint AND one.id = late.id)
        """
    }

    /// By the index of their own day, and by number where they are late.
    private func ofPeriod(_ source: Source) -> String {
        """
        (SELECT one.*, one.\(source.day) AS posted_on
        FROM clinic.\(source.table) AS one
        WHERE one.clinic_id = $1::bigint AND one.\(source.day) >= $2::date
            AND one.\(source.day) < $3::date
            AND one.id NOT IN (SELECT late.id FROM \(late(source.kind)) AS late)
        UNION ALL
        SELECT late.* FROM \(late(source)) AS late
        WHERE late.posted_on >= $2::date AND late.posted_on < $3::date)
        """
    }
}
