import Jobs

/// A template to begin with: what was paid, by day.
struct TemplateDraft {
    let name: String

    private var title: String { Plan.title(of: name) }

    /// The tab has at most 27 characters.
    var sheet: String {
        """
        title: \(title)
        sheet: \(title.prefix(27))        # the tab, at most 27 characters
        notes:
          - What this report says, in a sentence.
        currency: currency            # the column of each row's currency; a sheet each
        columns:
          - { column: day, title: Day, type: day }
          - { column: payments, title: Payments, type: integer, total: true }
          - { column: amount, title: Amount, type: money, total: true }
        ties:                         # of ties.sql, by currency
          rows: days = days with a payment
          amount: amount = all captured payments

        """
    }

    var query: String {
        """
        -- The first column is clinic_id; :clinic, :from, :until and :zone are bound; the rows are
        -- ordered by columns that tell any two apart.
        SELECT clinic_id, received_on AS day, currency, count(*) AS payments, sum(amount) AS amount
        FROM clinic.payment
        WHERE payment.clinic_id = :clinic AND received_on >= :from AND received_on < :until
            AND status = 'captured'
        GROUP BY clinic_id, received_on, currency
        ORDER BY day, currency

        """
    }

    var ties: String {
        """
        -- The same figures another way: the certificate holds them against the sheet's.
        SELECT clinic_id, currency, count(DISTINCT received_on) AS rows, sum(amount) AS amount
        FROM clinic.payment
        WHERE payment.clinic_id = :clinic AND received_on >= :from AND received_on < :until
            AND status = 'captured'
        GROUP BY clinic_id, currency

        """
    }
}
