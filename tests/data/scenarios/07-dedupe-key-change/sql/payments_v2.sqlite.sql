SELECT payment_ref, provider, amount, received_at
FROM (
    SELECT payment_ref, provider, amount, received_at,
           row_number() OVER (PARTITION BY provider, payment_ref ORDER BY received_at, event_id) AS delivery
    FROM raw_payment_events
) e
WHERE delivery = 1
