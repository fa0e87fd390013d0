-- The two tables, added up without days or methods.
SELECT :clinic AS clinic_id, coalesce(came.currency, went.currency) AS currency,
    coalesce(came.payments, 0) AS payments, coalesce(came.received, 0) AS received,
    coalesce(went.refunded, 0) AS refunded
FROM (
    SELECT currency, count(*) AS payments, sum(amount) AS received FROM clinic.payment
    WHERE payment.clinic_id = :clinic AND status = 'captured'
        AND received_on >= :from AND received_on < :until GROUP BY currency
) AS came
FULL JOIN (
    SELECT currency, sum(amount) AS refunded FROM clinic.refund
    WHERE refund.clinic_id = :clinic AND refunded_on >= :from AND refunded_on < :until
    GROUP BY currency
) AS went ON went.currency = came.currency
