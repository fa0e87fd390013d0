-- Each from its own table.
SELECT :clinic AS clinic_id,
    coalesce((SELECT sum(amount) FROM clinic.payment
        WHERE payment.clinic_id = :clinic AND tender = 'cash' AND status = 'captured'
            AND received_on >= :from AND received_on < :until), 0) AS received,
    coalesce((SELECT sum(amount) FROM clinic.refund
        WHERE refund.clinic_id = :clinic AND tender = 'cash'
            AND refunded_on >= :from AND refunded_on < :until), 0) AS refunded,
    coalesce((SELECT sum(amount) FROM clinic.drawer_movement
        WHERE drawer_movement.clinic_id = :clinic AND kind = 'pay_out'
            AND moved_on >= :from AND moved_on < :until), 0) AS paid_out
