SELECT count(*)
FROM mart.customer_history a
JOIN mart.customer_history b USING (customer_id)
WHERE a.valid_from < b.valid_from AND a.valid_to > b.valid_from
