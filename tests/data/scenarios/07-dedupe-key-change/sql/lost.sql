SELECT count(*)
FROM mart.payments old
LEFT JOIN mart.payments_v2 new USING (provider, payment_ref)
WHERE new.payment_ref IS NULL OR new.amount <> old.amount
