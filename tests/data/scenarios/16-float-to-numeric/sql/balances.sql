SELECT max(abs(old.balance - new.balance))
FROM mart.customer_balance_v1 old
JOIN mart.customer_balance_v2 new USING (customer_id)
